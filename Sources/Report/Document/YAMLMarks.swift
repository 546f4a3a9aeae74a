import Yams

/// What stands where the nodes of a YAML text do: characters that the nodes themselves do not tell of.
///
/// A node asks in a time that does not grow with its line: all of a long list may stand on one.
struct YAMLMarks {
    /// A node by where it stands and what it is.
    private struct Seen: Hashable {
        let line: Int
        let column: Int
        let kind: Int
    }

    /// Of all lines.
    private let characters: [Unicode.Scalar]
    /// The index of the first character of each line.
    private let starts: [Int]
    private let mayHoldAliases: Bool
    private let mayHoldComments: Bool
    private let mayHoldTags: Bool
    private let mayHoldTexts: Bool
    private var seen: Set<Seen> = []

    /// - Parameter text: what the parser reads.
    init(in text: String) {
        let bytes = text.utf8
        mayHoldAliases = bytes.contains(UInt8(ascii: "*"))
        mayHoldComments = bytes.contains(UInt8(ascii: "#"))
        mayHoldTags = bytes.contains(UInt8(ascii: "!")) || bytes.contains(UInt8(ascii: "&"))
        mayHoldTexts = bytes.contains(where: Self.begins)
        // Most texts have none of these, and then nobody asks for what stands where.
        guard mayHoldAliases || mayHoldComments || mayHoldTags || mayHoldTexts else {
            (characters, starts) = ([], [])
            return
        }
        let scalars = Array(text.unicodeScalars)
        characters = scalars
        starts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
    }

    /// Whether a text of several lines may begin here, or one in which something can be wrong further on.
    private static func begins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: mayMean(byte) && byte != UInt8(ascii: "\n")
        }
    }

    /// Whether something can be wrong further on in a text that holds this byte: also where a parameter is put in.
    private static func mayMean(_ byte: UInt8) -> Bool {
        byte < 0x80 ? means(Unicode.Scalar(byte)) : byte == Placeholder.firstByte
    }

    /// The index of the character at a mark.
    private func index(_ mark: Mark) -> Int? {
        guard starts.indices.contains(mark.line - 1) else { return nil }
        let index = starts[mark.line - 1] + mark.column - 1
        return characters.indices.contains(index) ? index : nil
    }

    /// The character at a mark, which may be that of a tag or an anchor.
    func character(_ mark: Mark) -> Unicode.Scalar? { mayHoldTags ? index(mark).map { characters[$0] } : nil }

    /// An alias puts a node into a second place with the mark of the first; a few of them in each other make billions.
    mutating func isAlias(_ node: Node) -> Bool {
        guard mayHoldAliases, let mark = node.mark else { return false }
        let kind: Int
        switch node {
        case .scalar(let scalar):
            if scalar.string.isEmpty { return false }
            kind = 0
        case .sequence: kind = 1
        case .mapping: kind = 2
        case .alias: return true
        }
        return !seen.insert(Seen(line: mark.line, column: mark.column, kind: kind)).inserted
    }

    /// The comment right behind the first line of a text without quotes.
    func comment(behind scalar: Node.Scalar) -> String? {
        guard mayHoldComments, let start = scalar.mark.flatMap(index) else { return nil }
        let first = scalar.string.unicodeScalars.prefix { $0 != "\n" }
        guard !first.isEmpty, characters[start...].starts(with: first) else { return nil }
        let behind = characters[(start + first.count)...]
        let blanks = behind.prefix { $0 == " " || $0 == "\t" }
        guard !blanks.isEmpty, behind.dropFirst(blanks.count).first == "#" else { return nil }
        let comment = behind.prefix { $0 != "\n" }
        return String(String.UnicodeScalarView(comment)).trimmed
    }

    // MARK: Texts of several lines

    /// What stands on a line of a text, counted from 0, without what stands before and behind it; its column is counted from 1.
    typealias Line = (text: String, index: Int, column: Int)

    /// Whether something can be wrong further on in a text that holds this character; in any other, nothing can.
    private static func means(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "\n", "\\", "`", "<", "$", "@", "&", "{", "[", "]": true
        default: false
        }
    }

    /// The lines that a text stands on; none where nobody needs to know, since all of it is a plain text on one line.
    func lines(of scalar: Node.Scalar) -> [Line] {
        guard mayHoldTexts, let mark = scalar.mark, let start = index(mark) else { return [] }
        switch scalar.style {
        case .literal, .folded: return linesOfBlock(at: mark)
        case .singleQuoted, .doubleQuoted: return lines(from: mark, start + 1, to: end(ofQuoted: scalar, at: start))
        case .plain, .any:
            guard scalar.string.utf8.contains(where: Self.mayMean) else { return [] }
            return lines(from: mark, start, to: end(ofPlain: scalar.string, at: start))
        }
    }

    /// A text of a block begins on the line below its sign, and goes on as long as lines stand deeper than that.
    private func linesOfBlock(at mark: Mark) -> [Line] {
        let depth = range(ofLine: mark.line - 1).prefix { characters[$0] == " " }.count
        var lines: [Line] = []
        for index in starts.indices.dropFirst(mark.line) {
            let line = range(ofLine: index)
            let blanks = line.prefix { characters[$0] == " " }.count
            if !lines.isEmpty, blanks <= depth, blanks < line.count { break }
            lines.append(self.line(index, line))
        }
        return lines
    }

    private func lines(from mark: Mark, _ start: Int, to end: Int) -> [Line] {
        guard start < end, characters[start..<end].contains(where: Self.means) else { return [] }
        var lines: [Line] = []
        var index = mark.line - 1
        while starts.indices.contains(index), starts[index] < end {
            lines.append(line(index, range(ofLine: index).clamped(to: start..<end)))
            index += 1
        }
        return lines
    }

    private func range(ofLine index: Int) -> Range<Int> {
        let end = index + 1 < starts.count ? starts[index + 1] - 1 : characters.count
        return starts[index]..<end
    }

    private func line(_ index: Int, _ range: Range<Int>) -> Line {
        let blanks = range.prefix { characters[$0].properties.isWhitespace }.count
        let text = String(String.UnicodeScalarView(characters[range.dropFirst(blanks)]))
        return (text.trimmed, index, range.lowerBound - starts[index] + blanks + 1)
    }

    /// The index of the closing quotation mark.
    private func end(ofQuoted scalar: Node.Scalar, at start: Int) -> Int {
        let isSingle = scalar.style == .singleQuoted
        var index = start + 1
        while index < characters.count {
            if isSingle, characters[index] == "'" {
                guard index + 1 < characters.count, characters[index + 1] == "'" else { return index }
                index += 1
            } else if !isSingle, characters[index] == "\"" {
                return index
            } else if !isSingle, characters[index] == "\\" {
                index += 1
            }
            index += 1
        }
        return characters.count
    }

    /// The index behind a text without quotes, whose lines YAML joins by blanks.
    private func end(ofPlain text: String, at start: Int) -> Int {
        var index = start
        for scalar in text.unicodeScalars where !scalar.properties.isWhitespace {
            while index < characters.count, characters[index].properties.isWhitespace { index += 1 }
            guard index < characters.count, characters[index] == scalar else { break }
            index += 1
        }
        return index
    }
}
