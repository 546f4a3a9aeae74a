/// Draws every cell of a run and numbers the figures and tables in the order of the text.
struct Presenter {
    let document: Document
    let run: RunReport

    func present() -> [CellPresentation] {
        var figures = 0
        var tables = 0
        return document.cells.map { cell in
            guard let result = run.results[cell.label] else {
                preconditionFailure("the run has no result for '\(cell.label)'")
            }
            let (fragments, failure) = draw(cell, result)
            let kind = kind(of: fragments, hidden: cell.settings.hide)
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
                cell: cell, result: result, shape: document.shapes[cell.label] ?? .any, fragments: fragments,
                drawingFailure: failure, kind: kind, number: number)
        }
    }

    private func draw(_ cell: Cell, _ result: CellResult) -> ([Fragment], String?) {
        guard let artifact = result.artifact else { return ([], nil) }
        let inputs = document.graph.closure(of: cell.label).reduce(into: [String: CellInput]()) { inputs, label in
            guard let used = document.cell(label), let artifact = run.artifact(label) else { return }
            inputs[label] = document.input(used, artifact)
        }
        let context = PresentationContext(
            label: cell.label, title: cell.settings.title, caption: cell.settings.caption, alt: cell.settings.alt,
            inputs: inputs)
        do {
            return (try cell.directive.fragments(cell.options, artifact, context), nil)
        } catch {
            return ([], error.words)
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
