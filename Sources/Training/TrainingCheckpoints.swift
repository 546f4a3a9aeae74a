import FlowKernels
import Foundation

/// Where a training saves its state at intervals, so that a stopped one can be resumed.
///
/// When states are saved depends on the clock; what comes out in the end does not depend on when they were saved.
public struct TrainingCheckpoints: Sendable {
    /// Between two states, in seconds; one that is stopped by its progress is saved at once.
    let interval: Double
    private let read: @Sendable () -> Data?
    let write: @Sendable (Data) -> Void

    /// - Parameters:
    ///   - interval: seconds between two of them.
    ///   - read: gives what `write` was given last, in this run or an earlier one; nil where there is nothing.
    ///   - write: keeps the bytes in place of those before. It reports its own failures: the training goes on without.
    public init(
        interval: Double = 30, read: @escaping @Sendable () -> Data?, write: @escaping @Sendable (Data) -> Void
    ) {
        self.interval = interval
        self.read = read
        self.write = write
    }

    /// Checkpoints of one part of a longer work, kept together with what the other parts need.
    ///
    /// - Parameters:
    ///   - reading: the part's own state out of what was kept; nil where that is of another part.
    ///   - writing: what to keep of the part's state.
    public func within(
        reading: @escaping @Sendable (Data) -> Data?, writing: @escaping @Sendable (Data) -> Data
    ) -> TrainingCheckpoints {
        let (read, write) = (read, write)
        return TrainingCheckpoints(
            interval: interval, read: { read().flatMap(reading) }, write: { write(writing($0)) })
    }

    /// What was kept last; nil where there is nothing.
    public var latest: Data? { read() }

    /// - Parameter counts: parameters of each group.
    func load(_ counts: [Int]) -> TrainingState? { read().flatMap { TrainingState(data: $0, counts: counts) } }
}

/// Knows when the next state is to be saved.
struct CheckpointClock {
    private let checkpoints: TrainingCheckpoints?
    private let clock = ContinuousClock()
    private var last: ContinuousClock.Instant

    init(_ checkpoints: TrainingCheckpoints?) {
        self.checkpoints = checkpoints
        last = clock.now
    }

    var isDue: Bool {
        guard let checkpoints else { return false }
        return last.duration(to: clock.now) >= .seconds(checkpoints.interval)
    }

    mutating func save(_ state: TrainingState, _ groups: [ParameterGroup]) throws {
        guard let checkpoints else { return }
        var state = state
        state.optimizers = groups.map { $0.optimizer.state }
        checkpoints.write(try state.data())
        last = clock.now
    }
}
