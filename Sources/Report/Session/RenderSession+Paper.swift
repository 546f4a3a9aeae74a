import Foundation

extension RenderSession {
    /// Files for a paper: figures as PDF, tables and floats as LaTeX.
    public struct PaperExport: Sendable {
        /// Plain file names with their content, in the order of the report; the last file includes all others.
        public let files: [(name: String, data: Data)]
        /// Cells whose results are not up to date, and why.
        public let missing: [(label: String, why: String)]
        /// Problems with the files: values that no result has, formulas that cannot be set.
        public let problems: [String]
        /// What pictures cannot show on this machine.
        public let remarks: [String]
    }

    /// The figures and tables of all cells whose results are up to date, as files for a paper. Nothing runs.
    ///
    /// - Parameter labels: the labels of cells; empty for all that show a figure or a table.
    /// - Throws: ``InvalidDocument`` where the report has mistakes or lacks one of the cells, and what drawing throws.
    public func paper(of labels: [String] = []) throws -> PaperExport {
        let document = try read()
        try requireCells(labels, among: document.cells.map(\.label)) { "no cell is called '\($0)'" }
        let stored = StoredRun(document, in: store)
        let presentations = Presenter(document: document, run: stored.run).present(threads: jobs)
        let prose = ReportPage.prose(presentations, document)
        let title = document.titleProse.map(prose.text) ?? document.name
        let origin = "\(title) (\(document.file)), \(engine)".split(whereSeparator: \.isNewline).joined(separator: " ")
        let paper = try PaperFiles(presentations, prose: prose, wanted: labels, origin: origin)
        let written = paper.floats.flatMap { float in
            float.files.sorted { $0.key < $1.key }.map { (name: $0.key, data: $0.value) }
        }
        let index =
            labels.isEmpty && !written.isEmpty ? [(name: PaperFiles.all, data: paper.index(origin: origin))] : []
        return PaperExport(
            files: written + index,
            missing: document.cells.map(\.label).filter { labels.isEmpty || labels.contains($0) }.compactMap { label in
                stored.absences[label].map { (label, $0) }
            },
            problems: presentations.compactMap { presentation in
                presentation.drawingFailure.map { "the cell '\(presentation.cell.label)' cannot be drawn: \($0)" }
            },
            remarks: presentations.filter { labels.isEmpty || labels.contains($0.cell.label) }.flatMap {
                $0.remarks(in: name)
            })
    }
}
