/// A text in the options of a cell that the page shows: one line of Markdown, read like the text of the report.
public struct AuthorText: Sendable, Hashable {
    /// As the author wrote it.
    public let text: String
    /// Where it begins.
    public let place: SourcePlace
    /// Whether `{label.path}` in it is a value, as in the rows of a table.
    let hasValues: Bool

    /// Text as the author wrote it.
    public init(_ text: String, at place: SourcePlace) { self.init(text, at: place, hasValues: false) }

    /// - Parameter hasValues: whether `{label.path}` in it is a value.
    init(_ text: String, at place: SourcePlace, hasValues: Bool) {
        self.text = text
        self.place = place
        self.hasValues = hasValues
    }
}
