import FlowKernels
import Foundation

/// The place where a training saves its state at intervals, so that a stopped training can be resumed.
///
/// The times of saving depend on the clock; the result of the training does not depend on them.
public struct TrainingCheckpoints: Sendable {
    /// Between two states, in seconds; one that is stopped by its progress is saved at once.
    let interval: Double
    private let read: @Sendable () -> Data?
    let write: @Sendable (Data) -> Void

    /// - Parameters:
    ///   - interval: the time between two checkpoints in seconds.
    ///   - read: returns the bytes that were last passed to `write`, in this run or an earlier one; nil if there are
    ///     none.
    ///   - write: stores the bytes in place of earlier ones. It reports its own failures, and the training continues.
    public init(
        interval: Double = 30, read: @escaping @Sendable () -> Data?, write: @escaping @Sendable (Data) -> Void
    ) {
        self.interval = interval
        self.read = read
        self.write = write
    }

    /// Checkpoints of one part of a longer work, stored together with the data of the other parts.
    ///
    /// - Parameters:
    ///   - reading: extracts the part's state from the stored bytes; nil if they belong to another part.
    ///   - writing: makes the bytes to store from the part's state.
    public func within(
        reading: @escaping @Sendable (Data) -> Data?, writing: @escaping @Sendable (Data) -> Data
    ) -> TrainingCheckpoints {
        let (read, write) = (read, write)
        return TrainingCheckpoints(
            interval: interval, read: { read().flatMap(reading) }, write: { write(writing($0)) })
    }

    /// The bytes that were stored last; nil if there are none.
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
