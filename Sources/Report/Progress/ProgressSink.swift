/// Receives the begin, the end and the progress of the cells of a run. Called from many threads at once.
public protocol ProgressSink: Sendable {
    /// A cell starts to compute. Not called for a cell that the store has.
    func begin(_ cell: String, verb: String)
    /// A running cell reports its progress.
    func update(_ cell: String, _ progress: CellProgress)
    /// A cell is done, including cells whose result was in the store or that could not run.
    func end(_ cell: String, _ outcome: CellOutcome)
    /// A finding about the result of a cell that has ended. By default not shown.
    func remark(_ cell: String, _ sentence: String)
}

extension ProgressSink {
    public func remark(_ cell: String, _ sentence: String) {}
}

/// The progress of a cell.
public struct CellProgress: Sendable, Hashable {
    /// How many steps are done.
    public let step: Int
    /// The total number of steps, if it is known.
    public let total: Int?
    /// The completed fraction, from 0 to 1, if it is known: finer than `step` of `total` for long steps.
    public let fraction: Double?
    /// The loss of a training; nil for other work.
    public let loss: Double?
    /// Steps a second.
    public let rate: Double?
    /// The current action, in a few words.
    public let message: String?

    /// If the fraction is nil, it is computed from `step` and `total`; it is limited to the range from 0 to 1.
    public init(
        step: Int, total: Int? = nil, fraction: Double? = nil, loss: Double? = nil, rate: Double? = nil,
        message: String? = nil
    ) {
        let share = fraction ?? total.flatMap { $0 > 0 ? Double(step) / Double($0) : nil }
        self.fraction = share.map { min(1, max(0, $0)) }
        self.step = step
        self.total = total
        self.loss = loss
        self.rate = rate
        self.message = message?.printable
    }
}

extension CellProgress {
    /// Steps per second, as reported by the cell, or computed from the elapsed seconds.
    func rate(after elapsed: Double) -> Double? {
        if let rate { return rate }
        return step > 0 && elapsed > 0 ? Double(step) / elapsed : nil
    }

    /// The remaining time in seconds; nil if it cannot be estimated.
    ///
    /// - Parameter elapsed: how many seconds the cell has run.
    public func secondsLeft(after elapsed: Double) -> Double? {
        guard let total, total >= step, let rate = rate(after: elapsed), rate > 0, rate.isFinite else { return nil }
        return Double(total) * (1 - (fraction ?? 1)) / rate
    }
}

/// How a cell ended; times in seconds.
public enum CellOutcome: Sendable, Hashable {
    /// It was computed.
    case ran(seconds: Double)
    /// Its result was in the store.
    case cached
    /// It threw an error; cells that depend on it do not run.
    case failed(message: String, seconds: Double)
    /// It could not run because of another cell.
    case blocked(by: String)
    /// It runs only when asked.
    case manual
    /// The run was stopped.
    case cancelled
}

/// Shows nothing: for `--quiet` and for tests.
public struct SilentProgress: ProgressSink {
    /// A display that shows nothing.
    public init() {}
    public func begin(_ cell: String, verb: String) {}
    public func update(_ cell: String, _ progress: CellProgress) {}
    public func end(_ cell: String, _ outcome: CellOutcome) {}
}
