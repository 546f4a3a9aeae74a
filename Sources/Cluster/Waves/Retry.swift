import Report

/// What becomes of the jobs of a task that died.
enum Retry {
    /// The jobs are done again, each in a separate task.
    case again(limits: Limits, excluded: Set<String>, attempts: Int)
    case givenUp(why: String, advice: String)

    /// Tasks that were preempted so often are not tried again.
    static let mostStops = 100

    /// - Parameters:
    ///   - stops: the number of times that its work was preempted, including this time.
    ///   - attempts: the largest number of attempts for a task that dies.
    init(_ death: Death, of task: OpenTask, stops: Int, attempts: Int, rule: LimitRule) {
        var limits = task.limits
        var excluded: Set<String> = []
        var died = task.attempts + 1
        switch death.cause {
        case .stopped:
            // It goes on from its checkpoints; that is no failure of its own.
            died = task.attempts
            if stops > Self.mostStops {
                self = .givenUp(
                    why: "it was stopped \(Self.mostStops) times before it was done",
                    advice: "Use a partition without preemption.")
                return
            }
        case .time, .memory:
            let (more, end, option) =
                death.cause == .time
                ? (
                    rule.moreTime(than: limits), "ran into its time limit of \(DurationText.coarse(limits.seconds))",
                    "longest"
                )
                : (
                    rule.moreMemory(than: limits), "was killed for its memory of \(limits.memory / 1_000_000) MB",
                    "most-memory"
                )
            guard let more else {
                self = .givenUp(why: "it \(end)", advice: "Allow more by '\(option)' in machines.yaml.")
                return
            }
            limits = more
            // It was told in time, and has left its checkpoints.
            if task.signal != nil { died = task.attempts }
        case .node: excluded = Set([death.node].compactMap { $0 })
        case .final(let why):
            self = .givenUp(why: why, advice: death.advice)
            return
        }
        self =
            died < attempts
            ? .again(limits: limits, excluded: excluded, attempts: died)
            : .givenUp(why: "\(death.words), \(died) times", advice: "Render again, or see why its log ends there.")
    }
}
