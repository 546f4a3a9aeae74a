/// Code as HTML with a class where it has a colour. Nothing is looked up and nothing can fail: of code that is none, another
/// part is coloured.
///
/// Libraries were looked at: Debian's highlight.js is the one that is no longer kept (9.18), and takes `{shift: 0.5}` for a
/// text; its GNU Source-highlight is C++ alone.
enum ColouredCode {
    /// A cell as the author wrote it.
    static func cell(verb: String, label: String, body: String) -> String {
        func span(_ kind: CodeKind, _ text: String) -> String {
            "<span class=\"code-\(kind.rawValue)\">\(EscapedHTML.text(text))</span>"
        }
        return "```{\(span(.verb, verb))} \(span(.label, label))\n\(yaml(body))```"
    }

    /// - Parameter language: its name after a fence.
    /// - Returns: nil for an unknown language.
    static func html(_ text: String, language: String) -> String? {
        let name = language.lowercased()
        if ["yaml", "yml", "json"].contains(name) { return yaml(text) }
        return CodeLanguage(named: name).map { $0.html(text) }
    }

    static func yaml(_ text: String) -> String {
        var colours = YAMLColours(text)
        return colours.html()
    }
}

/// What many languages have in common: comments, strings and numbers.
private struct CodeLanguage {
    /// The characters that begin a comment up to the end of the line.
    var comment: String?
    var block: (open: String, close: String)?
    var quotes: Set<Unicode.Scalar> = ["\"", "'"]

    private static let cLike = CodeLanguage(comment: "//", block: ("/*", "*/"))
    private static let hashed = CodeLanguage(comment: "#")

    init?(named name: String) {
        switch name {
        case "c", "cpp", "c++", "cuda", "java", "js", "javascript", "ts", "typescript", "kotlin", "scala", "go":
            self = .cLike
        // An apostrophe is no quotation mark there.
        case "swift", "rust", "rs":
            self = .cLike
            quotes = ["\""]
        case "css": self = CodeLanguage(block: ("/*", "*/"))
        case "python", "py", "sh", "bash", "zsh", "shell", "console", "r", "perl", "toml", "cmake", "make", "makefile",
            "dockerfile", "snakemake", "gnuplot":
            self = .hashed
        case "julia", "jl":
            self = .hashed
            quotes = ["\""]
        case "sql", "lua", "haskell": self = CodeLanguage(comment: "--")
        case "fortran", "f90": self = CodeLanguage(comment: "!")
        case "tex", "latex": self = CodeLanguage(comment: "%", quotes: [])
        default: return nil
        }
    }

    private init(
        comment: String? = nil, block: (open: String, close: String)? = nil, quotes: Set<Unicode.Scalar> = ["\"", "'"]
    ) {
        self.comment = comment
        self.block = block
        self.quotes = quotes
    }

    func html(_ text: String) -> String {
        var code = CodeScanner(text)
        while let first = code.current {
            if let block, code.starts(with: block.open) {
                code.pass(to: code.end(of: block.close, from: code.position + 2), as: .comment)
            } else if let comment, code.starts(with: comment), comment != "#" || code.isBehindBlank {
                code.pass(to: code.endOfLine(from: code.position), as: .comment)
            } else if quotes.contains(first) {
                code.pass(to: endOfString(code, first), as: .string)
            } else if isDigit(first) {
                code.pass(to: code.end(from: code.position) { isInWord($0) || $0 == "." }, as: .number)
            } else if isInWord(first) {
                code.pass(to: code.end(from: code.position, while: isInWord))
            } else {
                code.pass(to: code.position + 1)
            }
        }
        return code.html
    }

    /// A string ends with its line, but for one in three quotation marks.
    private func endOfString(_ code: CodeScanner, _ quote: Unicode.Scalar) -> Int {
        let three = String(repeating: Character(quote), count: 3)
        if code.starts(with: three) { return code.end(of: three, from: code.position + 3) }
        var index = code.position + 1
        while let scalar = code[index], scalar != "\n" {
            if scalar == quote { return index + 1 }
            index += scalar == "\\" && code[index + 1] != "\n" && code[index + 1] != nil ? 2 : 1
        }
        return index
    }

    private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private func isInWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || isDigit(scalar)
    }
}
