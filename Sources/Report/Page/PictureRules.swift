/// The rules of CSS that pictures bring along, on their way into a page and out of it again.
enum PictureRules {
    /// What stands before and behind them in the page's stylesheet.
    static let opening = "/* Pictures */"
    static let closing = "/* Page */"

    /// Signs by which rules could reach out of the braces that go around them, or fetch or contain anything else.
    private static let foreign = ["<", "@", "\\", "/*", "\"", "'", "url("]

    /// The rules restricted to the content of elements of a class.
    ///
    /// - Returns: nil where they contain syntax that rules of pictures never have, such as names in quotes.
    static func confined(_ rules: String, to name: String) -> String? {
        var depth = 0
        for byte in rules.utf8 {
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
            guard depth >= 0 else { return nil }
        }
        guard depth == 0, !foreign.contains(where: rules.contains) else { return nil }
        return ".\(name){\(rules)}"
    }
}
