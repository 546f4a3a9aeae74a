import Yams

/// The lines of a YAML text, and which of them the texts in it stand on.
struct YAMLLines {
    /// Of all lines.
    let characters: [Unicode.Scalar]
    /// The index of the first character of each line.
    private let starts: [Int]

    init(of text: String) {
        let scalars = Array(text.unicodeScalars)
        characters = scalars
        starts = [0] + scalars.indices.filter { scalars[$0] == "\n" }.map { $0 + 1 }
    }

    /// The index of the character at a mark.
    func index(_ mark: Mark) -> Int? {
        guard starts.indices.contains(mark.line - 1) else { return nil }
        let index = starts[mark.line - 1] + mark.column - 1
        return characters.indices.contains(index) ? index : nil
    }

    func character(_ mark: Mark) -> Unicode.Scalar? { index(mark).map { characters[$0] } }

    /// What stands on a line of a text, counted from 0, without what stands before and behind it; its column is counted from 1.
    typealias Line = (text: String, index: Int, column: Int)

    /// Whether a text with this character needs further checks; any other text cannot be wrong.
    static func means(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "\n", "\\", "`", "<", "$", "@", "&", "{", "[", "]": true
        default: false
        }
    }

    func ofQuoted(at mark: Mark, _ start: Int, isSingle: Bool) -> [Line] {
        lines(from: mark, start + 1, to: end(ofQuoted: start, isSingle: isSingle))
    }

    func ofPlain(_ text: String, at mark: Mark, _ start: Int) -> [Line] {
        lines(from: mark, start, to: end(ofPlain: text, at: start))
    }

    /// The lines of a block text: it begins on the line below its sign, and continues while lines are indented more
    /// than that.
    func ofBlock(at mark: Mark) -> [Line] {
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
    private func end(ofQuoted start: Int, isSingle: Bool) -> Int {
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
