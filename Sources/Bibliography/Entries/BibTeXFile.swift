/// The entries of a BibTeX file, and its mistakes.
///
/// Text between entries is a comment, as in BibTeX; `%` also begins a comment inside of an entry. All braces count,
/// also those after a backslash. Abbreviations are replaced: those of months and those that the file defines by
/// `@string`.
public struct BibTeXFile: Sendable {
    /// The entries in the order of the file; of several with the same key and fields, the first.
    public let entries: [BibTeXEntry]
    /// The mistakes in the order of the file.
    public let mistakes: [BibTeXMistake]

    /// - Parameter text: the whole file; with any line ends, perhaps with a byte-order mark.
    /// - Complexity: linear in the length of the text.
    public init(_ text: String) {
        var parser = BibTeXParser(text)
        parser.parse()
        (entries, mistakes) = (parser.entries, parser.mistakes)
    }
}

/// An entry of a file of BibTeX.
public struct BibTeXEntry: Sendable, Hashable {
    /// The kind in lower case: "article".
    public let kind: String
    /// The key by which it is cited.
    public let key: String
    /// The fields by name in lower case: TeX, without the marks around a value and with abbreviations replaced.
    public let fields: [String: String]
    /// The place of its beginning.
    public let place: BibTeXPlace
}

/// A place in a file, counted from 1.
public struct BibTeXPlace: Sendable, Hashable {
    /// Counted from 1.
    public let line: Int
    /// In characters, counted from 1.
    public let column: Int
}

/// A mistake that the author of a file should correct.
public struct BibTeXMistake: Error, Sendable, Hashable {
    /// What is wrong.
    public let message: String
    /// Where.
    public let place: BibTeXPlace
    /// What to do about it.
    public let remedy: String?
}
