/// Sets texts of a page in LaTeX: emphasis, code, links, formulas, numbers with bounds. What has no counterpart there leaves its
/// text.
///
/// A formula is the TeX that its author wrote. What it writes compiles with `amsmath`, `amssymb` and `hyperref`.
struct LaTeXText {
    /// What stands for a cross reference, by label; a reference to anything else leaves its text.
    let references: [String: String]

    /// - Parameter html: HTML of the page.
    func latex(_ html: String) -> String {
        var writer = LaTeXWriter()
        var tokens = HTMLTokens(html)
        /// The LaTeX that closes the open elements.
        var ends: [(name: String, end: String)] = []
        while let token = tokens.next() {
            switch token {
            case .text(let text): writer.add(text: text)
            case .close(let name):
                while let last = ends.popLast() {
                    writer.add(last.end)
                    if last.name == name { break }
                }
            case .open(let tag):
                if tag.isVoid {
                    if let alt = tag["alt"] { writer.add(text: alt) }
                    if tag.name == "br" { writer.add(text: " ") }
                } else if let whole = whole(tag) {
                    whole(tokens.inside(of: tag.name), &writer)
                } else {
                    let (start, end) = marks(of: tag)
                    writer.add(start)
                    ends.append((tag.name, end))
                }
            }
        }
        return Self.joinedCitations(writer.text).trimmed
    }

    /// `[\cite{a}, \cite{b}]` → `\cite{a,b}`: LaTeX writes the brackets, with what stands behind the last key in them.
    private static func joinedCitations(_ latex: String) -> String {
        guard latex.contains("\\cite{") else { return latex }
        return latex.replacing(/\[(\\cite\{[^}]*\}(?:, \\cite\{[^}]*\})*)(?:, ([^\[\]\\]+))?\]/) { match in
            let keys = match.output.1.matches(of: /\\cite\{([^}]*)\}/).map { String($0.output.1) }
            let note = match.output.2.map { "[\($0)]" } ?? ""
            return "\\cite\(note){\(keys.joined(separator: ","))}"
        }
    }

    /// How an element is set whose inside is not set by itself; nil for the others.
    private func whole(_ tag: HTMLTokens.Tag) -> (([HTMLTokens.Token], inout LaTeXWriter) -> Void)? {
        let classes = tag.classes
        if classes.contains("math") {
            return { inside, writer in writer.add(formula: Self.tex(inside)) }
        }
        if classes.contains("bounds") {
            return { inside, writer in
                let bounds = Self.texts(inside)
                guard bounds.count == 2 else { return }
                writer.add(formula: "^{\(Self.inMath(bounds[0]))}_{\(Self.inMath(bounds[1]))}")
            }
        }
        if classes.contains("pad") {
            guard let pad = tag["data-pad"], !pad.isEmpty else { return { _, _ in } }
            let isBounds = classes.contains("bounds")
            return { _, writer in
                if isBounds {
                    writer.add(formula: "^{\\phantom{\(Self.inMath(pad))}}")
                } else {
                    var inside = LaTeXWriter()
                    inside.add(text: pad)
                    writer.add("\\phantom{\(inside.text)}")
                }
            }
        }
        if classes.contains("footnote-ref") { return { _, _ in } }
        if classes.contains("citation"), let key = tag["data-key"] {
            return { _, writer in writer.add("\\cite{\(key)}") }
        }
        if tag.name == "a", let target = tag["href"], target.first == "#",
            let reference = references[String(target.dropFirst())]
        {
            return { _, writer in writer.add(reference) }
        }
        return nil
    }

    /// What stands around the inside of an element.
    private func marks(of tag: HTMLTokens.Tag) -> (start: String, end: String) {
        switch tag.name {
        case "em", "i": ("\\emph{", "}")
        case "strong", "b": ("\\textbf{", "}")
        case "code": ("\\texttt{", "}")
        case "sup": ("\\textsuperscript{", "}")
        case "sub": ("\\textsubscript{", "}")
        case "p": ("", "\n\n")
        case "ul": ("\n\\begin{itemize}\n", "\\end{itemize}\n")
        case "ol": ("\n\\begin{enumerate}\n", "\\end{enumerate}\n")
        case "li": ("\\item ", "\n")
        case "a":
            if let target = tag["href"], target.first != "#" { ("\\href{\(Self.url(target))}{", "}") } else { ("", "") }
        default: ("", "")
        }
    }

    /// In the argument of a macro these signs have to be escaped.
    private static func url(_ target: String) -> String {
        target.map { "%#&_{}\\~^".contains($0) ? "\\\($0)" : String($0) }.joined()
    }

    /// What the author of a formula wrote, from its MathML.
    private static func tex(_ inside: [HTMLTokens.Token]) -> String {
        let start = inside.firstIndex {
            if case .open(let tag) = $0 { tag["encoding"] == "application/x-tex" } else { false }
        }
        guard let start, case .text(let tex)? = inside.dropFirst(start + 1).first else {
            // One that could not be set stands there as it was written.
            return texts(inside).joined()
        }
        return tex
    }

    private static func texts(_ tokens: [HTMLTokens.Token]) -> [String] {
        tokens.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    /// A number in a formula.
    private static func inMath(_ number: String) -> String {
        number.map { LaTeXSymbols.formulas[$0] ?? String($0) }.joined()
    }
}

/// LaTeX on its way: formulas that follow each other become one.
private struct LaTeXWriter {
    private var written = ""
    private var formula: [String] = []

    var text: String { formula.isEmpty ? written : written + inDollars }

    private var inDollars: String {
        let tex = formula.reduce("") { tex, next in
            // The name of a macro ends where no letter follows.
            let endsInName = tex.last?.isLetter == true && next.first?.isLetter == true
            return tex + (endsInName ? " " : "") + next
        }
        return "$\(tex)$"
    }

    /// Adds finished LaTeX.
    mutating func add(_ latex: String) {
        guard !latex.isEmpty else { return }
        if !formula.isEmpty {
            written += inDollars
            formula = []
        }
        written += latex
    }

    mutating func add(formula tex: String) { formula.append(tex) }

    /// Adds plain text.
    mutating func add(text: String) {
        var level: (mark: String, digits: String)?
        func end(_ writer: inout LaTeXWriter) {
            if let level { writer.add(formula: "\(level.mark){\(level.digits)}") }
            level = nil
        }
        for character in text {
            let raised = LaTeXSymbols.raised[character].map { ("^", $0) }
            if let (mark, digit) = raised ?? LaTeXSymbols.lowered[character].map({ ("_", $0) }) {
                if level?.mark != mark { end(&self) }
                level = (mark, (level?.digits ?? "") + String(digit))
                continue
            }
            end(&self)
            if let tex = Self.tex(character) {
                add(formula: tex)
            } else {
                add(LaTeXSymbols.texts[character] ?? String(character))
            }
        }
        end(&self)
    }

    /// A character that stands in no font of text; nil for the others.
    private static func tex(_ character: Character) -> String? {
        if let tex = LaTeXSymbols.formulas[character] { return tex }
        let scalars = character.unicodeScalars
        guard scalars.count == 2, let first = scalars.first,
            let accent = LaTeXSymbols.accents[scalars[scalars.index(after: scalars.startIndex)]]
        else { return nil }
        return "\\\(accent){\(LaTeXSymbols.formulas[Character(first)] ?? String(first))}"
    }
}
