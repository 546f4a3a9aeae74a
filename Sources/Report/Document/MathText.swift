/// Plain text in which `$…$` is math: what verbs say of their results. No other sign means anything in it, since names stand
/// there that come from elsewhere.
enum MathText {
    private enum Piece {
        case plain(String)
        case math(tex: String)
    }

    private static func pieces(_ text: String) -> [Piece] {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return [.plain(text)] }
        var cursor = ProseScanner.Cursor(Array(text.unicodeScalars))
        var pieces: [Piece] = []
        var plain = ""
        while let character = cursor.current {
            if character == "$", let math = cursor.math {
                pieces += [.plain(plain), .math(tex: math.tex)]
                plain = ""
                cursor.advance(math.length)
            } else if character == "\\", cursor.peek(1) == "$" {
                // The escape of prose.
                plain.append("$")
                cursor.advance(2)
            } else {
                plain.unicodeScalars.append(character)
                cursor.advance(1)
            }
        }
        return pieces + [.plain(plain)]
    }

    /// The formulas of a text, all with the same place.
    static func formulas(in text: String, at place: SourcePlace) -> [Formula] {
        pieces(text).compactMap { piece in
            if case .math(let tex) = piece {
                Formula(tex: tex, display: false, place: place, isVerbatim: false)
            } else {
                nil
            }
        }
    }

    /// - Parameter plain: makes HTML of text that is not math.
    static func html(_ text: String, plain: (String) -> String = EscapedHTML.text) -> String {
        var html = ""
        var formula: String?
        for piece in pieces(text) {
            switch piece {
            case .plain(let text):
                var rest = text[...]
                if let formula { html += withPunctuation(formula, of: &rest) }
                html += plain(String(rest))
                formula = nil
            case .math(let tex): formula = span(tex, display: false)
            }
        }
        return html
    }

    /// A formula inside of a line. If it cannot be set, the TeX is shown instead; this can only happen in texts from
    /// results, because all others were checked before.
    static func span(_ tex: String, display: Bool) -> String {
        "<span class=\"math \(display ? "display" : "inline")\">\(inside(tex, display: display))</span>"
    }

    /// A displayed formula, in its own line.
    static func block(_ tex: String) -> String { "<div class=\"math display\">\(inside(tex, display: true))</div>" }

    private static func inside(_ tex: String, display: Bool) -> String {
        let tex = Placeholder.clean(tex)
        return (try? MathSetter.shared.html(tex, display: display)) ?? EscapedHTML.text(tex)
    }

    /// A comma or full stop after a formula must not be separated from it by a line break.
    ///
    /// - Parameter text: the text after the formula, from which the marks are removed.
    static func withPunctuation(_ formula: String, of text: inout Substring) -> String {
        let marks = text.prefix { ",.;:!?)".contains($0) }
        guard !marks.isEmpty else { return formula }
        text = text[marks.endIndex...]
        return "<span class=\"unbroken\">\(formula)\(marks)</span>"
    }
}
