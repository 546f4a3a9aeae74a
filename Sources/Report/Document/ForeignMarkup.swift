/// Markup that other programs have and Markdown has not: the page would show it as text, with its braces and colons, and what
/// it includes or computes would be missing.
struct ForeignMarkup {
    let message: String
    let remedy: String

    /// Whether it is a rule of a table, which has several.
    let isTable: Bool

    private init(_ message: String, _ remedy: String, isTable: Bool = false) {
        self.message = message
        self.remedy = remedy
        self.isTable = isTable
    }

    // MARK: Lines

    /// Foreign markup at the beginning of a line, after the marks of quotations.
    init?(line: String) {
        let text = line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ">") }
        guard let mark = text.first else { return nil }
        let count = text.prefix { $0 == mark }.count
        let rest = Substring(text)
        // Hardly any line begins with these, and only such a line is worth a search.
        switch (mark, count) {
        case (UInt8(ascii: ":"), 3...) where rest.prefixMatch(of: /:::+\s*[{A-Za-z]/) != nil:
            self.init(
                "':::' begins a block of Pandoc or MyST, which is text here",
                "write > [!NOTE] and lines with > for a note; to show it as it is, write \\:::")
        case (UInt8(ascii: "!"), 3), (UInt8(ascii: "?"), 3):
            guard rest.prefixMatch(of: Self.noteOfMkDocs) != nil else { return nil }
            self.init(
                "'\(rest.prefix(3))' begins a note of MkDocs, which is text here",
                "write > [!NOTE] and lines with > for a note; to show it as it is, write \\\(rest.prefix(3))")
        case (UInt8(ascii: "#"), 2...6) where rest.dropFirst(count).first?.isLetter ?? false:
            let marks = rest.prefix(count)
            self.init(
                "this looks like a heading, and is text: no blank stands behind its '\(marks)'",
                "write '\(marks) ', or \\\(marks) where it is text")
        case (UInt8(ascii: "+"), 1) where rest.prefixMatch(of: /\+([-=:]{3,}\+)+\s*$/) != nil:
            self.init(
                "this looks like a table of Pandoc, and is text here",
                "write | a | b |, below it |---|---|, and its rows; "
                    + "to show it as it is, write ``` in a line above and below it", isTable: true)
        case (UInt8(ascii: "."), 2) where rest.prefixMatch(of: /\.\.\s+[a-z][a-z0-9:-]*::(\s|$)/) != nil:
            self.init(
                "'..' begins a directive of reStructuredText, which is text here",
                "write > [!NOTE] and lines with > for a note, ![text](picture.png) for a picture; to show it as it is, write \\.."
            )
        case (UInt8(ascii: "["), 1...2) where Self.contents.contains(String(rest).trimmed):
            self.init(
                "'\(String(rest).trimmed)' is a table of contents in other programs, but text here",
                "leave it out: the page lists its headings; to show it as it is, write \\[")
        default: return nil
        }
    }

    /// What MkDocs, GitLab and others put a table of contents for.
    private static let contents: Set<String> = ["[TOC]", "[[TOC]]", "[[toc]]", "[[_TOC_]]"]

    /// Words behind its kind, but for a title in quotes, make a sentence of it.
    private static var noteOfMkDocs: some RegexComponent {
        /(!!!|\?\?\?\+?)\s+(note|abstract|info|tip|success|question|warning|failure|danger|bug|example|quote|caution|important|hint)(\s+(inline|end))*\s*("[^"]*"\s*)?$/
    }

    // MARK: Braces

    /// `{{< name … >}}`, from its first brace on.
    init?(shortcode text: ArraySlice<Unicode.Scalar>) {
        guard text.starts(with: "{{<".unicodeScalars) else { return nil }
        let name = String(scalars: text.dropFirst(3).prefix(40).drop { $0 == " " }.prefix { !$0.isWhitespace })
        self.init(
            "'{{< \(name)' is a shortcode of Quarto, which is text here",
            "write here what it stands for, or \\{ for a brace of the text")
    }

    /// Foreign markup between braces that is not a value.
    ///
    /// - Parameters:
    ///   - inside: the text without the braces.
    ///   - before: the character before them.
    ///   - behind: the text after them.
    ///   - isBehindLink: called only if a parenthesis is before them.
    ///   - isInHeading: called only if they end a line.
    init?(
        braces inside: String, between before: Unicode.Scalar?, and behind: ArraySlice<Unicode.Scalar>,
        isBehindLink: () -> Bool, isInHeading: () -> Bool
    ) {
        guard inside.utf8.count <= 200 else { return nil }
        let line = behind.prefix(200).prefix { $0 != "\n" }
        func isBehindPart() -> Bool { before == "]" || before == "`" || before == ")" && isBehindLink() }
        func endsHeading() -> Bool { line.allSatisfy { $0.isWhitespace || $0 == "#" } && isInHeading() }
        if inside.trimmed.lowercased() == "value", let path = line.first?.isWhitespace ?? false ? Self.path(line) : nil
        {
            self.init(
                "'{\(inside)} \(path)' looks like a value and is text",
                "put it between backticks: `{value} \(path)`, or write \\{ for a brace of the text")
        } else if before != "$", line.first == "`", line.dropFirst().contains("`"), Self.isRole(inside) {
            let content = String(scalars: line.dropFirst().prefix { $0 != "`" })
            self.init(
                "'{\(inside)}' before a backtick is a role of MyST, which is text here",
                "\(Self.advice(role: inside.lowercased(), content)); \\{ is a brace of the text")
        } else if Self.isAttributes(inside),
            // A heading may have a name behind it.
            inside.first == "#" && !inside.contains(" ")
                ? isBehindPart() && !endsHeading() : isBehindPart() || endsHeading()
        {
            self.init(
                "'{\(inside)}' are attributes of Pandoc, which are text here",
                "leave them out, or write \\{ for a brace of the text")
        } else {
            return nil
        }
    }

    /// `label.path` behind blanks.
    private static func path(_ line: ArraySlice<Unicode.Scalar>) -> String? {
        let text = String(scalars: line.drop(while: \.isWhitespace))
        return text.prefixMatch(of: /[a-z][a-z0-9-]*(\.[\w-]+)+/).map { String($0.0) }
    }

    private static func isRole(_ name: String) -> Bool {
        name.first?.isLetter ?? false
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ":._-".contains($0)) }
    }

    private static func advice(role: String, _ content: String) -> String {
        switch role {
        case "value", "eval": "write `{value} \(content)`"
        case "math": "write $\(content)$"
        case "ref", "numref", "eq", "prf:ref": "write @\(content)"
        case _ where role.hasPrefix("cite"): "write [@\(content)]"
        default: "write it as Markdown"
        }
    }

    /// `.class #name width=50%`, or `-`. A key of one letter is a variable: `{x=1}`.
    private static func isAttributes(_ inside: String) -> Bool {
        let first = inside.first { !$0.isWhitespace }
        // Hardly any others are worth a search.
        guard inside == "-" || first == "." || first == "#" || inside.utf8.contains(UInt8(ascii: "=")) else {
            return false
        }
        return inside == "-"
            || inside.wholeMatch(
                of:
                    /\s*([.#][A-Za-z][\w:.-]*|[A-Za-z][\w-]+=("[^"]*"|[^\s"]+))(\s+([.#][\w:.-]+|[A-Za-z][\w-]+=("[^"]*"|[^\s"]+)))*\s*/
            ) != nil
    }

    // MARK: Commands

    /// A command of LaTeX, from its backslash on, for which Markdown has its own form.
    init?(command text: ArraySlice<Unicode.Scalar>) {
        let name = String(scalars: text.dropFirst().prefix(20).prefix { $0.isASCII && $0.isLetter })
        let behind = text.dropFirst(1 + name.unicodeScalars.count)
        let advice: String
        switch name {
        case "ref", "eqref", "autoref", "cref", "Cref", "pageref", "nameref": advice = "@label"
        case "cite", "citep", "citet", "parencite", "textcite", "autocite": advice = "[@key]"
        case "label": advice = "{#sec-name} behind a heading, or {#eq-name} behind $$…$$"
        case "footnote": advice = "[^1], and [^1]: with its text in a paragraph of its own"
        case "includegraphics": advice = "![text](file.pdf)"
        case "textbf": advice = "**text**"
        case "textit", "emph": advice = "*text*"
        case "texttt": advice = "`text`"
        case "section", "subsection", "subsubsection", "chapter", "paragraph": advice = "## and the heading"
        case "href", "url": advice = "[text](https://…)"
        case "newpage", "pagebreak", "clearpage", "cleardoublepage", "noindent", "bigskip", "medskip", "smallskip":
            guard behind.first.map({ $0.isWhitespace || $0 == "{" }) ?? true else { return nil }
            self.init(
                "'\\\(name)' is a command of LaTeX, which is text here", "leave it out, or put it between backticks")
            return
        default: return nil
        }
        guard behind.first == "{" || name == "includegraphics" && behind.first == "[" else { return nil }
        self.init(
            "'\\\(name)' is a command of LaTeX, which is text here",
            "write \(advice); to show it as it is, put it between backticks")
    }

    // MARK: Brackets

    /// `^[text]`, a footnote of Pandoc within the line, from its bracket on. Without words it is not a footnote:
    /// `x^[2]`, `T^[μν]`.
    init?(bracket text: ArraySlice<Unicode.Scalar>, behind before: Unicode.Scalar?, and second: Unicode.Scalar?) {
        guard before == "^", second != "\\", second != "[",
            let end = text.prefix(4_000).firstIndex(where: { $0 == "]" }), end > text.startIndex + 1,
            text[end...].dropFirst().first.map({ $0 != "(" && $0 != "[" }) ?? true,
            Self.isSentence(text[..<end].dropFirst())
        else { return nil }
        self.init(
            "'^[' begins a footnote of Pandoc, which is text here",
            "write [^1], and [^1]: with its text in a paragraph of its own; \\^ is a mark of the text")
    }

    /// A citation, or letters enough for words.
    private static func isSentence(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        let words = text.split { !$0.properties.isAlphabetic }
        let isParted = text.contains { $0.isWhitespace }
        return text.contains("@") || words.contains { $0.count > (isParted ? 1 : 4) }
    }
}
