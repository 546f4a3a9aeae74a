import Synchronization

/// What a cell shows and what it found wrong with its own result.
struct Drawing: Sendable, Codable {
    var findings: [Finding] = []
    var fragments: [Fragment] = []
    /// Why drawing failed.
    var failure: String?

    /// What its pictures cannot show on this machine.
    var remarks: [String] {
        fragments.reduce(into: []) { remarks, fragment in
            guard case .figure(let picture) = fragment, let remark = picture.remark, !remarks.contains(remark) else {
                return
            }
            remarks.append(remark)
        }
    }
}

/// The drawings of earlier pages of a report, for the next one: a cell is drawn again only where its result, its options or
/// those of the cells that it uses are others. What a cell showed last can stand in while it has no result as it stands.
final class DrawingMemory: Sendable {
    private struct State {
        var last: [String: Drawing] = [:]
        var next: [String: Drawing] = [:]
        /// The last output of each cell, by label.
        var shown: [String: (verb: String, drawing: Drawing)] = [:]
    }

    private let state = Mutex(State())
    /// Those of earlier processes.
    private let kept: KeptDrawings?

    init(kept: KeptDrawings? = nil) { self.kept = kept }

    /// Removes what the last page did not show.
    func turn() {
        state.withLock { state in
            state.last = state.next
            state.next = [:]
        }
    }

    /// The drawing of the last page if all that it depends on is unchanged; otherwise a new one.
    func drawing(
        of cell: Cell, in document: Document, _ run: RunReport, isExplorable: Bool, _ draw: () -> Drawing
    ) -> Drawing {
        let signature = Self.signature(of: cell, in: document, run, isExplorable: isExplorable)
        let known = signature.flatMap { signature in state.withLock { $0.last[signature] ?? $0.next[signature] } }
        let drawing = known ?? self.kept(cell, signature, draw)
        state.withLock { state in
            if let signature { state.next[signature] = drawing }
            if drawing.failure == nil { state.shown[cell.label] = (cell.verb, drawing) }
        }
        return drawing
    }

    /// What the cell showed when it last had a result. It is not drawn again from that result, because verbs draw
    /// results with the current options. Empty if it showed nothing yet.
    func shown(by cell: Cell) -> Drawing {
        let shown = state.withLock { $0.shown[cell.label] }
        let drawing = shown?.verb == cell.verb ? shown?.drawing : kept?.last(of: cell)
        return Drawing(fragments: (drawing?.fragments ?? []).map(\.asComputed))
    }

    /// That of an earlier process, or a new one, which is kept.
    private func kept(_ cell: Cell, _ signature: String?, _ draw: () -> Drawing) -> Drawing {
        guard let kept, let signature else { return draw() }
        if let drawing = kept.drawing(of: cell, signature) { return drawing }
        let drawing = draw()
        // What is not there today, such as a font, may be there the next time: nobody finds the drawing, but as the last one.
        if drawing.failure == nil { kept.keep(drawing, of: cell, drawing.remarks.isEmpty ? signature : "") }
        return drawing
    }

    /// All that a drawing depends on; nil where that is not known.
    private static func signature(
        of cell: Cell, in document: Document, _ run: RunReport, isExplorable: Bool
    ) -> String? {
        var parts: [String: Value] = ["": [.string(cell.label), .bool(isExplorable)]]
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
