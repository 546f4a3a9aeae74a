import Report

/// A requested job, in the form for the loop.
package struct Request: Sendable {
    /// The key of its result.
    package let key: String
    /// Its name in messages: "toy 3 of 'toys'".
    package let name: String
    /// The label of its cell: a task does jobs of one cell.
    package let cell: String
    /// Its expected cost; nil if it is not known.
    package let cost: PastWork.Cost?
    /// The job; nil in a simulation.
    package let job: CellJob?

    package init(key: String, name: String, cell: String, cost: PastWork.Cost?, job: CellJob?) {
        self.key = key
        self.name = name
        self.cell = cell
        self.cost = cost
        self.job = job
    }
}

/// An array that is submitted or about to be, with everything that another render needs to continue with it.
package struct OpenArray: Codable, Sendable {
    package let array: TaskArray
    /// The keys of the results of each task.
    package let keys: [[String]]
    /// The number of times that each task died before.
    package let attempts: [Int]
    /// The scheduler's identifier; nil if it was never submitted.
    package var id: String?

    package init(array: TaskArray, keys: [[String]], attempts: [Int], id: String? = nil) {
        self.array = array
        self.keys = keys
        self.attempts = attempts
        self.id = id
    }
}

/// A file of results that has arrived since the last check.
package struct Arrival: Sendable {
    package let array: String
    package let index: Int
    /// Reports of jobs that have ended; their results are in the store.
    package let reports: [ResultBundle.Report]
    /// Whether there are unfinished jobs, which continue from checkpoints.
    package let isOpen: Bool
    /// The signal that stopped the task; nil without one, and while it runs.
    package let signal: String?

    package init(array: String, index: Int, reports: [ResultBundle.Report], isOpen: Bool, signal: String?) {
        self.array = array
        self.index = index
        self.reports = reports
        self.isOpen = isOpen
        self.signal = signal
    }
}

/// The place of bundles, results and logs, for nodes and for the loop.
package protocol WaveSpool: Sendable {
    /// Writes the files that the tasks of an array need.
    ///
    /// - Parameters:
    ///   - tasks: the jobs of each.
    ///   - attempts: the number of times that each died before.
    /// - Returns: the array, with its name and places.
    func write(
        _ tasks: [[Request]], limits: Limits, excluded: [String], attempts: [Int],
        scheduler: any Scheduler
    ) throws -> TaskArray

    /// Submits an array to a scheduler, and stores its identifier.
    ///
    /// - Throws: ``CommandFault``; `FileError`.
    func submit(_ array: TaskArray, to scheduler: any Scheduler) throws -> String

    /// Complete files of results that are new, or have changed. A damaged file counts as not arrived.
    func arrivals(of arrays: [String]) -> [Arrival]

    /// Whether the folder of an array exists.
    func exists(_ array: String) -> Bool

    /// Whether the store has the result.
    func isStored(_ key: String) -> Bool

    /// The last lines of a task's log; nil where it has none.
    func logTail(_ array: String, _ index: Int) -> String?

    /// Removes the files of an array, which are no longer needed.
    func remove(_ array: String)
}
