/// Plain text in which `$…$` is math: table cells and notes.
enum MathText {
    static func html(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return EscapedHTML.text(text) }
        var cursor = ProseScanner.Cursor(characters: Array(text), line: 0)
        var html = ""
        var plain = ""
        while let character = cursor.current {
            if character == "$", let math = cursor.math {
                html += EscapedHTML.text(plain) + span(math.tex, display: false)
                plain = ""
                cursor.advance(math.source.count)
            } else {
                plain.append(character)
                cursor.advance(1)
            }
        }
        return html + EscapedHTML.text(plain)
    }

    static func span(_ tex: String, display: Bool) -> String {
        "<span class=\"math \(display ? "display" : "inline")\">\(EscapedHTML.text(tex))</span>"
    }
}
