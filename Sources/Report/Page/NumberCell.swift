/// A number in a table as the page writes it, taken apart: `(−12.50 ± 0.30) × 10⁻⁶`, `0.50` with an upper and a lower bound,
/// `12 %`, `–`.
///
/// What stands before the decimal point needs no room of its own, since a column stands right; all that follows does.
struct NumberCell {
    /// What follows the digits before the point, in the order of the text.
    enum Part: Int, CaseIterable {
        case fraction
        /// " ± 12"
        case error
        /// ".50"
        case errorFraction
        /// Two bounds, one above the other.
        case bounds
        /// A unit, a power of ten, a closing bracket.
        case rest
    }

    /// The part in characters that stand for all of equal width: "0" for a digit. Empty where it is missing.
    private(set) var patterns = Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, "") })
    /// Where what is missing of a part would stand, as an index into the bytes.
    private(set) var places: [Part: Int] = [:]

    /// - Parameter html: the content of a table cell.
    /// - Returns: nil where it is not a number, or has tags that do not occur in numbers.
    init?(_ html: [UInt8]) {
        guard let text = NumberText(html) else { return nil }
        let characters = text.characters
        var index = 0
        func at(_ index: Int) -> Character? { characters.indices.contains(index) ? characters[index] : nil }
        func skipDigits() {
            while let character = at(index),
                character.isDigit || character.isGroupMark && at(index + 1)?.isDigit == true
            {
                index += 1
            }
        }
        func take(_ part: Part, from start: Int) {
            if start < index { patterns[part] = String(characters[start..<index].map(\.alike)) }
            places[part] = text.end(before: index)
        }
        func takeFraction(_ part: Part) {
            let start = index
            if at(index) == ".", at(index + 1)?.isDigit == true {
                index += 1
                while at(index)?.isDigit == true { index += 1 }
            }
            take(part, from: start)
        }

        if characters.count == 1, let only = characters.first, only == "–" || only == "—" {
            index = 1
        } else {
            if at(index) == "(" { index += 1 }
            while let character = at(index), character.isLimit { index += 1 }
            if let sign = at(index), sign.isSign { index += 1 }
            guard at(index)?.isDigit == true else { return nil }
            skipDigits()
        }
        takeFraction(.fraction)
        let error = index
        if at(index) == " ", at(index + 1) == "±", at(index + 2) == " ", at(index + 3)?.isDigit == true {
            index += 3
            let digits = index
            skipDigits()
            take(.error, from: error)
            // What is missing stands before its digits, so that the signs stand under each other.
            places[.error] = text.start(of: digits)
            takeFraction(.errorFraction)
        } else {
            places[.error] = places[.fraction]
            places[.errorFraction] = places[.fraction]
        }
        if let bounds = text.bounds {
            guard bounds.index == index else { return nil }
            patterns[.bounds] = String(bounds.text.map(\.alike))
            places[.bounds] = bounds.inside
        } else {
            places[.bounds] = text.end(before: index)
        }
        let rest = index
        guard Self.isEnding(characters[rest...]) else { return nil }
        index = characters.count
        take(.rest, from: rest)
        if rest == index, let bounds = text.bounds { places[.rest] = bounds.end }
    }

    /// Whether a text can follow a number: a unit, a power of ten, bounds on one line. A second number cannot.
    private static func isEnding(_ text: ArraySlice<Character>) -> Bool {
        String(text).wholeMatch(of: ending) != nil
    }

    /// Read once: that takes longer than many matches. It captures nothing that could change.
    nonisolated(unsafe) private static let ending = /\)?(e[-+−]?\d+| × 10[^0-9 ]+)?( [+−][\d.]+){0,2}[^0-9]*/
}

/// The text of a table's cell, and where its characters stand in the HTML.
private struct NumberText {
    private(set) var characters: [Character] = []
    /// The bytes of each character.
    private var ranges: [Range<Int>] = []
    /// The longer one of two bounds; the characters before it, and where it ends in its own element and behind both.
    private(set) var bounds: (index: Int, text: String, inside: Int, end: Int)?

    /// - Returns: nil where there are tags other than those around values.
    init?(_ html: [UInt8]) {
        var index = 0
        while index < html.count {
            if html[index] == UInt8(ascii: "<") {
                guard let end = html[index...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
                let tag = html[index...end]
                if tag.starts(with: Self.openBounds) {
                    guard bounds == nil, let read = Self.readBounds(html, from: end + 1) else { return nil }
                    bounds = (characters.count, read.text, read.inside, read.end)
                    index = read.end
                } else if tag.starts(with: Self.openValue) || tag.elementsEqual(Self.closeSpan) {
                    index = end + 1
                } else {
                    return nil
                }
            } else {
                var end = html[index...].dropFirst().firstIndex { $0 & 0xC0 != 0x80 } ?? html.count
                if html[index] == UInt8(ascii: "&"), let entity = html[index...].firstIndex(of: UInt8(ascii: ";")) {
                    end = entity + 1
                }
                let bytes = String(decoding: html[index..<end], as: UTF8.self)
                characters.append(Self.entities[bytes] ?? bytes.first ?? " ")
                ranges.append(index..<end)
                index = end
            }
        }
    }

    /// Where the characters before an index end.
    func end(before index: Int) -> Int { index == 0 ? 0 : ranges[index - 1].upperBound }

    func start(of index: Int) -> Int { ranges[index].lowerBound }

    private static let entities: [String: Character] = [
        "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": "\"", "&#39;": "'",
    ]
    private static let openBounds = Array("<span class=\"bounds\">".utf8)
    private static let openValue = Array("<span class=\"value\"".utf8)
    private static let closeSpan = Array("</span>".utf8)

    /// `<sup>+0.4</sup><sub>−0.3</sub></span>`
    private static func readBounds(_ html: [UInt8], from start: Int) -> (text: String, inside: Int, end: Int)? {
        let rest = String(decoding: html[start...], as: UTF8.self)
        guard let found = rest.prefixMatch(of: /<sup>([^<]*)<\/sup><sub>([^<]*)<\/sub><\/span>/) else { return nil }
        let (up, down) = (found.output.1, found.output.2)
        let longer = up.count >= down.count ? up : down
        return (
            String(longer), start + rest.utf8.distance(from: rest.startIndex, to: longer.endIndex),
            start + rest.utf8.distance(from: rest.startIndex, to: found.range.upperBound)
        )
    }
}

extension Character {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

    /// Between groups of digits: a comma, a blank that does not break.
    fileprivate var isGroupMark: Bool { [",", "\u{202F}", "\u{A0}", "\u{2009}"].contains(self) }

    fileprivate var isSign: Bool { ["+", "-", "−", "±"].contains(self) }

    /// "< 0.01"
    fileprivate var isLimit: Bool { ["<", ">", "≤", "≥", "≈", "~", " "].contains(self) }

    /// One character for all that are as wide.
    fileprivate var alike: Character {
        if isDigit { return "0" }
        if "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(self) { return "⁰" }
        return self == "−" ? "+" : self
    }
}
