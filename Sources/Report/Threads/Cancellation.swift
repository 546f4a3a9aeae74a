import Synchronization

/// Set once, when the run is to stop.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    /// A run that goes on.
    public init() {}
    /// Whether the run is to stop.
    public var isCancelled: Bool { flag.load(ordering: .relaxed) }
    /// Asks the run to stop, which cannot be undone.
    public func cancel() { flag.store(true, ordering: .relaxed) }
    /// - Throws: `CancellationError` once the run is to stop.
    func check() throws {
        if isCancelled { throw CancellationError() }
    }
}
