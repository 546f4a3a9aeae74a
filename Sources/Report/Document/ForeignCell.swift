/// What stands in the cells of other programs and means nothing in one of a report.
enum ForeignCell {
    /// Languages whose code other programs run.
    private static let languages: Set<String> = [
        "python", "python3", "ipython", "ipython3", "r", "julia", "bash", "sh", "shell", "sql", "ojs", "js",
        "javascript", "node", "cpp",
        "c++", "rust", "swift", "stan", "code-cell", "jupyter-execute", "octave", "matlab", "haskell", "ruby", "perl",
        "root", "sagemath",
    ]
    /// Boxes of MyST and Quarto.
    private static let notes: Set<String> = [
        "note", "tip", "hint", "important", "warning", "caution", "danger", "error", "attention", "seealso",
        "admonition", "callout",
        "dropdown",
    ]
    /// Directives of MyST, and what a report has for them.
    private static let directives: [String: String] = [
        "math": "write $$…$$", "image": "write ![text](picture.png)", "figure": "write ![text](picture.png)",
        "include": "write its text here", "literalinclude": "write ``` and the text",
        "toctree": "leave it out: the page lists its headings",
        "contents": "leave it out: the page lists its headings",
        "tableofcontents": "leave it out: the page lists its headings",
        "bibliography": "name the files by 'bibliography' in the front matter",
        "mermaid": "write ```mermaid to show its text",
        "dot": "write ```dot to show its text", "graphviz": "write ```dot to show its text",
        "list-table": "write | a | b |, below it |---|---|",
        "csv-table": "write | a | b |, below it |---|---|", "epigraph": "write lines with >",
        "eval-rst": "write it as Markdown",
    ]

    /// What to write in place of a word in braces that is not a verb; nil for words that no other program uses either.
    ///
    /// - Parameter isVerb: whether a report has a verb of this name.
    static func remedy(for braces: String, isVerb: (String) -> Bool) -> String? {
        let words = braces.split { $0 == " " || $0 == "," }.map(String.init)
        guard let first = words.first else { return nil }
        // `{json, n}` or `{json n}`, as R Markdown has it.
        if words.count > 1, isVerb(first) {
            let label = words[1].drop { $0 == "#" || $0 == "." }
            return
                "the label stands behind the braces, and options below: ```{\(first)} \(CellLabel.isValid(String(label)) ? label : "label")"
        }
        let name = first.lowercased().prefix { $0 != ":" }.drop { $0 == "." }
        if braces.hasPrefix("."), isVerb(String(name)) { return "write ```{\(name)} without a point" }
        if languages.contains(String(name)) {
            return
                "no code of a report is run; to show it, write ```\(name == "code-cell" ? "python" : String(name)) without braces"
        }
        if notes.contains(String(name)) || name.hasPrefix("callout-") {
            return "write > [!NOTE] and lines with > for a note"
        }
        return directives[String(name)]
    }

    /// Finds options in comments, `#| label: x`, as in Quarto and knitr: YAML ignores them.
    ///
    /// - Parameter line: the line of the report on which the text starts.
    static func options(in text: String, file: String, line: Int) -> [Diagnostic] {
        guard text.contains("#|") else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, written in
            // An indented one may be text of an option.
            guard written.hasPrefix("#|"), written.dropFirst(2).contains(":") else { return nil }
            let option = written.dropFirst(2).drop { $0 == " " }
            return Diagnostic(
                "'#|' begins a comment, and the option behind it is lost",
                at: SourcePlace(file: file, line: line + index, column: 1),
                remedy: "write '\(option)' alone")
        }
    }
}
