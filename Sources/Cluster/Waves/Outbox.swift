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
    private var last = 0
    /// Arrays that are written and not yet submitted.
    private(set) var unsubmitted: [TaskArray] = []

    init(grouping: JobGrouping, rule: LimitRule) {
        self.grouping = grouping
        self.rule = rule
    }

    var isEmpty: Bool { asked.isEmpty && parcels.isEmpty }
    var parcelCount: Int { parcels.count }

    /// Takes a job, to be put together with others that are asked for at about the same time.
    mutating func gather(_ request: Request, at now: Double) {
        asked.append(request)
        askedAt = now
    }

    /// Takes jobs as they are, for one task.
    mutating func add(
        _ requests: [Request], limits: Limits? = nil, excluded: Set<String> = [], attempts: Int = 0
    ) {
        last += 1
        parcels.append(
            Parcel(id: last, requests: requests, limits: limits, excluded: excluded, attempts: attempts))
    }

    /// Puts together what was gathered; a task does jobs of one cell.
    mutating func pack() {
        let gathered = asked.grouped(by: \.cell)
        asked = []
        askedAt = nil
        for requests in gathered {
            for range in grouping.tasks(of: requests.map(\.cost)) { add(Array(requests[range])) }
        }
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
