/// What looks like math or a value to a reader of the report's source, and is text to Markdown.
enum Lookalikes {
    /// The largest number of characters; a longer text is not a typing error.
    private static let longestMath = 4_000
    private static let longestValue = 200

    /// Math of TeX without dollars: `\(…\)`, `\[…\]`, `\begin{…}`. A bracket with a backslash may be one of the text.
    struct Math {
        /// As it begins.
        let opening: String
        /// How many characters it takes, or how many its opening takes where it has no end.
        let count: Int

        init?(_ text: ArraySlice<Unicode.Scalar>) {
            let characters = text.prefix(longestMath)
            let rest = characters.dropFirst()
            switch rest.first {
            case "(", "[":
                let closing: Unicode.Scalar = rest.first == "(" ? ")" : "]"
                guard let end = Self.end(closing, in: characters) else { return nil }
                let inside = String(scalars: characters[(characters.startIndex + 2)..<end])
                guard !inside.trimmed.isEmpty, Self.isTeX(inside) || closing == ")" && !Self.isText(inside) else {
                    return nil
                }
                opening = closing == ")" ? "\\(…\\)" : "\\[…\\]"
                count = end + 2 - characters.startIndex
            case "b", "e":
                guard let name = Self.environment(rest) else { return nil }
                opening = "\\" + (rest.first == "b" ? "begin" : "end") + name
                let closing = Array(("\\end" + name).unicodeScalars)
                let end = characters.indices.first { characters[$0] == "\\" && characters[$0...].starts(with: closing) }
                count = end.map { $0 + closing.count - characters.startIndex } ?? opening.count
            default: return nil
            }
        }

        /// What to write instead.
        var remedy: String {
            let math = "write $…$, or $$…$$ for a line of its own; "
            return switch opening {
            case "\\(…\\)": math + "parentheses of the text need no backslash"
            case "\\[…\\]": math + "brackets of the text need no backslash"
            default: math + "to show it as it is, put it between backticks"
            }
        }

        /// `{align*}` of what follows a backslash; nil where it is no environment.
        private static func environment(_ text: ArraySlice<Unicode.Scalar>) -> String? {
            let word = text.prefix { $0.isASCII && $0.isLetter }
            guard word.elementsEqual("begin".unicodeScalars) || word.elementsEqual("end".unicodeScalars) else {
                return nil
            }
            var rest = text.dropFirst(word.count)
            guard rest.popFirst() == "{" else { return nil }
            let name = rest.prefix { $0.isASCII && $0.isLetter }.prefix(30)
            rest = rest.dropFirst(name.count)
            let star = rest.first == "*" ? "*" : ""
            guard !name.isEmpty, rest.dropFirst(star.count).first == "}" else { return nil }
            return "{" + String(scalars: name) + star + "}"
        }

        /// nil where it begins anew before it ends.
        private static func end(_ closing: Unicode.Scalar, in characters: ArraySlice<Unicode.Scalar>) -> Int? {
            let opening = characters[characters.startIndex + 1]
            var index = characters.startIndex + 2
            while index + 1 < characters.endIndex {
                if characters[index] == "\\" {
                    if characters[index + 1] == closing { return index }
                    if characters[index + 1] == opening { return nil }
                    index += 2
                } else {
                    index += 1
                }
            }
            return nil
        }

        /// A number, or several words, as programs write parentheses that begin a line.
        private static func isText(_ text: String) -> Bool {
            let words = text.split(separator: " ")
            return text.allSatisfy(\.isNumber)
                || words.count > 1 && words.allSatisfy { $0.count > 1 && $0.allSatisfy(\.isLetter) }
        }

        /// A footnote, a word or a number in brackets is none.
        private static func isTeX(_ text: String) -> Bool {
            if text.hasPrefix(" ") { return true }
            var last: Character = " "
            for character in text {
                switch character {
                case "_", "=", "{", "}", "<", ">", "+", "\n": return true
                case "^" where !last.isWhitespace: return true
                case "a"..."z" where last == "\\", "A"..."Z" where last == "\\": return true
                default: last = character
                }
            }
            return false
        }
    }

    /// The remedy for a code span that is nearly `` `{value} label.path` ``; nil for other code.
    static func remedy(ofCode content: String) -> String? {
        let text = content.trimmed
        guard text.first == "{", text.count <= longestValue else { return nil }
        if let path = reference(inBraces: text) { return "write `{value} \(path)`" }
        var rest = Substring(text).dropFirst().drop { $0.isWhitespace }
        let verb = rest.prefix { $0.isASCII && $0.isLetter }
        func isGap(_ character: Character) -> Bool { character.isWhitespace || character == ":" || character == "=" }
        rest = rest.dropFirst(verb.count).drop(while: isGap)
        let isClosed = rest.first == "}"
        if isClosed { rest = rest.dropFirst().drop(while: isGap) }
        // As Quarto computes within a line.
        if isClosed, ["r", "python", "julia", "ojs", "eval"].contains(verb.lowercased()), !rest.isEmpty {
            return "only results of cells are values: write `{value} label.path`"
        }
        if rest.last == "}" { rest.removeLast() }
        guard !verb.isEmpty, !rest.contains(where: { $0 == "{" || $0 == "}" }) else { return nil }
        let path = String(rest).trimmed
        let distance = NearMiss.distance(verb.lowercased(), "value")
        guard path.contains(".") ? distance <= 2 : path.isEmpty && distance <= 1 else { return nil }
        return "write `{value} \(path.isEmpty ? "label.path" : path)`"
    }

    /// The correct form of a text between braces that looks like a value, `{fit.shift.best | .3}`: a path, perhaps with
    /// uncertainties and a format.
    static func reference(inBraces text: String) -> String? {
        guard text.first == "{", text.last == "}", text.contains("."), text.count <= longestValue else { return nil }
        var rest = Substring(text).dropFirst().dropLast().drop { $0.isWhitespace }
        func word() -> Substring {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            rest = rest.dropFirst(word.count)
            return word
        }
        func skipBlanks() { rest = rest.drop { $0.isWhitespace } }
        let label = word()
        guard let first = label.first, first.isASCII, first.isLetter else { return nil }
        var path = label.lowercased()
        skipBlanks()
        while rest.first == "." {
            rest = rest.drop { $0 == "." }
            skipBlanks()
            let part = word()
            guard !part.isEmpty else { return nil }
            path += "." + part
            skipBlanks()
        }
        guard path.contains("."), rest.isEmpty || "±+|".contains(rest.first ?? " "),
            !rest.contains(where: { $0 == "{" || $0 == "}" })
        else { return nil }
        return rest.isEmpty ? path : path + " " + String(rest).trimmed
    }
}
