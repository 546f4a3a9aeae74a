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
    /// Where nothing is known of the jobs there are as many tasks as slots. Where there are more tasks than slots, the last
    /// jobs go in short ones, one for each slot, so that all slots have work until the end.
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
        let tail = slots * short
        guard tasks(count, long) > slots, short < long, tail < count else {
            return Self.ranges(0..<count, tasks: tasks(count, long))
        }
        return Self.ranges(0..<count - tail, tasks: tasks(count - tail, long))
            + Self.ranges(count - tail..<count, tasks: slots)
    }

    /// Their lengths differ by one at most.
    private static func ranges(_ jobs: Range<Int>, tasks: Int) -> [Range<Int>] {
        let first = jobs.lowerBound
        return (0..<tasks).map { first + $0 * jobs.count / tasks..<first + ($0 + 1) * jobs.count / tasks }
    }
}
