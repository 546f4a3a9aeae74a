import Synchronization

/// A run that was told to stop, with what is worth knowing of it all the same.
struct StoppedRun: Error {
    /// Each once, in order.
    let warnings: [String]

    /// - Parameter results: of the cells that had started.
    init(_ results: [String: CellResult], _ stopped: WarningsOfStopped) {
        warnings = stopped.all.union(results.values.flatMap(\.warnings)).sorted()
    }
}

/// Gathers the warnings of parts that were stopped: they have no result that could carry them.
final class WarningsOfStopped: Sendable {
    private let found = Mutex<Set<String>>([])

    var all: Set<String> { found.withLock { $0 } }

    func add(_ warnings: [String]) { found.withLock { $0.formUnion(warnings) } }
}
