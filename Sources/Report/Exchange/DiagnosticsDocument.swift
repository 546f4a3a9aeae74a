/// The mistakes in a report, for other programs: `validate --json`.
public struct DiagnosticsDocument: PublishedDocument {
    public static let schema = PublishedSchema.diagnostics

    struct Entry: Encodable, Sendable {
        let file: String
        /// From 1.
        let line: Int
        /// In characters, from 1.
        let column: Int
        let message: String
        let remedy: String?
    }

    /// As messages name it.
    let report: String
    let valid: Bool
    /// How many cells the report has; nil where it is wrong.
    let cells: Int?
    /// Sorted by place.
    let diagnostics: [Entry]

    /// A report without mistakes.
    ///
    /// - Parameter report: the report's name in messages.
    public init(_ document: Document, of report: String) {
        self.report = report
        valid = true
        cells = document.cells.count
        diagnostics = []
    }

    /// A report with mistakes.
    ///
    /// - Parameter report: the report's name in messages.
    public init(_ error: InvalidDocument, of report: String) {
        self.report = report
        valid = false
        cells = nil
        diagnostics = error.diagnostics.map { diagnostic in
            Entry(
                file: diagnostic.place.file, line: diagnostic.place.line, column: diagnostic.place.column,
                message: diagnostic.message, remedy: diagnostic.remedy)
        }
    }
}
