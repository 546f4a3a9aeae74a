/// Colours keys, texts, numbers and comments of YAML. It knows of the grammar what tells these apart; Yams keeps neither
/// comments nor the ends of texts.
struct YAMLColours {
    private var code: CodeScanner
    /// How many brackets and braces are open.
    private var depth = 0
    /// Blanks in front of the line.
    private var indent = 0

    init(_ text: String) { code = CodeScanner(text) }

    mutating func html() -> String {
        while let first = code.current {
            if code.isAtLineStart {
                let end = code.end(from: code.position) { $0 == " " }
                indent = end - code.position
                if indent > 0 {
                    code.pass(to: end)
                    continue
                }
            }
            switch first {
            case "#" where code.isBehindBlank: code.pass(to: code.endOfLine(from: code.position), as: .comment)
            case "\"", "'": passQuoted(first)
            case "|", ">":
                if depth > 0 || !passBlock() { passPlain() }
            case "[", "{": step(deeper: 1)
            case "]", "}": step(deeper: -1)
            case ",", ":", " ", "\t", "\r", "\n": step()
            case "-", "?":
                if isBreak(code[code.position + 1]) { step() } else { passPlain() }
            default: passPlain()
            }
        }
        return code.html
    }

    private mutating func step(deeper change: Int = 0) {
        depth = max(0, depth + change)
        code.pass(to: code.position + 1)
    }

    private func isBreak(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isWhitespace ?? true }

    private func isBracket(_ scalar: Unicode.Scalar?) -> Bool {
        depth > 0 && scalar.map { [",", "[", "]", "{", "}"].contains($0) } ?? false
    }

    private mutating func passQuoted(_ quote: Unicode.Scalar) {
        var end = code.position + 1
        while let scalar = code[end] {
            // An apostrophe in a text between apostrophes is doubled.
            let isEscape = quote == "\"" ? scalar == "\\" : scalar == quote && code[end + 1] == quote
            if scalar == quote, !isEscape { break }
            end += isEscape && code[end + 1] != nil ? 2 : 1
        }
        if code[end] != nil { end += 1 }
        code.pass(to: end, as: isKey(before: end) ? .key : .string)
    }

    /// A text over several lines, all of them indented deeper than the one it begins in.
    ///
    /// - Returns: false where none begins here.
    private mutating func passBlock() -> Bool {
        let header = code.endOfLine(from: code.position)
        let marks = code.end(from: code.position + 1) { "+-123456789".unicodeScalars.contains($0) }
        let gap = code.end(from: marks) { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard gap == header || gap > marks && code[gap] == "#" else { return false }
        code.pass(to: marks)
        code.pass(to: gap)
        if gap < header { code.pass(to: header, as: .comment) }
        code.pass(to: header + (code[header] == nil ? 0 : 1))
        var end = code.position
        var inside: Int?
        while code[end] != nil {
            let first = code.end(from: end) { $0 == " " }
            let line = code.endOfLine(from: end)
            if !code.string(first..<max(first, line)).trimmed.isEmpty {
                guard first - end >= inside ?? (indent + 1) else { break }
                inside = inside ?? (first - end)
            }
            end = line + (code[line] == nil ? 0 : 1)
        }
        code.pass(to: end, as: .string)
        return true
    }

    /// A text without quotation marks, or a key.
    private mutating func passPlain() {
        var end = code.position
        while let scalar = code[end], scalar != "\n", !isBracket(scalar) {
            if scalar == ":", isBreak(code[end + 1]) || isBracket(code[end + 1]) { break }
            if scalar == "#", isBreak(code[end - 1]) { break }
            end += 1
        }
        while end > code.position, isBreak(code[end - 1]) { end -= 1 }
        guard end > code.position else { return code.pass(to: code.position + 1) }
        let text = code.string(code.position..<end)
        if isKey(before: end) {
            code.pass(to: end, as: .key)
        } else if text == "---" || text == "..." {
            code.pass(to: end)
        } else {
            code.pass(to: end, as: isNumber(text) ? .number : .string)
        }
    }

    private func isKey(before end: Int) -> Bool {
        let colon = code.end(from: end) { $0 == " " }
        guard code[colon] == ":" else { return false }
        return depth > 0 || isBreak(code[colon + 1])
    }

    /// A number, or one of the words that are no text.
    private func isNumber(_ text: String) -> Bool {
        if ["true", "false", "null", "~"].contains(text.lowercased()) { return true }
        return text.wholeMatch(of: Self.number) != nil
    }

    /// Read once: that takes longer than many matches. It captures nothing that could change.
    nonisolated(unsafe) private static let number = /[-+]?(\d[\d_]*\.?[\d_]*|\.\d+|\.inf)([eE][-+]?\d+)?/
}
