import Foundation

/// Why a task ended without all results, and so what may help.
struct Death {
    enum Cause: Equatable {
        /// It was stopped by another user of the node; it continues from its checkpoints.
        case stopped
        case time
        case memory
        /// The node has a problem, or the cause is unknown; another node may work.
        case node
        /// A retry does not help.
        case final(String)
    }

    let cause: Cause
    /// "its node failed"
    let words: String
    let node: String?
    /// Where nothing helps that a loop can do.
    private(set) var advice = "Render again once that is mended."

    /// - Parameters:
    ///   - ending: the ending according to the scheduler; nil if it no longer knows the task.
    ///   - signal: the signal that stopped the work, if it was reported.
    ///   - log: its last lines.
    ///   - node: the last known node.
    init(_ ending: TaskState.Ending?, signal: String?, log: String?, node: String?) {
        // Schedulers that watch memory themselves kill like anyone else, and say why in the log only.
        let log = log?.lowercased() ?? ""
        let isMemory =
            log.contains("exceeded memory limit") || log.contains("oom-kill") || log.contains("oom_kill")
            || log.contains("out of memory")
        switch (signal, ending) {
        case ("SIGUSR2", _): (cause, words) = (.time, "it came close to its time limit")
        case (_?, _): (cause, words) = (.stopped, "it was stopped")
        case (nil, .outOfTime): (cause, words) = (.time, "it ran into its time limit")
        case (nil, .outOfMemory): (cause, words) = (.memory, "it was killed for its memory")
        case (nil, .preempted): (cause, words) = (.stopped, "it was stopped for another's job")
        case (nil, .nodeFailed): (cause, words) = (.node, "its node failed")
        case (nil, .cancelled): (cause, words) = (.final("someone cancelled it in the queue"), "someone cancelled it")
        case (nil, .refused(let why)):
            (cause, words) = (.final("the scheduler does not start it: \(why)"), "it waits in vain")
        case (nil, .killed) where isMemory, (nil, .exited) where isMemory:
            (cause, words) = (.memory, "it was killed for its memory")
        case (nil, .killed(let number, _)): (cause, words) = (.node, "it was killed by signal \(number)")
        case (nil, .exited(let status, _)):
            (cause, words) = (
                .node, status == 0 ? "its results are damaged or did not come" : "it ended with status \(status)"
            )
        case (nil, nil): (cause, words) = (.node, "it was lost")
        }
        if case .refused(let why) = ending {
            if why.contains("TimeLimit") || why.contains("WallDuration") {
                advice = "Set 'time' and 'longest' of the machine in machines.yaml to what its partition allows."
            } else if why.contains("Mem") {
                advice = "Set 'memory' and 'most-memory' of the machine in machines.yaml to what its nodes have."
            }
        }
        self.node =
            switch ending {
            case .exited(_, let its), .killed(_, let its), .outOfTime(let its), .outOfMemory(let its),
                .nodeFailed(let its):
                its ?? node
            default: node
            }
    }
}
