/// A text in as many lines as its room allows; what does not fit is cut off, and an ellipsis says so.
struct FittedText: Sendable, Equatable {
    /// One line or more, the last with an ellipsis where something was cut off.
    let lines: [RichText]
    /// The whole text, where something was cut off: a figure says it in its description.
    let whole: RichText?

    fileprivate var plain: String { lines.map(\.plain).joined(separator: "\n") }

    /// Names that are shown together: if two different names would be shortened to the same text, each shows its end,
    /// and if the ends are equal, too, its number among them.
    ///
    /// - Parameter cut: shortens the name of this index, with this text after the ellipsis.
    static func distinguished(_ names: [RichText], cut: (_ index: Int, _ end: RichText?) -> FittedText) -> [FittedText]
    {
        var fitted = names.indices.map { cut($0, nil) }
        /// Indices of different names that look the same.
        func alike() -> [[Int]] {
            Dictionary(grouping: names.indices.filter { fitted[$0].whole != nil }) { fitted[$0].plain }.values
                .filter { group in group.contains { names[$0].plain != names[group[0]].plain } }
        }
        for index in alike().joined() {
            let count = names[index].letters.count
            fitted[index] = cut(index, names[index].slice(max(0, count - tail)..<count))
        }
        for group in alike() {
            var numbers: [String: Int] = [:]
            for index in group {
                let number = numbers[names[index].plain] ?? numbers.count + 1
                numbers[names[index].plain] = number
                fitted[index] = cut(index, RichText(" (\(number))"))
            }
        }
        return fitted
    }

    /// Letters of the end of a name.
    private static let tail = 8

    /// The whole text, for the last line of a shortened text; nil for other lines.
    func whole(at index: Int) -> RichText? { index == lines.count - 1 ? whole : nil }
}

extension TextEngine {
    /// Longer texts are not looked at any further: no figure has room for them.
    private static let longest = 800

    /// The text in lines no longer than `width`, broken at spaces if possible.
    ///
    /// - Parameters:
    ///   - width: in points; at least one character is placed in a line.
    ///   - lines: at most this many.
    ///   - end: the text after the ellipsis.
    func fitting(
        _ text: RichText, size: Double, width: Double, lines: Int = 1, end endOfText: RichText? = nil
    ) -> FittedText {
        let letters = text.letters
        func fits(_ line: RichText) -> Bool { self.line(line, size: size).width <= width }
        if letters.count <= Self.longest, fits(text) { return FittedText(lines: [text], whole: nil) }
        let end = min(letters.count, Self.longest)
        func piece(_ range: Range<Int>, cut: Bool) -> RichText {
            guard cut else { return text.slice(range) }
            let cut = text.slice(range).cut
            return endOfText.map(cut.followed) ?? cut
        }
        /// The end of the longest piece from `start` that fits, with the ellipsis if it is shortened.
        func reach(from start: Int, cut: Bool) -> Int {
            var (low, high) = (start + 1, end)
            while low < high {
                let middle = (low + high + 1) / 2
                if fits(piece(start..<middle, cut: cut)) { low = middle } else { high = middle - 1 }
            }
            return low
        }
        func wordEnd(after place: Int) -> Int {
            letters.indices.first { $0 >= place && letters[$0].isSpace } ?? letters.count
        }
        var result: [RichText] = []
        var start = 0
        while start < letters.count {
            let isLast = result.count == max(1, lines) - 1
            let all = reach(from: start, cut: false)
            if all == letters.count {
                result.append(text.slice(start..<all))
                return FittedText(lines: result, whole: nil)
            }
            if isLast {
                var stop = reach(from: start, cut: true)
                while stop > start + 1, letters[stop - 1].isSpace { stop -= 1 }
                result.append(piece(start..<stop, cut: true))
                return FittedText(lines: result, whole: text)
            }
            // At a space, unless the next word needs more than a line anyway.
            let space = (start + 1..<all + 1).last { letters.indices.contains($0) && letters[$0].isSpace }
            let stop = space.flatMap { fits(text.slice(($0 + 1)..<wordEnd(after: $0 + 1))) ? $0 : nil } ?? all
            result.append(text.slice(start..<stop))
            start = stop
            while start < letters.count, letters[start].isSpace { start += 1 }
        }
        return FittedText(lines: result, whole: nil)
    }

    /// Names that are shown together, in lines no longer than `width`; different names are never shortened to the same
    /// text.
    func distinguished(_ names: [RichText], size: Double, width: Double, lines: Int = 1) -> [FittedText] {
        FittedText.distinguished(names) { fitting(names[$0], size: size, width: width, lines: lines, end: $1) }
    }

    /// The text in one line no longer than `width`.
    func shortened(_ text: RichText, size: Double, width: Double) -> (line: RichText, whole: RichText?) {
        let fitted = fitting(text, size: size, width: width)
        return (fitted.lines[0], fitted.whole)
    }
}

extension RichText {
    /// A character as a line breaks at it: only spaces outside of scripts count as such.
    struct Letter {
        let isSpace: Bool
    }

    /// Every character in the order of the pieces; those of a script above before those below.
    var letters: [Letter] { Self.letters(pieces, inScript: false) }

    private static func letters(_ pieces: [Piece], inScript: Bool) -> [Letter] {
        pieces.flatMap { piece -> [Letter] in
            switch piece {
            case .run(let text, _, _): text.map { Letter(isSpace: $0 == " " && !inScript) }
            case .script(let upper, let lower): letters(upper, inScript: true) + letters(lower, inScript: true)
            }
        }
    }

    /// The text of some letters, set as it was.
    func slice(_ range: Range<Int>) -> RichText {
        var position = 0
        return RichText(pieces: Self.slice(pieces, range, &position))
    }

    private static func slice(_ pieces: [Piece], _ range: Range<Int>, _ position: inout Int) -> [Piece] {
        var result: [Piece] = []
        for piece in pieces {
            switch piece {
            case .run(let text, let italic, let bold):
                let count = text.count
                let kept = range.clamped(to: position..<(position + count))
                if !kept.isEmpty {
                    let part = String(text.dropFirst(kept.lowerBound - position).prefix(kept.count))
                    result.append(.run(part, italic: italic, bold: bold))
                }
                position += count
            case .script(let upper, let lower):
                let above = slice(upper, range, &position)
                let below = slice(lower, range, &position)
                if !above.isEmpty || !below.isEmpty { result.append(.script(upper: above, lower: below)) }
            }
        }
        return result
    }

    /// The text with an ellipsis behind it.
    fileprivate var cut: RichText { RichText(pieces: pieces + [.run("…", italic: false, bold: false)]) }

    fileprivate func followed(by other: RichText) -> RichText { RichText(pieces: pieces + other.pieces) }

    private init(pieces: [Piece]) {
        self.init(markup: Self.markup(pieces), pieces: pieces)
    }

    private static func markup(_ pieces: [Piece]) -> String {
        pieces.map { piece in
            switch piece {
            case .run(let text, let italic, let bold):
                let sign = (bold ? "**" : "") + (italic ? "*" : "")
                return sign + text + String(sign.reversed())
            case .script(let upper, let lower):
                return (upper.isEmpty ? "" : "^{\(markup(upper))}") + (lower.isEmpty ? "" : "_{\(markup(lower))}")
            }
        }.joined()
    }
}
