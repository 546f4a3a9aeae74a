/// What looks like math or a value to a reader of the report's source, and is text to Markdown.
enum Lookalikes {
    /// Characters: what goes on for longer is no slip.
    private static let longestMath = 4_000
    private static let longestValue = 200

    /// Math of TeX without dollars: `\(…\)`, `\[…\]`, `\begin{…}`. A bracket with a backslash may be one of the text.
    struct Math {
        /// As it begins.
        let opening: String
        /// How many characters it takes, or how many its opening takes where it has no end.
        let count: Int

        init?(_ text: ArraySlice<Character>) {
            let characters = text.prefix(longestMath)
            let rest = characters.dropFirst()
            switch rest.first {
            case "(", "[":
                let closing: Character = rest.first == "(" ? ")" : "]"
                guard let end = Self.end(closing, in: characters) else { return nil }
                let inside = String(characters[(characters.startIndex + 2)..<end])
                guard !inside.trimmed.isEmpty, closing == ")" || Self.isTeX(inside) else { return nil }
                opening = closing == ")" ? "\\(…\\)" : "\\[…\\]"
                count = end + 2 - characters.startIndex
            case "b", "e":
                guard rest.starts(with: "begin{") || rest.starts(with: "end{"),
                    let match = String(characters.prefix(40)).prefixMatch(of: /\\(?:begin|end)(\{[A-Za-z]+\*?\})/)
                else { return nil }
                opening = String(match.output.0)
                let closing = Array("\\end" + match.output.1)
                let end = characters.indices.first { characters[$0] == "\\" && characters[$0...].starts(with: closing) }
                count = end.map { $0 + closing.count - characters.startIndex } ?? opening.count
            default: return nil
            }
        }

        /// nil where it begins anew before it ends.
        private static func end(_ closing: Character, in characters: ArraySlice<Character>) -> Int? {
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

    /// What was meant by a code span that is nearly `` `{value} label.path` ``: its remedy; nil where it is code.
    static func remedy(ofCode content: String) -> String? {
        let text = content.trimmed
        guard text.first == "{", text.count <= longestValue else { return nil }
        if let path = reference(inBraces: text) { return "write `{value} \(path)`" }
        guard let match = text.wholeMatch(of: /\{\s*([A-Za-z]+)[\s:=]*\}?[\s:=]*([^{}]*)\}?/) else { return nil }
        let path = match.output.2.trimmed
        let distance = NearMiss.distance(match.output.1.lowercased(), "value")
        guard path.contains(".") ? distance <= 2 : path.isEmpty && distance <= 1 else { return nil }
        return "write `{value} \(path.isEmpty ? "label.path" : path)`"
    }

    /// What stands between braces that look like a value, `{fit.shift.best | .3}`: a path, perhaps with uncertainties and a
    /// format, as it is to be written.
    static func reference(inBraces text: String) -> String? {
        guard text.first == "{", text.contains("."), text.count <= longestValue,
            let match = text.wholeMatch(
                of: /\{\s*([A-Za-z][\w-]*(?:\s*\.+\s*[\w-]+)+)\s*((?:±|\+-|\+\/-|\+|\|)[^{}]*)?\}/)
        else { return nil }
        let path = match.output.1.filter { !$0.isWhitespace }.replacing(/\.+/, with: ".")
        let label = path.prefix { $0 != "." }.lowercased()
        let rest = match.output.2.map { " \($0.trimmed)" } ?? ""
        return label + path.drop { $0 != "." } + rest
    }
}
