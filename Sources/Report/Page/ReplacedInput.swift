/// A page, or a file that may come with it, that would be written over something that the page is made from.
struct ReplacedInput: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file beside the page; nil for the page itself.
    var file: String?
    /// In words: "the report".
    let input: String
    /// Whether it is what cells say of their results that would be written there, and not the page.
    var isHealth = false

    /// What is wrong, and what to do about it.
    var description: String {
        (isHealth ? "the health" : file.map { "\($0), which may come with the page," } ?? "the page")
            + " would take the place of \(input); give another file to \(isHealth ? "--health" : "-o")"
    }
}
