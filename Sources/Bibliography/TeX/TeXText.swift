import Foundation

/// A TeX text of a BibTeX field, converted to characters and formulas: `{\"o}` is ö, `--` a dash, and braces are
/// removed.
public struct TeXText: Sendable, Hashable {
    /// A part of it.
    public enum Piece: Sendable, Hashable {
        case text(String)
        /// TeX, without its dollars.
        case math(String)
    }

    /// Texts and formulas in turn; no text is empty.
    public private(set) var pieces: [Piece] = []
    /// Parts that are not understood, as continuations of "its title": "has '\foo', which is not known here".
    public private(set) var mistakes: [String] = []

    /// - Complexity: linear in the length of the source, without recursion.
    public init(_ source: String) {
        var reader = TeXReader(source)
        reader.read()
        pieces = reader.pieces.map { piece in
            if case .text(let text) = piece { .text(text.precomposedStringWithCanonicalMapping) } else { piece }
        }
        mistakes = reader.mistakes
    }

    /// Characters that mean nothing to TeX.
    init(literally text: String) { append(text) }

    /// Characters alone, formulas in TeX.
    public var plain: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .math(let tex): tex
            }
        }.joined()
    }

    /// Whether it is empty.
    public var isEmpty: Bool { pieces.isEmpty }

    /// Adds characters as they are.
    mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        if case .text(let last)? = pieces.last {
            pieces[pieces.count - 1] = .text(last + text)
        } else {
            pieces.append(.text(text))
        }
    }

    /// Adds a text, including its mistakes.
    mutating func append(_ other: TeXText) {
        for piece in other.pieces {
            if case .text(let text) = piece { append(text) } else { pieces.append(piece) }
        }
        mistakes += other.mistakes
    }
}

/// Reads TeX from its beginning to its end.
private struct TeXReader {
    private let source: [Character]
    private var position = 0
    private var text = ""
    private(set) var pieces: [TeXText.Piece] = []
    private(set) var mistakes: [String] = []
    /// Accents that wait for their letter, the inner one of several last.
    private var accents: [String] = []

    init(_ source: String) { self.source = Array(source) }

    private var current: Character? { position < source.count ? source[position] : nil }

    mutating func read() {
        while let character = current {
            position += 1
            switch character {
            case "\\": command()
            case "$": formula(closedBy: "$")
            case "{", "}": break
            case "~": add("\u{A0}")
            case "-" where current == "-": dashes()
            case "`" where current == "`": pair("“")
            case "'" where current == "'": pair("”")
            case "`": add("‘")
            case "'": add("’")
            case _ where character.isWhitespace: blank()
            case _ where character.unicodeScalars.allSatisfy({ $0.properties.generalCategory == .control }): break
            default: add(String(character))
            }
        }
        flush()
        if case .text(let last)? = pieces.last, last.last == " " {
            pieces.removeLast()
            if last.count > 1 { pieces.append(.text(String(last.dropLast()))) }
        }
    }

    private mutating func add(_ string: String) {
        guard !accents.isEmpty, let letter = string.first else {
            text += string
            return
        }
        text += "\(letter)\(accents.reversed().joined())\(string.dropFirst())"
        accents = []
    }

    /// Adds a blank, unless it would be a leading or a repeated one.
    private mutating func blank() {
        guard accents.isEmpty else { return }
        if text.isEmpty ? !pieces.isEmpty : text.last != " " { text += " " }
    }

    private mutating func pair(_ mark: String) {
        position += 1
        add(mark)
    }

    private mutating func dashes() {
        position += 1
        if current == "-" {
            position += 1
            add("—")
        } else {
            add("–")
        }
    }

    private mutating func flush() {
        if !accents.isEmpty {
            mistakes.append("ends with an accent")
            accents = []
        }
        if !text.isEmpty { pieces.append(.text(text)) }
        text = ""
    }

    private mutating func formula(closedBy mark: String) {
        let isDouble = mark == "$" && current == "$"
        let closing = isDouble ? "$$" : mark
        position += isDouble ? 1 : 0
        let start = position
        while let character = current, !source[position...].starts(with: closing) {
            position += character == "\\" ? 2 : 1
        }
        guard position < source.count else {
            mistakes.append("begins a formula that does not end")
            position = source.count
            return
        }
        add(math: String(source[start..<position]))
        position += closing.count
    }

    private mutating func add(math tex: String) {
        let tex = tex.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !tex.isEmpty else { return }
        flush()
        pieces.append(.math(tex))
    }

    /// `\name` and what it stands for.
    private mutating func command() {
        guard let first = current else { return }
        guard first.isASCII, first.isLetter else {
            position += 1
            if let accent = TeXCharacters.accents[String(first)] {
                wait(accent, sign: String(first))
            } else if first == "(" {
                formula(closedBy: "\\)")
            } else if first.isWhitespace || first == "\\" {
                blank()
            } else if let meaning = TeXCharacters.signs[first] {
                add(meaning)
            } else {
                mistakes.append("has '\\\(first)', which is not known here")
            }
            return
        }
        var name = ""
        while let letter = current, letter.isASCII, letter.isLetter {
            name.append(letter)
            position += 1
        }
        let isEnded = current?.isWhitespace ?? false
        // Blanks behind a name belong to it.
        while let blank = current, blank.isWhitespace { position += 1 }
        if let accent = TeXCharacters.accents[name], isEnded || current == "{" || current == "\\" {
            wait(accent, sign: "")
        } else if !accents.isEmpty, let letter = ["i": "i", "j": "j"][name] {
            // With an accent above them, they have no dot.
            add(letter)
        } else if let meaning = TeXCharacters.names[name] {
            add(meaning)
        } else if TeXCharacters.formulas.contains(name) {
            add(math: argument())
        } else if let form = TeXCharacters.raised[name] {
            add(math: "\(form){\\text{\(argument())}}")
        } else if TeXCharacters.withoutMeaning.contains(name) {
            return
        } else if TeXCharacters.withArgumentLeftOut.contains(name) {
            _ = argument()
        } else {
            mistakes.append("has '\\\(name)', which is not known here")
        }
    }

    /// Notes an accent for the letter behind it; above nothing, as in `\~{}`, it is a sign of its own.
    private mutating func wait(_ accent: String, sign: String) {
        if current == "{", position + 1 < source.count, source[position + 1] == "}" {
            position += 2
            add(sign)
        } else {
            accents.append(accent)
        }
    }

    /// `{…}` at this position, without its braces; empty if there is none.
    private mutating func argument() -> String {
        guard current == "{" else { return "" }
        let start = position + 1
        var depth = 0
        while let character = current {
            position += 1
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            if depth == 0 { return String(source[start..<(position - 1)]) }
        }
        return String(source[start...])
    }
}
