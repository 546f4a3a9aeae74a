import Bibliography

/// The list of the works that a page cites, with links from each to where it is cited.
enum ReferenceList {
    /// Stands in the text where the list is to be: no author's text has it, whose signs are escaped.
    static let mark = "<ol class=\"references\"></ol>"

    /// The HTML of a citation: inside of brackets only its number, elsewhere the authors before it.
    static func html(_ citation: Citation, _ works: CitedWorks) -> String {
        guard let work = works[citation.key] else { return EscapedHTML.text("@\(citation.key)") }
        let link =
            "\(opening)\(work.number)\" data-key=\"\(EscapedHTML.text(work.key))\" "
            + "title=\"\(EscapedHTML.text(work.reference.plain))\">\(work.number)</a>"
        return citation.isInBrackets ? link : "\(html(work.reference.name))\u{A0}[\(link)]"
    }

    /// The same as plain text.
    static func text(_ citation: Citation, _ works: CitedWorks) -> String {
        guard let work = works[citation.key] else { return "@\(citation.key)" }
        return citation.isInBrackets ? "\(work.number)" : "\(work.reference.name.plain)\u{A0}[\(work.number)]"
    }

    /// How the link of every citation begins, with a name in the second form.
    private static let opening = "<a class=\"citation\" href=\"#_ref_"

    /// Adds anchors to the citations of a page, and inserts the list of works. The list links only to citations that
    /// are on the page, and not to those in the caption of a cell that is hidden or failed.
    ///
    /// - Parameter texts: the HTML of the page in the order of its text; one of them contains the list.
    static func completed(_ texts: [String], _ works: CitedWorks) -> [String] {
        guard !works.works.isEmpty else { return texts }
        var counts: [Int: Int] = [:]
        let texts = texts.map { named($0, &counts) }
        let list = html(works, counts)
        return texts.map { $0.replacing(mark, with: list, maxReplacements: 1) }
    }

    private static func named(_ html: String, _ counts: inout [Int: Int]) -> String {
        var html = html
        return html.withUTF8 { bytes in
            let opening = Array(opening.utf8)
            var named: [UInt8] = []
            // What is not copied yet.
            var rest = 0
            var start = 0
            while let found = bytes.find(opening, from: start) {
                start = found + opening.count
                guard
                    let number = Int(String(decoding: bytes[start...].prefix { (48...57).contains($0) }, as: UTF8.self))
                else { continue }
                let count = counts[number, default: 0] + 1
                counts[number] = count
                named += bytes[rest..<(found + 2)]
                named += " id=\"\(name(number, count))\"".utf8
                rest = found + 2
            }
            return String(decoding: named + bytes[rest...], as: UTF8.self)
        }
    }

    private static func name(_ number: Int, _ count: Int) -> String { "_cite_\(number)_\(count)" }

    private static func html(_ works: CitedWorks, _ counts: [Int: Int]) -> String {
        let lines = works.works.map { work in
            let count = counts[work.number] ?? 0
            let arrows = (0..<count).map { index in
                let mark = count == 1 ? "" : "<sup>\(index + 1)</sup>"
                return " <a href=\"#\(name(work.number, index + 1))\" class=\"citation-backref\" "
                    + "aria-label=\"Back to where it is cited\">↩\(mark)</a>"
            }
            return "<li id=\"_ref_\(work.number)\">\(html(work.reference))\(arrows.joined())</li>"
        }
        return "<ol class=\"references\">\n\(lines.joined(separator: "\n"))\n</ol>"
    }

    private static func html(_ reference: Reference) -> String {
        reference.parts.map { part in
            switch part {
            case .text(let text): html(text)
            case .title(let text): "<cite>\(html(text))</cite>"
            case .volume(let text): "<b>\(html(text))</b>"
            case .link(let text, let address):
                "<a href=\"\(EscapedHTML.text(address))\">\(EscapedHTML.text(text))</a>"
            }
        }.joined()
    }

    private static func html(_ text: TeXText) -> String {
        text.pieces.map { piece in
            switch piece {
            case .text(let text): EscapedHTML.text(text)
            case .math(let tex): MathText.span(tex, display: false)
            }
        }.joined()
    }
}
