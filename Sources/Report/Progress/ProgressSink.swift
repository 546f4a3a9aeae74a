/// Is notified when cells of a run begin and end, and how far they are. Called from many threads at once.
public protocol ProgressSink: Sendable {
    /// A cell starts to compute. Not called for a cell that the store has.
    func begin(_ cell: String, verb: String)
    /// A cell that runs reports how far it is.
    func update(_ cell: String, _ progress: CellProgress)
    /// A cell is done, also one that the store had or that could not run.
    func end(_ cell: String, _ outcome: CellOutcome)
    /// A cell that has ended says something about its result. By default not shown.
    func remark(_ cell: String, _ sentence: String)
}

extension ProgressSink {
    public func remark(_ cell: String, _ sentence: String) {}
}

/// How far a cell is.
public struct CellProgress: Sendable, Hashable {
    /// How many steps are done.
    public let step: Int
    /// How many steps there will be, where that is known.
    public let total: Int?
    /// How much is done, from 0 to 1, where that is known: finer than `step` of `total` where steps are long.
    public let fraction: Double?
    /// The loss of a training, where there is one.
    public let loss: Double?
    /// Steps a second.
    public let rate: Double?
    /// What is being done, in a few words.
    public let message: String?

    /// The fraction is that of `step` and `total` where nil; it is kept between 0 and 1.
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
    /// Steps a second, as the cell says, else from the seconds that it has run.
    func rate(after elapsed: Double) -> Double? {
        if let rate { return rate }
        return step > 0 && elapsed > 0 ? Double(step) / elapsed : nil
    }

    /// How long the rest takes, in seconds; nil where the cell does not say enough.
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
    /// It threw; what depends on it does not run.
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
    /// A display of nothing.
    public init() {}
    public func begin(_ cell: String, verb: String) {}
    public func update(_ cell: String, _ progress: CellProgress) {}
    public func end(_ cell: String, _ outcome: CellOutcome) {}
}
