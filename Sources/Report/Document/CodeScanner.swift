/// What a piece of code is, and so its colour: the class `code-key` and so on.
enum CodeKind: String {
    case key, string, number, comment, verb, label
}

/// Goes through code once and writes it as HTML, some of it coloured. Nothing but moving on writes, so that every text
/// comes through: without the tags it is the text, escaped.
struct CodeScanner {
    private let text: [Unicode.Scalar]
    private(set) var position = 0
    /// What is not written yet begins here.
    private var start = 0
    private var written = ""

    init(_ text: some StringProtocol) { self.text = Array(text.unicodeScalars) }

    /// The HTML of all text so far.
    var html: String { written + escaped(start..<position) }

    var isAtEnd: Bool { position == text.count }

    /// nil before the beginning and behind the end.
    subscript(_ index: Int) -> Unicode.Scalar? { text.indices.contains(index) ? text[index] : nil }

    var current: Unicode.Scalar? { self[position] }

    var isAtLineStart: Bool { position == 0 || self[position - 1] == "\n" }

    /// Whether a word may begin here.
    var isBehindBlank: Bool { self[position - 1]?.properties.isWhitespace ?? true }

    func starts(with mark: String, at index: Int? = nil) -> Bool {
        text[min(index ?? position, text.count)...].starts(with: mark.unicodeScalars)
    }

    /// The end of the line at an index, without its line break.
    func endOfLine(from index: Int) -> Int { text[index...].firstIndex(of: "\n") ?? text.count }

    /// The index after the next such mark; the end of the text where there is none.
    func end(of mark: String, from index: Int) -> Int {
        var index = index
        while index < text.count, !starts(with: mark, at: index) { index += 1 }
        return min(text.count, index + mark.unicodeScalars.count)
    }

    /// The first index from the given one on at which a condition no longer holds.
    func end(from index: Int, while condition: (Unicode.Scalar) -> Bool) -> Int {
        text[index...].firstIndex { !condition($0) } ?? text.count
    }

    func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[range])
        return String(view)
    }

    /// Advances to an index, without a colour.
    mutating func pass(to end: Int) { position = max(position, end) }

    /// Advances to an index, in the colour of a kind.
    mutating func pass(to end: Int, as kind: CodeKind) {
        guard end > position else { return }
        written += escaped(start..<position)
        written += "<span class=\"code-\(kind.rawValue)\">\(escaped(position..<end))</span>"
        position = end
        start = end
    }

    private func escaped(_ range: Range<Int>) -> String { EscapedHTML.text(string(range)) }
}
