import Foundation

extension RenderSession {
    /// A submission to HEPData.
    public struct HEPDataExport: Sendable {
        /// Plain file names with their content.
        public let files: [(name: String, data: Data)]
        /// Cells whose results are not up to date, and why.
        public let missing: [(label: String, why: String)]
    }

    /// The tables of all cells whose results are up to date, as a submission to HEPData. Nothing runs.
    ///
    /// - Parameter labels: of the cells that are wanted; empty for all that show a table with known numbers.
    /// - Throws: ``InvalidDocument`` where the report is wrong or has no cell that is wanted.
    public func hepData(of labels: [String] = []) throws -> HEPDataExport {
        let document = try read()
        try requireCells(labels, among: document.cells.map(\.label)) { "no cell is called '\($0)'" }
        let stored = StoredRun(document, in: store)
        let presentations = Presenter(document: document, run: stored.run).present(threads: jobs)
        let prose = ReportPage.prose(presentations, document)
        let title = document.titleProse.map(prose.text) ?? document.name
        let submission = HEPDataSubmission(
            presentations.filter { labels.isEmpty || labels.contains($0.cell.label) }, prose: prose, title: title,
            origin: "\(title) (\(document.file)), \(engine)")
        let wanted = document.cells.filter { cell in
            labels.isEmpty ? cell.verb == TableDirective.verb : labels.contains(cell.label)
        }
        return HEPDataExport(
            files: submission.files,
            missing: wanted.compactMap { cell in stored.absences[cell.label].map { (cell.label, $0) } })
    }
}
