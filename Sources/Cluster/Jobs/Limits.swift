import Report

/// The resources that a task may use: a scheduler kills tasks that use more.
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

/// Derives limits from the expected cost of work.
package struct LimitRule: Sendable, Hashable {
    /// The limits for work without an estimate.
    package var unknown: Limits
    /// The longest time limit in seconds, even if work was killed because of it.
    package var longest: Double
    package var mostMemory: Int

    package init(unknown: Limits, longest: Double, mostMemory: Int) {
        self.unknown = unknown
        self.longest = longest
        self.mostMemory = mostMemory
    }

    /// Three times the expected cost, rounded up in steps of a factor of two, so that similar tasks have equal
    /// limits and are in one array.
    ///
    /// - Parameter cost: the cost of the task.
    package func limits(_ cost: PastWork.Cost?) -> Limits {
        guard let cost else { return unknown }
        var limits = unknown
        limits.seconds = min(longest, Self.step(3 * cost.seconds + 120, from: 600))
        if let memory = cost.memory {
            limits.memory = min(mostMemory, Int(Self.step(1.5 * Double(memory), from: Double(512 << 20))))
        }
        return limits
    }

    /// The limits of a task that does several jobs one after another on all its cores.
    ///
    /// - Parameter costs: the costs of the jobs, each on one thread; nil for a job without an estimate.
    package func limits(of costs: [PastWork.Cost?]) -> Limits {
        let known = costs.compactMap { $0 }
        guard known.count == costs.count else { return unknown }
        return limits(
            PastWork.Cost(
                seconds: known.reduce(0) { $0 + $1.seconds } / Double(max(1, unknown.threads)),
                memory: known.compactMap(\.memory).max()))
    }

    /// Limits with twice the time; nil if the maximum is reached.
    package func moreTime(than limits: Limits) -> Limits? { Self.twice(\.seconds, of: limits, most: longest) }

    /// Limits with twice the memory; nil if the maximum is reached.
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
