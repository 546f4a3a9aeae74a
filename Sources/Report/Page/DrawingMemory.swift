import Synchronization

/// What a cell shows and what it found wrong with its own result.
struct Drawing: Sendable {
    var findings: [Finding] = []
    var fragments: [Fragment] = []
    /// Why drawing failed.
    var failure: String?
}

/// The drawings of the last page of a report, for the next one: a cell is drawn again only where its result, its options or
/// those of the cells that it uses are others.
final class DrawingMemory: Sendable {
    private struct State {
        var last: [String: Drawing] = [:]
        var next: [String: Drawing] = [:]
    }

    private let state = Mutex(State())

    /// Forgets what the last page did not show.
    func turn() {
        state.withLock { state in
            state.last = state.next
            state.next = [:]
        }
    }

    /// The drawing of the last page where nothing that it depends on has changed; otherwise a new one.
    func drawing(of cell: Cell, in document: Document, _ run: RunReport, _ draw: () -> Drawing) -> Drawing {
        guard let signature = Self.signature(of: cell, in: document, run) else { return draw() }
        let known = state.withLock { $0.last[signature] ?? $0.next[signature] }
        let drawing = known ?? draw()
        state.withLock { $0.next[signature] = drawing }
        return drawing
    }

    /// All that a drawing depends on; nil where that is not known: a result from before a change is drawn with what stands
    /// there now.
    private static func signature(of cell: Cell, in document: Document, _ run: RunReport) -> String? {
        var parts: [String: Value] = ["": .string(cell.label)]
        for label in [cell.label] + document.graph.closure(of: cell.label) {
            guard let used = document.cell(label), let result = run.results[label], let key = result.key,
                !result.isAbsent
            else { return nil }
            parts[label] = [
                "verb": .string(used.verb), "key": .string(key), "options": used.options.complete,
                "settings": used.settings.options.complete,
            ]
        }
        return SHA256.hex(Value.object(parts).canonicalJSON.utf8)
    }
}
