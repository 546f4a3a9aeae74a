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

    /// - Parameter inlines: turns an `@label` in the table into a link.
    init(_ table: Table, caption: CaptionView?, inlines: InlineHTML, filesFolder: String) {
        func columns(_ texts: [String]) -> [Column] {
            texts.enumerated().map { index, text in
                let alignment = table.alignment.indices.contains(index) ? table.alignment[index] : .left
                return Column(
                    html: MathText.html(text) { inlines.withReferences(EscapedHTML.text($0)) },
                    align: alignment == .left ? nil : alignment.rawValue)
            }
        }
        header = columns(table.header)
        rows = table.rows.map { Row(columns: columns($0)) }
        note = table.note.map { MathText.html($0) }
        files = FilesView(Array(table.files.keys), in: filesFolder)
        self.caption = caption
    }
}
