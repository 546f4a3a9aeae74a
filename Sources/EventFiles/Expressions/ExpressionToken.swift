/// A word of an expression.
struct ExpressionToken: Equatable {
    enum Kind: Equatable {
        case number(Double)
        case name(String)
        /// A name in backticks: always a column.
        case quotedName(String)
        /// `+`, `**`, `<=`, `(`, `,`
        case mark(String)
        case end
    }

    let kind: Kind
    /// In characters, from 1.
    let column: Int
    /// As it stands in the expression.
    let text: String

    /// All tokens of a text, including its end.
    static func all(_ text: String) throws(EventExpressionError) -> [ExpressionToken] {
        var reader = Reader(characters: Array(text))
        var tokens: [ExpressionToken] = []
        repeat { tokens.append(try reader.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private struct Reader {
        let characters: [Character]
        var index = 0

        private func character(_ offset: Int = 0) -> Character? {
            index + offset < characters.count ? characters[index + offset] : nil
        }

        mutating func next() throws(EventExpressionError) -> ExpressionToken {
            while let next = character(), next.isWhitespace { index += 1 }
            guard let first = character() else {
                return ExpressionToken(kind: .end, column: index + 1, text: "")
            }
            let start = index
            let kind: Kind
            if Self.isDigit(first) || first == "." && character(1).map(Self.isDigit) == true {
                kind = try number()
            } else if Self.beginsName(first) {
                kind = .name(try name())
            } else if first == "`" {
                kind = .quotedName(try quotedName())
            } else {
                kind = .mark(try mark())
            }
            return ExpressionToken(kind: kind, column: start + 1, text: String(characters[start..<index]))
        }

        private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
        private static func beginsName(_ character: Character) -> Bool { character.isLetter || character == "_" }
        private static func continuesName(_ character: Character) -> Bool {
            character.isLetter || character.isNumber || character == "_"
        }

        private mutating func digits() {
            while let next = character(), Self.isDigit(next) { index += 1 }
        }

        private mutating func number() throws(EventExpressionError) -> Kind {
            let start = index
            digits()
            if character() == "." {
                index += 1
                digits()
            }
            if let mark = character(), mark == "e" || mark == "E" {
                let sign = character(1) == "+" || character(1) == "-" ? 1 : 0
                if let digit = character(1 + sign), Self.isDigit(digit) {
                    index += 1 + sign
                    digits()
                }
            }
            let text = String(characters[start..<index])
            if let next = character(), Self.continuesName(next) || next == "." {
                throw EventExpressionError(
                    column: index + 1, "'\(next)' right behind the number \(text)",
                    remedy: next == "_" ? "write numbers without marks" : "an operator is missing: \(text) * …")
            }
            guard let value = Double(text), value.isFinite else {
                throw EventExpressionError(column: start + 1, "the number \(text) is too large")
            }
            return .number(value)
        }

        /// `pt`, `Jet.pt`, `x[0]`
        private mutating func name() throws(EventExpressionError) -> String {
            let start = index
            while let next = character() {
                if Self.continuesName(next) || next == "." && character(1).map(Self.beginsName) == true {
                    index += 1
                } else {
                    break
                }
            }
            if character() == "[" {
                let bracket = index
                index += 1
                let first = index
                digits()
                guard index > first, character() == "]" else {
                    throw EventExpressionError(
                        column: bracket + 1, "'[' without a whole number and ']' behind it",
                        remedy: "write x[0] for the first component of x; put other names in backticks")
                }
                index += 1
            }
            return String(characters[start..<index])
        }

        private mutating func quotedName() throws(EventExpressionError) -> String {
            let start = index
            index += 1
            while let next = character(), next != "`" { index += 1 }
            guard character() == "`" else {
                throw EventExpressionError(
                    column: start + 1, "a backtick without another one behind the name", remedy: "write `a name`")
            }
            index += 1
            let name = String(characters[(start + 1)..<(index - 1)])
            guard !name.isEmpty else {
                throw EventExpressionError(column: start + 1, "no name between the backticks")
            }
            return name
        }

        private static let marks = ["**", "<=", ">=", "==", "!=", "+", "-", "*", "/", "<", ">", "(", ")", ","]
        /// What other languages write.
        private static let foreign: [(mark: String, remedy: String)] = [
            ("&&", "write 'and'"), ("||", "write 'or'"), ("<>", "write '!='"), ("=>", "write '>='"),
            ("=<", "write '<='"), ("&", "write 'and'"), ("|", "write 'or', or abs(x) for a magnitude"),
            ("!", "write 'not'"), ("~", "write 'not'"), ("^", "write '**' for a power"),
            ("=", "write '==' to compare"), ("≤", "write '<='"), ("≥", "write '>='"), ("≠", "write '!='"),
            ("−", "write the hyphen '-'"), ("–", "write the hyphen '-'"), ("·", "write '*'"), ("×", "write '*'"),
            ("%", "write x - y * floor(x / y) for a remainder"), ("'", "put names in backticks: `a name`"),
            ("\"", "put names in backticks: `a name`"), ("{", "write parentheses"), ("[", "write parentheses"),
            ("?", "write where(condition, a, b)"), (";", "write one expression"),
            ("√", "write sqrt(x)"),
        ]

        private mutating func mark() throws(EventExpressionError) -> String {
            let rest = String(characters[index..<min(characters.count, index + 2)])
            let foreign = Self.foreign.first { rest.hasPrefix($0.mark) }
            // `<>` is none of ours, though `<` is.
            if let mark = Self.marks.first(where: { rest.hasPrefix($0) }), mark.count >= foreign?.mark.count ?? 0 {
                index += mark.count
                return mark
            }
            let shown = foreign?.mark ?? String(rest.prefix(1))
            throw EventExpressionError(
                column: index + 1, "'\(shown)' has no meaning in an expression", remedy: foreign?.remedy)
        }
    }
}
