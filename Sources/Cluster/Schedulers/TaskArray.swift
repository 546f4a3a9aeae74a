import Foundation

/// Tasks that are submitted together, with equal limits: one array of a scheduler.
package struct TaskArray: Codable, Sendable, Hashable {
    /// Where one task finds what it needs; the paths start in the array's folder.
    package struct Place: Codable, Sendable, Hashable {
        /// The bundle of jobs.
        package let bundle: String
        /// Which task of the bundle.
        package let task: Int

        package init(bundle: String, task: Int) { (self.bundle, self.task) = (bundle, task) }
    }

    /// Unique: the name of its folder.
    package let name: String
    package let places: [Place]
    package let limits: Limits
    /// Nodes on which one of these tasks died.
    package let excluded: [String]

    package init(name: String, places: [Place], limits: Limits, excluded: [String]) {
        self.name = name
        self.places = places
        self.limits = limits
        self.excluded = excluded
    }

    /// The file of results of a task, and its log.
    package static func result(_ index: Int) -> String { "results/\(index).bundle" }
    package static func log(_ index: Int) -> String { "logs/\(index).log" }
}

/// Where a task is, as its scheduler says.
package enum TaskState: Sendable, Hashable {
    case waiting
    case running(node: String?)
    case ended(Ending)

    /// How it ended. Whether it did its work is not the scheduler's to say.
    package enum Ending: Sendable, Hashable {
        /// By itself, with this exit status.
        case exited(Int32, node: String?)
        case killed(signal: Int32, node: String?)
        case outOfTime(node: String?)
        case outOfMemory(node: String?)
        /// The node failed.
        case nodeFailed(String?)
        /// For someone else's job.
        case preempted
        /// By someone.
        case cancelled
        /// It waits in vain, and why.
        case refused(String)
    }
}

/// Gives tasks to nodes.
package protocol Scheduler: Sendable {
    /// In messages: "Slurm".
    var name: String { get }
    /// How many tasks one array may have.
    var mostTasks: Int { get }
    /// Whether the file of a task's results has to be there, if empty, before the task starts.
    var wantsResultFiles: Bool { get }
    /// Whether it keeps tasks in the queue that it has stopped.
    var holdsTheDead: Bool { get }

    /// What it calls one task of an array.
    func name(ofTask index: Int, in array: String) -> String

    /// The files that are submitted, by name: what `--dry-run` shows.
    ///
    /// - Parameter folder: of the array.
    func files(of array: TaskArray, in folder: URL) -> [(name: String, text: String)]

    /// Submits an array, whose files are in its folder.
    ///
    /// - Returns: what the scheduler calls it.
    /// - Throws: ``CommandFault``.
    func submit(_ array: TaskArray, in folder: URL) throws(CommandFault) -> String

    /// Where the tasks of arrays are, by array and index; one question for all. Tasks that the scheduler does not know are
    /// left out.
    ///
    /// - Throws: ``CommandFault`` where it gives no answer.
    func states(of arrays: [String]) throws(CommandFault) -> [String: [Int: TaskState]]

    /// Ends all tasks of arrays, or single tasks.
    ///
    /// - Throws: ``CommandFault``.
    func cancel(_ arrays: [String]) throws(CommandFault)
}
