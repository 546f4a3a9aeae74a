import Synchronization

/// A run that was told to stop, with what is worth knowing of it all the same.
struct StoppedRun: Error {
    /// Each once, in order.
    let warnings: [String]
}

/// Gathers the warnings of cells and parts that were stopped: they have no result that could carry them.
final class WarningsOfStopped: Sendable {
    private let found = Mutex<Set<String>>([])

    /// Each once, in order.
    var all: [String] { found.withLock { $0.sorted() } }

    func add(_ warnings: [String]) { found.withLock { $0.formUnion(warnings) } }
}
