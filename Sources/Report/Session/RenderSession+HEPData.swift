import Foundation

extension RenderSession {
    /// A submission to HEPData.
    public struct HEPDataExport: Sendable {
        /// Plain file names with their content.
        public let files: [(name: String, data: Data)]
        /// The number of tables in them.
        public let tables: Int
        /// Problems with the files: figures that cannot be drawn, results that cannot be read.
        public let problems: [String]
        /// Cells whose results are not up to date, and why.
        public let missing: [(label: String, why: String)]
    }

    /// The tables of all cells whose results are up to date, and further tables of verbs, such as scans and
    /// covariances, as a submission to HEPData. Nothing runs.
    ///
    /// - Parameter labels: the labels of cells; empty for all cells with tables.
    /// - Throws: ``InvalidDocument`` where the report has mistakes or lacks one of the cells.
    public func hepData(of labels: [String] = []) throws -> HEPDataExport {
        let document = try read()
        try requireCells(labels, among: document.cells.map(\.label)) { "no cell is called '\($0)'" }
        let stored = StoredRun(document, in: store)
        let presentations = Presenter(document: document, run: stored.run).present(threads: jobs)
        let prose = ReportPage.prose(presentations, document)
        let title = document.titleProse.map(prose.text) ?? document.name
        let submission = HEPDataSubmission(
            presentations, wanted: labels, prose: prose, title: title,
            origin: "\(title) (\(document.file)), \(engine)")
        let wanted = document.cells.filter { cell in
            labels.isEmpty
                ? cell.verb == TableDirective.verb || cell.directive.hasDataTables(cell.options)
                : labels.contains(cell.label)
        }
        return HEPDataExport(
            files: submission.files, tables: submission.count, problems: submission.problems,
            missing: wanted.compactMap { cell in stored.absences[cell.label].map { (cell.label, $0) } })
    }
}
