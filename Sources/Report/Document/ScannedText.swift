/// Markdown in which a numbered placeholder stands for each cell and each inline element.
struct ScannedText: Sendable, Equatable {
    private(set) var markdown: String
    let elements: [ProseElement]
    /// In the order of the text.
    var targets: [LinkTarget] = []
    /// In the order of the text.
    var labels: [LinkLabel] = []

    /// Returns the Markdown and frees it: that of a long text is needed only once and takes much memory.
    mutating func takeMarkdown() -> String {
        defer { markdown = "" }
        return markdown
    }
}
