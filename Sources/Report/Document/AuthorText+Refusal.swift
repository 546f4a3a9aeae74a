extension AuthorText {
    /// What is wrong where it is more than the one line that its place on the page holds. A text on one line is never more:
    /// a mark at its beginning, such as that of a heading or a list, is then a sign like any other.
    var refusal: Diagnostic? {
        let text = text.trimmed
        guard text.unicodeLines.count > 1 else { return nil }
        let blocks = CommonMark.withTree(text + "\n") { root, _ in root.children.map(\.type) }
        guard blocks != ["paragraph"] else { return nil }
        return Diagnostic(
            "this text stands in a single line of the page, and holds more than one paragraph", at: place,
            remedy: "write one paragraph, and lists, headings, code and footnotes into the text of the report")
    }
}
