import Report

/// Puts short jobs together, so that a task lasts long enough for what a scheduler takes to start one.
package struct JobGrouping: Sendable, Hashable {
    /// How long a task should last at least, in seconds.
    package var shortest: Double
    /// How many tasks run at a time, about.
    package var slots: Int

    package init(shortest: Double = 600, slots: Int = 200) {
        self.shortest = shortest
        self.slots = slots
    }

    /// Which jobs are done by one process; all of one cell, in their order.
    ///
    /// Where nothing is known of the jobs there are as many tasks as slots. Where there are more tasks than slots, tasks get
    /// shorter towards the end: every slot is given half of its share of what is left, and so on, so that all slots have work
    /// until the end, though jobs take longer or shorter than expected.
    ///
    /// - Parameters:
    ///   - count: how many jobs there are.
    ///   - seconds: what each takes, as far as known.
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

    /// The same for jobs of which more or less is known: each is taken to last as long as their mean, where all are known.
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
