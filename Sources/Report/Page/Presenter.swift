/// Draws every cell of a run and numbers the figures and tables in the order of the text.
struct Presenter {
    let document: Document
    let run: RunReport
    /// The cells to draw; findings are computed for all.
    var isDrawn: @Sendable (Cell) -> Bool = { _ in true }
    /// Drawings of earlier pages; nil to draw everything anew.
    var memory: DrawingMemory?
    /// Whether figures include the data with which they follow sliders.
    var isExplorable = false

    /// - Parameter threads: the number of cells drawn in parallel.
    func present(threads: Int) -> [CellPresentation] {
        var figures = 0
        var tables = 0
        let drawings = drawings(threads: threads)
        let healths = Dictionary(
            uniqueKeysWithValues: zip(document.cells, drawings).map { cell, drawn in
                (
                    cell.label,
                    CellHealth(cell, of: document, findings: drawn.result.isAbsent ? [] : drawn.drawing.findings)
                )
            })
        let unwell = healths.filter { $0.value.state > .sound }
        func origins(of label: String) -> [CellPresentation.Origin] {
            guard !unwell.isEmpty else { return [] }
            return document.graph.closure(of: label).compactMap { used in
                unwell[used].map { CellPresentation.Origin(label: used, health: $0) }
            }
        }
        return zip(document.cells, drawings).map { cell, drawn in
            let (result, drawing) = drawn
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
                cell: cell, result: result, shape: document.shapes[cell.label] ?? .any,
                fragments: drawing.fragments, drawingFailure: drawing.failure, kind: kind, number: number,
                health: healths[cell.label] ?? CellHealth(cell, of: document, findings: []),
                origins: origins(of: cell.label))
        }
    }

    private func drawings(threads: Int) -> [(result: CellResult, drawing: Drawing)] {
        let cells = document.cells
        // Drawing throws nothing: what went wrong stands in the drawing.
        return sideBySide(cells.count, slots: threads, named: "figures") { index, _ in draw(cells[index]) }
    }

    private func draw(_ cell: Cell) -> (result: CellResult, drawing: Drawing) {
        guard let result = run.results[cell.label] else {
            preconditionFailure("the run has no result for '\(cell.label)'")
        }
        if result.isAbsent {
            return (result, result.last.map { draw(cell, $0) } ?? memory?.shown(by: cell) ?? Drawing())
        }
        guard let artifact = result.artifact else { return (result, Drawing()) }
        guard let memory, isDrawn(cell) else { return (result, draw(cell, artifact, result.findings)) }
        return (
            result,
            memory.drawing(of: cell, in: document, run, isExplorable: isExplorable) {
                draw(cell, artifact, result.findings)
            }
        )
    }

    /// - Parameter findings: of the result; nil where they are not known yet.
    private func draw(_ cell: Cell, _ artifact: Artifact, _ findings: [Finding]?) -> Drawing {
        let inputs = document.graph.closure(of: cell.label).reduce(into: [String: CellInput]()) { inputs, label in
            guard let used = document.cell(label), let artifact = run.artifact(label) else { return }
            inputs[label] = document.input(used, artifact)
        }
        let context = PresentationContext(
            label: cell.label, title: cell.settings.title, caption: cell.settings.caption, alt: cell.settings.alt,
            isExplorable: isExplorable, inputs: inputs)
        var drawing = Drawing()
        do {
            drawing.findings = try findings ?? cell.directive.findings(cell.options, artifact)
            if isDrawn(cell) { drawing.fragments = try cell.directive.fragments(cell.options, artifact, context) }
        } catch {
            drawing.failure = error.words
        }
        return drawing
    }

    /// A last result as it was, with the current caption; its findings are not shown as findings of the current cell.
    private func draw(_ cell: Cell, _ last: LastResult) -> Drawing {
        guard isDrawn(cell) else { return Drawing() }
        let context = PresentationContext(
            label: cell.label, title: cell.settings.title, caption: cell.settings.caption, alt: cell.settings.alt,
            isExplorable: false, inputs: last.inputs)
        do {
            let fragments = try cell.directive.fragments(last.options, last.entry.artifact, context)
            return Drawing(fragments: fragments.map(\.asComputed))
        } catch {
            return Drawing(failure: error.words)
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
