/// Sets the texts of one cell that stand in a line each.
struct CellLines {
    /// Of the cell.
    let label: String
    let prose: ProseHTML
    private var shown: Set<LineName> = []

    init(of label: String, prose: ProseHTML) {
        self.label = label
        self.prose = prose
    }

    /// A text as finished HTML. If the same text was set before, as in two rows of a table, its anchors are left out,
    /// because a page has each of them only once.
    mutating func html(_ text: String, hasValues: Bool = false) -> String {
        let html = prose.line(text, of: label, hasValues: hasValues)
        guard !shown.insert(LineName(text, of: label, hasValues: hasValues)).inserted else { return html }
        guard html.contains("<a ") else { return html }
        return html.replacing(/(<a [^>]*?) id="[^"]*"/) { "\($0.1)" }
    }
}
