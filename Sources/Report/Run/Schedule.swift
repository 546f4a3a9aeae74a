/// Which cell may start next.
struct Schedule {
    private let document: Document
    /// Not started, each after all that it uses.
    private var waiting: [String]
    /// The cell whose failure stopped everything.
    private var stopper: String?
    private(set) var results: [String: CellResult] = [:]

    /// - Parameter cells: labels of the cells to run, with all that they use; nil for all.
    init(_ document: Document, only cells: Set<String>? = nil) {
        self.document = document
        waiting = document.graph.order.filter { cells?.contains($0) ?? true }
    }

    /// Removes and returns the cells that can no longer run, and sets their result.
    mutating func takeBlocked() -> [(label: String, by: String)] {
        var blocked: [(label: String, by: String)] = []
        // The order puts what is used first, so one pass reaches everything.
        for label in waiting {
            let cause = stopper ?? (document.graph.uses[label] ?? []).lazy.compactMap(obstacle).first
            guard let cause else { continue }
            results[label] = CellResult(.blocked(by: cause))
            blocked.append((label, cause))
        }
        waiting.removeAll { results[$0] != nil }
        return blocked
    }

    private func obstacle(_ label: String) -> String? {
        switch results[label]?.outcome {
        case .failed, .manual, .cancelled, .absent: label
        case .blocked(let root): root
        default: nil
        }
    }

    /// Cells whose inputs all exist, in the order of starting.
    var ready: [String] {
        waiting.filter { label in (document.graph.uses[label] ?? []).allSatisfy { results[$0]?.artifact != nil } }
    }

    /// Records that cells have started.
    mutating func start(_ labels: [String]) { waiting.removeAll(where: labels.contains) }

    /// Records the outcome of a cell that had started.
    mutating func finish(_ label: String, _ result: CellResult) {
        results[label] = result
        if case .failed = result.outcome, document.cell(label)?.settings.onError == .stop { stopper = stopper ?? label }
    }
}
