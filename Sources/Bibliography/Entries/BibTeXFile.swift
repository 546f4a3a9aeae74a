/// What a file of BibTeX holds, and what is wrong with it.
///
/// Text between entries is a comment, as it is to BibTeX; `%` begins one inside of an entry, too. Braces count wherever they
/// stand, also behind a backslash. Abbreviations are put in, those of months and those that the file defines by `@string`.
public struct BibTeXFile: Sendable {
    /// In the order of the file; of several with one key and the same fields, the first.
    public let entries: [BibTeXEntry]
    /// In the order in which they were found.
    public let mistakes: [BibTeXMistake]

    /// - Parameter text: the whole file; lines may end as they like, and a mark of the order of bytes may come first.
    /// - Complexity: linear in the length of the text.
    public init(_ text: String) {
        var parser = BibTeXParser(text)
        parser.parse()
        (entries, mistakes) = (parser.entries, parser.mistakes)
    }
}

/// An entry of a file of BibTeX.
public struct BibTeXEntry: Sendable, Hashable {
    /// In small letters: "article".
    public let kind: String
    /// As it is cited.
    public let key: String
    /// By name, in small letters: TeX, without the marks around a value and with its abbreviations put in.
    public let fields: [String: String]
    /// Where it begins.
    public let place: BibTeXPlace
}

/// A place in a file, counted from 1.
public struct BibTeXPlace: Sendable, Hashable {
    /// Counted from 1.
    public let line: Int
    /// In characters, counted from 1.
    public let column: Int
}

/// Something that the author of a file should mend.
public struct BibTeXMistake: Error, Sendable, Hashable {
    /// What is wrong.
    public let message: String
    /// Where.
    public let place: BibTeXPlace
    /// What to do about it.
    public let remedy: String?
}
