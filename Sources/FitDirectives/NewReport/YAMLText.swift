/// Texts as YAML takes them inside a list or a mapping in brackets.
enum YAMLText {
    /// What YAML, or a reader of YAML, takes for something else than a text.
    private static let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"]

    /// The text, in double quotes if necessary.
    static func scalar(_ text: String) -> String {
        let isPlain =
            text.wholeMatch(of: /[A-Za-z_.\/][A-Za-z0-9_.\/+-]*/) != nil && !words.contains(text.lowercased())
            && !text.contains(/^[.]+$/) && !text.contains(/^\.[A-Za-z]+$/)
        return isPlain ? text : quoted(text)
    }

    /// The text as a value on a line of its own: a formula needs no quotes there.
    static func formula(_ text: String) -> String {
        let isPlain = text.wholeMatch(of: /[A-Za-z_(][A-Za-z0-9_.() <>=+*\/,-]*/) != nil && text.last != " "
        return isPlain && !words.contains(text.lowercased()) ? text : quoted(text)
    }

    static func list(_ texts: [String]) -> String { "[" + texts.map(scalar).joined(separator: ", ") + "]" }

    /// A number that reads back exactly: 1, -0.5.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            // A dollar before a brace stands for a parameter of the report.
            case "$": result += "\\x24"
            case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
