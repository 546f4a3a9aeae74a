/// Draws every cell of a run and numbers the figures and tables in the order of the text.
struct Presenter {
    let document: Document
    let run: RunReport

    /// - Parameter threads: how many cells are drawn side by side.
    func present(threads: Int) -> [CellPresentation] {
        var figures = 0
        var tables = 0
        return zip(document.cells, drawings(threads: threads)).map { cell, drawing in
            let kind = kind(of: drawing.fragments, hidden: cell.settings.hide)
            let number: Int?
            switch kind {
            case .figure:
                figures += 1
                number = figures
            case .table:
                tables += 1
                number = tables
            case .other: number = nil
            }
            return CellPresentation(
                cell: cell, result: drawing.result, shape: document.shapes[cell.label] ?? .any,
                fragments: drawing.fragments, drawingFailure: drawing.failure, kind: kind, number: number)
        }
    }

    private struct Drawing {
        let result: CellResult
        var fragments: [Fragment] = []
        var failure: String?
    }

    private func drawings(threads: Int) -> [Drawing] {
        let cells = document.cells
        // Drawing throws nothing: what went wrong stands in the drawing.
        let drawings = try? sideBySide(cells.count, slots: threads, named: "figures") { index, _ in draw(cells[index]) }
        guard let drawings else { preconditionFailure("a drawing is missing") }
        return drawings
    }

    private func draw(_ cell: Cell) -> Drawing {
        guard let result = run.results[cell.label] else {
            preconditionFailure("the run has no result for '\(cell.label)'")
        }
        guard let artifact = result.artifact else { return Drawing(result: result) }
        let inputs = document.graph.closure(of: cell.label).reduce(into: [String: CellInput]()) { inputs, label in
            guard let used = document.cell(label), let artifact = run.artifact(label) else { return }
            inputs[label] = document.input(used, artifact)
        }
        let context = PresentationContext(
            label: cell.label, title: cell.settings.title, caption: cell.settings.caption, alt: cell.settings.alt,
            inputs: inputs)
        do {
            return Drawing(result: result, fragments: try cell.directive.fragments(cell.options, artifact, context))
        } catch {
            return Drawing(result: result, failure: error.words)
        }
    }

    private func kind(of fragments: [Fragment], hidden: Bool) -> CellPresentation.Kind {
        if hidden { return .other }
        var kind = CellPresentation.Kind.other
        for fragment in fragments {
            if case .figure = fragment { return .figure }
            if case .table = fragment { kind = .table }
        }
        return kind
    }
}
