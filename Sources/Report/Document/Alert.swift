/// GitHub's notes, `> [!NOTE]`, whose kind stands alone on the first line of a quotation.
struct Alert {
    /// As GitHub writes them.
    static let kinds = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]

    private let kind: String
    /// What stands behind it on its line.
    private let rest: String
    private let isFirst: Bool

    /// The beginning of a quotation that looks like an alert; nil for any other text.
    ///
    /// - Parameter cursor: at a bracket.
    init?(_ cursor: ProseScanner.Cursor) {
        // Most brackets are none.
        guard cursor.peek(1) == "!", case let start = cursor.startOfLine, Self.isQuotation(start) else { return nil }
        let inside = cursor.rest.dropFirst(2).prefix { $0 != "]" && $0 != "\n" && $0 != "[" }
        guard let first = inside.first, first.isLetter, cursor.scalars.indices.contains(inside.endIndex),
            cursor.scalars[inside.endIndex] == "]",
            inside.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == " " })
        else { return nil }
        let behind = cursor.scalars[(inside.endIndex + 1)...].prefix { $0 != "\n" }
        // A link or a picture, `[!a](b)`.
        if let next = behind.first, next == "(" || next == "[" { return nil }
        kind = String(scalars: inside)
        rest = String(scalars: behind).trimmed
        isFirst = Self.depth(start) > Self.depth(cursor.lineBefore)
    }

    /// Whether this is the beginning of an alert that is escaped by a backslash.
    static func isEscaped(_ cursor: ProseScanner.Cursor) -> Bool {
        cursor.peek(1) == "[" && cursor.peek(2) == "!" && isQuotation(cursor.startOfLine)
    }

    private static func isQuotation(_ start: ArraySlice<Unicode.Scalar>) -> Bool {
        start.last { $0 != " " } == ">" && start.allSatisfy { " \t>-+*.)0123456789".unicodeScalars.contains($0) }
    }

    private static func depth(_ line: ArraySlice<Unicode.Scalar>) -> Int {
        line.prefix { $0 == " " || $0 == ">" }.count { $0 == ">" }
    }

    /// Why it would be shown as a quotation; nil for a valid alert.
    var problem: (message: String, remedy: String)? {
        let escape = "write \\[!\(kind)] where it is text"
        guard Self.kinds.contains(kind.uppercased()) else {
            return (
                "there is no note of the kind '[!\(kind)]'",
                "\(NearMiss.remedy(for: kind.uppercased(), among: Self.kinds)); \(escape)"
            )
        }
        if !rest.isEmpty {
            return (
                "text follows '[!\(kind)]' on its line, so the quotation is not of this kind",
                "begin a new line with it, > and the text; \(escape)"
            )
        }
        if !isFirst {
            return (
                "'[!\(kind)]' does not stand on the first line of its quotation",
                "end the quotation above with a blank line; \(escape)"
            )
        }
        return nil
    }
}
