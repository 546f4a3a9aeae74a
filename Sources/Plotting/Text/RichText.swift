import Statistics

/// A line of text with subscripts, superscripts, italics and bold.
///
/// `_{…}` lowers, `^{…}` raises, both together are stacked (`0.48^{+0.02}_{−0.01}`), `*…*` is italic (for letters of
/// mathematics), `**…**` bold. Everything else is itself: `nu_shift` needs no escape.
public struct RichText: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    indirect enum Piece: Sendable, Equatable {
        case run(String, italic: Bool, bold: Bool)
        case script(upper: [Piece], lower: [Piece])
    }

    /// The text as it was written.
    public let markup: String
    let pieces: [Piece]

    /// Reads markup. Text that is not valid markup, such as a lone `*`, is shown as it is; line breaks and tabs are
    /// spaces. A text too long for any figure is read without markup, and so are scripts of scripts of scripts.
    public init(_ markup: String) {
        self.markup = markup
        let characters = markup.map { $0.isNewline || $0 == "\t" ? " " : $0 }
        guard characters.count <= Self.longestMarkup else {
            pieces = [.run(String(characters), italic: false, bold: false)]
            return
        }
        var parser = Parser(characters: characters)
        pieces = parser.pieces(until: nil)
    }

    private static let longestMarkup = 2_000

    init(markup: String, pieces: [Piece]) {
        self.markup = markup
        self.pieces = pieces
    }

    /// A literal is markup, too.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The text without its typography: subscripts after `_`, superscripts with their sign or after `^`.
    public var plain: String { Self.plain(pieces) }

    var isEmpty: Bool { pieces.isEmpty }

    /// Two lines, broken at the space that makes their lengths most similar, outside of scripts, emphasis, parentheses
    /// and equations; nil without one.
    var halves: (RichText, RichText)? {
        var (depth, isPlain) = (0, true)
        var best: (distance: Int, place: String.Index)?
        for (offset, place) in zip(0..., markup.indices) {
            switch markup[place] {
            case "{", "(": depth += 1
            case "}", ")": depth -= 1
            case "*" where markup[..<place].last == "*": break
            case "*": isPlain.toggle()
            case " " where depth == 0 && isPlain:
                let isEquation =
                    markup[..<place].last == "=" || markup[markup.index(after: place)...].first == "="
                let distance = abs(2 * offset - markup.count)
                if !isEquation, distance < best?.distance ?? .max { best = (distance, place) }
            default: break
            }
        }
        guard let place = best?.place else { return nil }
        return (RichText(String(markup[..<place])), RichText(String(markup[markup.index(after: place)...])))
    }

    /// The markup of both, one after the other.
    public static func + (left: RichText, right: RichText) -> RichText {
        RichText(left.markup + right.markup)
    }

    private static func plain(_ pieces: [Piece]) -> String {
        pieces.map { piece in
            switch piece {
            case .run(let text, _, _): return text
            case .script(let upper, let lower):
                let (above, below) = (plain(upper), plain(lower))
                if !upper.isEmpty, !lower.isEmpty, let sign = above.first, "+−-".contains(sign) {
                    return " \(above) \(below)"
                }
                return (below.isEmpty ? "" : "_\(below)") + (above.isEmpty ? "" : "^\(above)")
            }
        }.joined()
    }
}

extension RichText {
    private struct Parser {
        let characters: [Character]
        var position = 0
        var italic = false
        var bold = false
        /// The depth of scripts around the position.
        var depth = 0

        init(characters: [Character]) {
            self.characters = characters
        }

        mutating func pieces(until end: Character?) -> [Piece] {
            var result: [Piece] = []
            var run = ""
            func flushed(_ result: inout [Piece], _ run: inout String, _ italic: Bool, _ bold: Bool) {
                if !run.isEmpty { result.append(.run(run, italic: italic, bold: bold)) }
                run = ""
            }
            while position < characters.count {
                let character = characters[position]
                if character == end {
                    position += 1
                    break
                }
                if character == "_" || character == "^", peek(1) == "{", depth < 2 {
                    flushed(&result, &run, italic, bold)
                    result.append(script())
                } else if character == "*", peek(1) == "*", bold || closes(from: position + 2, double: true) {
                    flushed(&result, &run, italic, bold)
                    bold.toggle()
                    position += 2
                } else if character == "*", italic || closes(from: position + 1, double: false) {
                    flushed(&result, &run, italic, bold)
                    italic.toggle()
                    position += 1
                } else {
                    run.append(character)
                    position += 1
                }
            }
            flushed(&result, &run, italic, bold)
            return result
        }

        /// One script or two adjacent ones of opposite direction.
        private mutating func script() -> Piece {
            var upper: [Piece] = []
            var lower: [Piece] = []
            depth += 1
            defer { depth -= 1 }
            while position + 1 < characters.count, characters[position + 1] == "{" {
                if characters[position] == "^", upper.isEmpty {
                    position += 2
                    upper = pieces(until: "}")
                } else if characters[position] == "_", lower.isEmpty {
                    position += 2
                    lower = pieces(until: "}")
                } else {
                    break
                }
            }
            return .script(upper: upper, lower: lower)
        }

        private func peek(_ offset: Int) -> Character? {
            position + offset < characters.count ? characters[position + offset] : nil
        }

        private func closes(from start: Int, double: Bool) -> Bool {
            guard start < characters.count, characters[start] != " ", characters[start] != "*" else { return false }
            for index in start..<characters.count where characters[index] == "*" {
                if !double { return true }
                if index + 1 < characters.count, characters[index + 1] == "*" { return true }
            }
            return false
        }
    }
}

extension RichText {
    /// `10^{−3}`; 1 and 10 are written without exponents.
    public static func power(ofTen exponent: Int) -> RichText {
        switch exponent {
        case 0: "1"
        case 1: "10"
        default: RichText("10^{\(exponent < 0 ? "−" : "")\(abs(exponent))}")
        }
    }

    /// A value with its errors: `0.482^{+0.011}_{−0.010}`; equal errors as `0.482 ± 0.011`; open bounds are written as
    /// words. A common power of ten is written after brackets.
    public init(_ rounding: PDGRounding) {
        let (value, upper, lower) = (rounding.value, rounding.upper, rounding.lower)
        let power = rounding.exponent == 0 ? "" : " × " + RichText.power(ofTen: rounding.exponent).markup
        func whole(_ text: String) -> String { power.isEmpty ? text : "(\(text))\(power)" }
        if let upper, upper == lower {
            self.init(whole("\(value) ± \(upper)"))
        } else if upper == nil, lower == nil {
            self.init("\(value)\(power) (open)")
        } else {
            self.init(whole("\(value)^{\(upper.map { "+\($0)" } ?? "open")}_{\(lower.map { "−\($0)" } ?? "open")}"))
        }
    }
}
