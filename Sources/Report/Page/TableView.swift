/// What the template `table` sees.
struct TableView {
    struct Column {
        /// Ready HTML.
        let html: String
        /// "right" or "center"; nil for the left.
        let align: String?
    }

    struct Row {
        let columns: [Column]
    }

    let header: [Column]
    let rows: [Row]
    /// Ready HTML.
    let note: String?
    let files: FilesView?
    /// nil for every table of a cell but the first, and beside figures.
    let caption: CaptionView?

    /// - Parameter lines: sets the texts of the author.
    init(_ table: Table, caption: CaptionView?, lines: inout CellLines, filesFolder: String) {
        func html(_ text: String, _ origin: Table.Origin) -> String {
            switch origin {
            case .verb: MathText.html(text)
            case .author: lines.html(text)
            case .template: lines.html(text, hasValues: true)
            case .result: EscapedHTML.text(text)
            }
        }
        func columns(_ texts: [String], _ origin: Table.Origin) -> [Column] {
            texts.enumerated().map { index, text in
                let alignment = table.alignment.indices.contains(index) ? table.alignment[index] : .left
                return Column(html: html(text, origin), align: alignment == .left ? nil : alignment.rawValue)
            }
        }
        header = columns(table.header, table.origins.header)
        rows = table.rows.map { Row(columns: columns($0, table.origins.rows)) }
        note = table.note.map { html($0, table.origins.note) }
        files = FilesView(table.files.keys + [table.latexFile].compactMap { $0 }, in: filesFolder)
        self.caption = caption
    }
}
