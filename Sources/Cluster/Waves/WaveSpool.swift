import Report

/// A job as the loop sees it.
package struct Request: Sendable {
    /// Of its result.
    package let key: String
    /// In messages: "toy 3 of 'toys'".
    package let name: String
    /// The label of its cell: a task does jobs of one cell.
    package let cell: String
    /// What it is expected to take; nil where nobody knows.
    package let cost: PastWork.Cost?
    /// nil in a simulation.
    package let job: CellJob?

    package init(key: String, name: String, cell: String, cost: PastWork.Cost?, job: CellJob?) {
        self.key = key
        self.name = name
        self.cell = cell
        self.cost = cost
        self.job = job
    }
}

/// An array that is submitted or about to be: what another render has to know to go on with it.
package struct OpenArray: Codable, Sendable {
    package let array: TaskArray
    /// Of the results of each task.
    package let keys: [[String]]
    /// How often each task died before.
    package let attempts: [Int]
    /// What the scheduler calls it; nil where it was never submitted.
    package var id: String?

    package init(array: TaskArray, keys: [[String]], attempts: [Int], id: String? = nil) {
        self.array = array
        self.keys = keys
        self.attempts = attempts
        self.id = id
    }
}

/// A file of results that has come since the last look.
package struct Arrival: Sendable {
    package let array: String
    package let index: Int
    /// Of jobs that have ended; their results are in the store.
    package let reports: [ResultBundle.Report]
    /// Whether jobs are left that go on from checkpoints.
    package let isOpen: Bool
    /// What stopped the task; nil where nothing did, or while it runs.
    package let signal: String?

    package init(array: String, index: Int, reports: [ResultBundle.Report], isOpen: Bool, signal: String?) {
        self.array = array
        self.index = index
        self.reports = reports
        self.isOpen = isOpen
        self.signal = signal
    }
}

/// Where bundles, results and logs lie, for nodes and for the loop.
package protocol WaveSpool: Sendable {
    /// Writes what the tasks of an array need.
    ///
    /// - Parameters:
    ///   - tasks: the jobs of each.
    ///   - attempts: how often each died before.
    /// - Returns: the array, with its name and places.
    func write(
        _ tasks: [[Request]], limits: Limits, excluded: [String], attempts: [Int],
        scheduler: any Scheduler
    ) throws -> TaskArray

    /// Submits an array by a scheduler, and notes what that calls it.
    ///
    /// - Throws: ``CommandFault``; `FileError`.
    func submit(_ array: TaskArray, to scheduler: any Scheduler) throws -> String

    /// Whole files of results that are new, or have changed. One that is damaged has not come.
    func arrivals(of arrays: [String]) -> [Arrival]

    /// Whether the folder of an array is there.
    func exists(_ array: String) -> Bool

    /// Whether the store has the result.
    func isStored(_ key: String) -> Bool

    /// The last lines of a task's log; nil where it has none.
    func logTail(_ array: String, _ index: Int) -> String?

    /// Removes what belongs to an array: nobody needs it any more.
    func remove(_ array: String)
}
