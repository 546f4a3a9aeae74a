/// Markdown in which a numbered placeholder stands for each cell and each inline element.
struct ScannedText: Sendable, Equatable {
    private(set) var markdown: String
    let elements: [ProseElement]
    /// In the order of the text.
    var targets: [LinkTarget] = []
    /// Likewise.
    var labels: [LinkLabel] = []

    /// The Markdown, of which nothing is left: that of a long text is needed once and takes memory enough.
    mutating func takeMarkdown() -> String {
        defer { markdown = "" }
        return markdown
    }
}
