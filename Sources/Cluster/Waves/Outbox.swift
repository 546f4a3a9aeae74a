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

    /// Takes a job, to be put together with others that are asked for at about the same time.
    mutating func gather(_ request: Request, at now: Double) {
        asked.append(request)
        askedAt = now
    }

    /// Takes jobs as they are, for one task.
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

    /// Puts together what was gathered; a task does jobs of one cell. Where there are more than two tasks for every slot, the
    /// last one of each is kept back.
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

    /// Lets some of the tasks go that are kept back, where hardly any wait in the queue.
    ///
    /// - Parameter waiting: how many wait there, about.
    /// - Returns: whether there were any.
    mutating func release(waiting: Int) -> Bool {
        let some = max(1, grouping.slots / 10)
        guard waiting < some, !reserve.isEmpty else { return false }
        parcels += reserve.prefix(some)
        reserve.removeFirst(min(some, reserve.count))
        return true
    }

    /// Lets all of them go.
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

    /// - Parameter most: how many tasks an array may have.
    /// - Returns: nil where all is written.
    func next(most: Int) -> Batch? {
        guard let first = parcels.first else { return nil }
        let limits = limits(first)
        let some = Array(parcels.lazy.filter { self.limits($0) == limits }.prefix(most))
        let excluded = some.reduce(into: Set<String>()) { $0.formUnion($1.excluded) }
        return Batch(parcels: some, limits: limits, excluded: excluded.count > 20 ? [] : excluded.sorted())
    }

    private func limits(_ parcel: Parcel) -> Limits { parcel.limits ?? rule.limits(of: parcel.requests.map(\.cost)) }

    /// Notes that a batch is written as an array, which waits to be submitted.
    mutating func note(_ batch: Batch, writtenAs array: TaskArray) {
        let written = Set(batch.parcels.map(\.id))
        parcels.removeAll { written.contains($0.id) }
        unsubmitted.append(array)
    }

    /// Notes that the first of the arrays that wait is submitted, or given up.
    mutating func removeFirst() { unsubmitted.removeFirst() }
}
