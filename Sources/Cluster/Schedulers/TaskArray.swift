import Foundation

/// Tasks that are submitted together, with equal limits: one array of a scheduler.
package struct TaskArray: Codable, Sendable, Hashable {
    /// The inputs of one task; the paths start in the array's folder.
    package struct Place: Codable, Sendable, Hashable {
        /// The bundle of jobs.
        package let bundle: String
        /// The number of the task in the bundle.
        package let task: Int

        package init(bundle: String, task: Int) { (self.bundle, self.task) = (bundle, task) }
    }

    /// The unique name of the array and its folder.
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

/// The state of a task according to its scheduler.
package enum TaskState: Sendable, Hashable {
    case waiting
    case running(node: String?)
    case ended(Ending)

    /// How it ended. The scheduler does not decide whether it did its work.
    package enum Ending: Sendable, Hashable {
        /// It ended with this exit status.
        case exited(Int32, node: String?)
        case killed(signal: Int32, node: String?)
        case outOfTime(node: String?)
        case outOfMemory(node: String?)
        /// The node failed.
        case nodeFailed(String?)
        /// It was preempted by another job.
        case preempted
        /// Someone cancelled it.
        case cancelled
        /// It will never start, for this reason.
        case refused(String)
    }
}

/// A scheduler, which starts tasks on nodes.
package protocol Scheduler: Sendable {
    /// Its name in messages: "Slurm".
    var name: String { get }
    /// The largest number of tasks in an array.
    var mostTasks: Int { get }
    /// Whether the file of a task's results must exist before the task starts; it may be empty.
    var wantsResultFiles: Bool { get }
    /// Whether tasks that it has stopped stay in the queue.
    var holdsTheDead: Bool { get }

    /// Its name of one task of an array.
    func name(ofTask index: Int, in array: String) -> String

    /// The files to submit, by name, which `--dry-run` shows.
    ///
    /// - Parameter folder: of the array.
    func files(of array: TaskArray, in folder: URL) -> [(name: String, text: String)]

    /// Submits an array, whose files are in its folder.
    ///
    /// - Returns: the scheduler's identifier of the array.
    /// - Throws: ``CommandFault``.
    func submit(_ array: TaskArray, in folder: URL) throws(CommandFault) -> String

    /// The states of the tasks of arrays, by array and index; one query for all. Tasks that the scheduler does not know
    /// are left out.
    ///
    /// - Throws: ``CommandFault`` if it does not answer.
    func states(of arrays: [String]) throws(CommandFault) -> [String: [Int: TaskState]]

    /// Ends all tasks of arrays, or single tasks.
    ///
    /// - Throws: ``CommandFault``.
    func cancel(_ arrays: [String]) throws(CommandFault)
}
