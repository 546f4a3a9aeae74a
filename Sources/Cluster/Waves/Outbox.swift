import Report

/// Jobs on their way to the scheduler: first gathered, then put together to tasks, then written as arrays.
struct Outbox {
    /// Jobs of one task.
    struct Parcel {
        fileprivate let id: Int
        let requests: [Request]
        /// nil where they follow from what the jobs are expected to take.
        let limits: Limits?
        /// Nodes that it is not to run on.
        let excluded: Set<String>
        /// How often it died before.
        let attempts: Int
    }

    private let grouping: JobGrouping
    private let rule: LimitRule
    private var asked: [Request] = []
    /// When the last of those was asked for.
    private(set) var askedAt: Double?
    private var parcels: [Parcel] = []
    /// The last tasks of many, which are kept back: what dies meanwhile is submitted before them, and not behind.
    private var reserve: [Parcel] = []
    private var last = 0
    /// Arrays that are written and not yet submitted.
    private(set) var unsubmitted: [TaskArray] = []

    init(grouping: JobGrouping, rule: LimitRule) {
        self.grouping = grouping
        self.rule = rule
    }

    var isEmpty: Bool { asked.isEmpty && parcels.isEmpty && reserve.isEmpty }
    var parcelCount: Int { parcels.count + reserve.count }

    /// Adds a job, which is grouped with others that arrive at about the same time.
    mutating func gather(_ request: Request, at now: Double) {
        asked.append(request)
        askedAt = now
    }

    /// Adds jobs as one task.
    mutating func add(
        _ requests: [Request], limits: Limits? = nil, excluded: Set<String> = [], attempts: Int = 0
    ) {
        parcels.append(parcel(requests, limits: limits, excluded: excluded, attempts: attempts))
    }

    private mutating func parcel(
        _ requests: [Request], limits: Limits? = nil, excluded: Set<String> = [], attempts: Int = 0
    ) -> Parcel {
        last += 1
        return Parcel(id: last, requests: requests, limits: limits, excluded: excluded, attempts: attempts)
    }

    /// Groups the collected jobs into tasks; a task does jobs of one cell. If there are more than two tasks for every
    /// slot, the last one of each slot is held back.
    mutating func pack() {
        let gathered = asked.grouped(by: \.cell)
        asked = []
        askedAt = nil
        for requests in gathered {
            let ranges = grouping.tasks(of: requests.map(\.cost))
            let kept = ranges.count > 2 * grouping.slots ? grouping.slots : 0
            for range in ranges.dropLast(kept) { add(Array(requests[range])) }
            for range in ranges.suffix(kept) { reserve.append(parcel(Array(requests[range]))) }
        }
    }

    /// Releases some of the tasks that are held back, if hardly any wait in the queue.
    ///
    /// - Parameter waiting: the approximate number of waiting tasks.
    /// - Returns: whether there were any.
    mutating func release(waiting: Int) -> Bool {
        let some = max(1, grouping.slots / 10)
        guard waiting < some, !reserve.isEmpty else { return false }
        parcels += reserve.prefix(some)
        reserve.removeFirst(min(some, reserve.count))
        return true
    }

    /// Releases all tasks that are held back.
    mutating func releaseAll() {
        parcels += reserve
        reserve = []
    }

    /// What the next array is to be made of: parcels of equal limits.
    struct Batch {
        let parcels: [Parcel]
        let limits: Limits
        /// Nodes on which one of them died, but none where so many failed: then it is not theirs.
        let excluded: [String]
    }

    /// - Parameter most: the largest number of tasks in an array.
    /// - Returns: nil if everything is written.
    func next(most: Int) -> Batch? {
        guard let first = parcels.first else { return nil }
        let limits = limits(first)
        let some = Array(parcels.lazy.filter { self.limits($0) == limits }.prefix(most))
        let excluded = some.reduce(into: Set<String>()) { $0.formUnion($1.excluded) }
        return Batch(parcels: some, limits: limits, excluded: excluded.count > 20 ? [] : excluded.sorted())
    }

    private func limits(_ parcel: Parcel) -> Limits { parcel.limits ?? rule.limits(of: parcel.requests.map(\.cost)) }

    /// Records that a batch was written as an array, which waits to be submitted.
    mutating func note(_ batch: Batch, writtenAs array: TaskArray) {
        let written = Set(batch.parcels.map(\.id))
        parcels.removeAll { written.contains($0.id) }
        unsubmitted.append(array)
    }

    /// Records that the first of the waiting arrays was submitted, or given up.
    mutating func removeFirst() { unsubmitted.removeFirst() }
}
