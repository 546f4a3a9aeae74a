import Report

/// What a task may take of its machine: who takes more is killed by the scheduler.
package struct Limits: Codable, Sendable, Hashable {
    /// Wall time in seconds.
    package var seconds: Double
    /// In bytes.
    package var memory: Int
    /// Cores.
    package var threads: Int

    package init(seconds: Double, memory: Int, threads: Int) {
        self.seconds = seconds
        self.memory = memory
        self.threads = threads
    }
}

/// Makes limits from what work is expected to take.
package struct LimitRule: Sendable, Hashable {
    /// Where nothing is known of the work.
    package var unknown: Limits
    /// No more than this, also where work was killed for it.
    package var longest: Double
    package var mostMemory: Int

    package init(unknown: Limits, longest: Double, mostMemory: Int) {
        self.unknown = unknown
        self.longest = longest
        self.mostMemory = mostMemory
    }

    /// Three times the expected, in steps of two, so that alike tasks have equal limits and stand in one array.
    ///
    /// - Parameter cost: of the task.
    package func limits(_ cost: PastWork.Cost?) -> Limits {
        guard let cost else { return unknown }
        var limits = unknown
        limits.seconds = min(longest, Self.step(3 * cost.seconds + 120, from: 600))
        if let memory = cost.memory {
            limits.memory = min(mostMemory, Int(Self.step(1.5 * Double(memory), from: Double(512 << 20))))
        }
        return limits
    }

    /// Of a task that does several jobs, one after another on all its cores.
    ///
    /// - Parameter costs: of the jobs, each on one thread; nil where nothing is known of one.
    package func limits(of costs: [PastWork.Cost?]) -> Limits {
        let known = costs.compactMap { $0 }
        guard known.count == costs.count else { return unknown }
        return limits(
            PastWork.Cost(
                seconds: known.reduce(0) { $0 + $1.seconds } / Double(max(1, unknown.threads)),
                memory: known.compactMap(\.memory).max()))
    }

    /// Twice the time; nil where there is no more.
    package func moreTime(than limits: Limits) -> Limits? { Self.twice(\.seconds, of: limits, most: longest) }

    /// Twice the memory; nil where there is no more.
    package func moreMemory(than limits: Limits) -> Limits? { Self.twice(\.memory, of: limits, most: mostMemory) }

    private static func twice<Amount: Numeric & Comparable>(
        _ limit: WritableKeyPath<Limits, Amount>, of limits: Limits, most: Amount
    ) -> Limits? {
        guard limits[keyPath: limit] < most else { return nil }
        var more = limits
        more[keyPath: limit] = min(most, 2 * limits[keyPath: limit])
        return more
    }

    private static func step(_ value: Double, from least: Double) -> Double {
        var step = least
        while step < value { step *= 2 }
        return step
    }
}
