import Report

/// Groups short jobs, so that a task is long compared with the time that a scheduler needs to start it.
package struct JobGrouping: Sendable, Hashable {
    /// The shortest duration of a task, in seconds.
    package var shortest: Double
    /// The approximate number of tasks that run at a time.
    package var slots: Int

    package init(shortest: Double = 600, slots: Int = 200) {
        self.shortest = shortest
        self.slots = slots
    }

    /// Divides the jobs of one cell, in their order, into tasks of one process each.
    ///
    /// If the times of the jobs are not known, there are as many tasks as slots. If there are more tasks than slots,
    /// tasks become shorter towards the end: every slot repeatedly gets half of its share of the remaining jobs, so
    /// that all slots have work until the end, even if jobs take longer or shorter than expected.
    ///
    /// - Parameters:
    ///   - count: the number of jobs.
    ///   - seconds: the time of each job, if known.
    /// - Returns: a range of jobs for each task, the longer ones first.
    package func tasks(of count: Int, each seconds: Double?) -> [Range<Int>] {
        guard count > 0 else { return [] }
        guard let seconds, seconds > 0 else { return Self.ranges(0..<count, tasks: min(count, slots)) }
        func length(_ least: Double) -> Int { max(1, Int((least / seconds).rounded(.up))) }
        func tasks(_ jobs: Int, _ length: Int) -> Int { (jobs + length - 1) / length }
        let (long, short) = (length(shortest), length(shortest / 10))
        guard tasks(count, long) > slots else { return Self.ranges(0..<count, tasks: tasks(count, long)) }
        var ranges: [Range<Int>] = []
        var next = 0
        while next < count {
            let left = count - next
            let length = min(long, max(short, left / (2 * slots)))
            let round = next..<min(count, next + slots * length)
            ranges += Self.ranges(round, tasks: tasks(round.count, length))
            next = round.upperBound
        }
        return ranges
    }

    /// The same for jobs with estimated costs: if all are known, each job is assumed to take the mean time.
    package func tasks(of costs: [PastWork.Cost?]) -> [Range<Int>] {
        let seconds = costs.compactMap { $0?.seconds }
        let mean = seconds.count == costs.count ? seconds.reduce(0, +) / Double(seconds.count) : nil
        return tasks(of: costs.count, each: mean)
    }

    /// Their lengths differ by one at most.
    private static func ranges(_ jobs: Range<Int>, tasks: Int) -> [Range<Int>] {
        let first = jobs.lowerBound
        return (0..<tasks).map { first + $0 * jobs.count / tasks..<first + ($0 + 1) * jobs.count / tasks }
    }
}
