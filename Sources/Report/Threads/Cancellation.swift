import Synchronization

/// A flag that is set once, when the run has to stop.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A flag that is not set.
    public init() {}
    /// Whether the run has to stop.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
    /// Asks the run to stop, which cannot be undone.
    public func cancel() { flag.store(true, ordering: .relaxed) }
    /// - Throws: `CancellationError` when the run has to stop.
    func check() throws {
        if isCancelled { throw CancellationError() }
    }
}
