import EventFiles
import Foundation
import RandomStreams
import Testing

/// What expressions compute, and what is said of those that are wrong.
@Suite struct ExpressionTests {
    private let columns: [String: [Double]] = [
        "pt": [10, 30, 50, .nan], "eta": [-3, 0.5, 2, 1], "x[0]": [1, 2, 3, 4], "Jet.pt": [5, 6, 7, 8],
        "odd name, 5%": [1, 1, 2, 2], "flag": [1, 0, 1, 0], "τ": [0, 1, 2, 3], "pi": [9, 9, 9, 9],
    ]

    private func value(_ text: String) throws -> [Double] {
        let expression = try EventExpression(text)
        try expression.check(against: columns.keys)
        return expression.evaluate(columns, count: 4)
    }

    private static let computations: [(String, Double)] = [
        ("1 + 2 * 3", 7.0), ("(1 + 2) * 3", 9), ("2 ** 3 ** 2", 512), ("-2 ** 2", -4), ("2 ** -1", 0.5),
        ("7 - 2 - 1", 4), ("8 / 4 / 2", 1), ("--3", 3), ("+3", 3), ("- -3 ** 2", 9), ("1e3 + .5 + 2.", 1002.5),
        ("pi", .pi), ("hypot(3, 4)", 5), ("atan2(1, 1) * 4", .pi), ("pow(2, 10)", 1024), ("log10(1000)", 3),
        ("min(3, 1, 2)", 1), ("max(3, 1, 5, 2)", 5), ("floor(-1.5)", -2), ("ceil(1.2)", 2), ("round(2.5)", 2),
        ("sign(-3)", -1), ("abs(-3.5)", 3.5), ("sqrt(2) ** 2 - 2", 4.440892098500626e-16),
        ("exp(log(5))", 5.000000000000001),
        ("sinh(1)", 1.1752011936438014), ("tanh(0)", 0), ("cosh(0)", 1), ("log1p(expm1(0.5))", 0.5),
        ("where(1 > 2, 3, 4)", 4), ("where(not 1 > 2, 3, 4)", 3), ("1 < 2", 1), ("2 <= 1", 0), ("1 == 1.0", 1),
        ("1 != 1", 0), ("1 > 0 and 2 > 1 or 1 > 2", 1), ("1 > 2 and 1 > 2 or 1 < 2", 1),
        ("1 < 2 or 1 < 2 and 1 > 2", 1), ("not 1 > 2 and 1 < 2", 1), ("not not 1 > 2", 0), ("(1 < 2) * 5", 5),
        ("isfinite(1 / 0)", 0), ("isnan(0 / 0)", 1), ("isfinite(1)", 1), ("asin(1) * 2", .pi), ("acosh(1)", 0),
    ]

    @Test(arguments: computations.indices) func computes(index: Int) throws {
        let (text, wanted) = Self.computations[index]
        let value = try value(text)[0]
        #expect(abs(value - wanted) <= 1e-15 * abs(wanted) || value == wanted, "\(text) = \(value)")
    }

    @Test func readsColumns() throws {
        #expect(try value("pt > 25 and abs(eta) < 2.4") == [0, 1, 1, 0])
        #expect(try value("not pt > 25") == [1, 0, 0, 1])
        #expect(try value("pt != pt") == [0, 0, 0, 0])
        #expect(try value("x[0] + Jet.pt") == [6, 8, 10, 12])
        #expect(try value("`odd name, 5%` * τ") == [0, 1, 4, 6])
        #expect(try value("flag and τ") == [0, 0, 1, 0])
        #expect(try value("`pi` + 0 * pi") == [9, 9, 9, 9])
        let least = try value("min(pt, 20)")
        #expect(Array(least[..<3]) == [10, 20, 20] && least[3].isNaN)
        #expect(try EventExpression("log(pt) + x[0] * pt").columns == ["pt", "x[0]"])
    }

    @Test func tellsConditionsFromNumbers() throws {
        for text in ["pt > 1", "not flag", "flag", "a and b", "isfinite(pt)", "(pt > 1)", "(flag)"] {
            #expect(try EventExpression(text).isCondition, "\(text)")
        }
        for text in ["pt + 1", "-flag", "log(pt)", "where(a, b, c)", "2", "(a > 1) + (b > 1)"] {
            #expect(try !EventExpression(text).isCondition, "\(text)")
        }
    }

    /// The column, and words of the message.
    private static let mistakes: [(String, Int, String)] = [
        ("", 1, "empty"), ("   ", 1, "empty"), ("pt >", 5, "ends where"), ("pt > 25 && eta < 2", 9, "write 'and'"),
        ("a || b", 3, "write 'or'"), ("!a", 1, "write 'not'"), ("~a", 1, "write 'not'"), ("a & b", 3, "write 'and'"),
        ("a | b", 3, "write 'or'"), ("x ^ 2", 3, "write '**'"), ("a = b", 3, "write '=='"), ("a <> b", 3, "'!='"),
        ("a ≤ b", 3, "'<='"), ("a − b", 3, "hyphen"), ("a % b", 3, "floor"), ("'a' > 1", 1, "backticks"),
        ("1 < x < 3", 7, "a < b and b < c"), ("a == b == c", 8, "second comparison"),
        ("lgo(x)", 1, "did you mean 'log'?"),
        ("add(1, 2)", 1, "no function 'add'"), ("2pt", 2, "operator is missing"), ("2 pt", 3, "without an operator"),
        ("1_000", 2, "without marks"), ("1.2.3", 4, "'.'"), ("pt 5", 4, "without an operator"),
        ("(a", 3, "')' is missing"),
        ("a)", 2, "without '('"), ("a, b", 2, "decimals have a point"), ("log()", 1, "takes 1 argument, not 0"),
        ("atan2(1)", 1, "takes 2 arguments, not 1"), ("min(1)", 1, "at least 2"), ("where(a, b)", 1, "takes 3"),
        ("a and b + 1", 7, "joins conditions"), ("not (a * 2)", 5, "joins conditions"), ("a AND b", 3, "small letters"),
        ("and", 1, "backticks: `and`"), ("x[a]", 2, "x[0]"), ("x[", 2, "x[0]"), ("`a", 1, "another one"),
        ("``", 1, "no name"), ("1e999", 1, "too large"), ("a; b", 2, "one expression"), ("\"a\"", 1, "backticks"),
        ("a ? b : c", 3, "where"), ("a @ b", 3, "no meaning"), ("where(a + 1, 2, 3)", 7, "conditions"),
        ("* 2", 1, "where a number"), ("a + * b", 5, "where a number"),
    ]

    @Test(arguments: mistakes.indices) func placesMistakes(index: Int) {
        let (text, column, words) = Self.mistakes[index]
        let error = #expect(throws: EventExpressionError.self) { try EventExpression(text) }
        #expect(error?.column == column, "\(String(describing: error))")
        #expect(error.map { "\($0)".contains(words) } ?? false, "\(String(describing: error))")
    }

    @Test func namesUnknownColumns() throws {
        let expression = try EventExpression("pt > 25 and abs(etta) < 2.4")
        let error = #expect(throws: EventExpressionError.self) { try expression.check(against: ["pt", "eta", "phi"]) }
        #expect(error?.column == 17)
        #expect(error.map { "\($0)" }?.contains("no column 'etta'; did you mean 'eta'?") ?? false)
    }

    @Test func limitsDepthAndLength() throws {
        for open in ["(", "-", "not ", "abs(", "2 ** ", "1 + (", "min(1, "] {
            let error = #expect(throws: EventExpressionError.self) {
                try EventExpression(String(repeating: open, count: 1200) + "x")
            }
            #expect(error?.message.contains("nested more than 100") ?? false, "\(String(describing: error))")
        }
        let long = #expect(throws: EventExpressionError.self) {
            try EventExpression("x" + String(repeating: " + x", count: 3000))
        }
        #expect(long?.message.contains("10000 characters") ?? false)
        // Long and flat is fine.
        let sum = try EventExpression("x" + String(repeating: "+x", count: 4000))
        #expect(sum.evaluate(["x": [1, 2]], count: 2) == [4001, 8002])
        let nested = try EventExpression(String(repeating: "(", count: 90) + "x" + String(repeating: ")", count: 90))
        #expect(nested.evaluate(["x": [5]], count: 1) == [5])
    }

    @Test func computesManyRowsInBlocks() throws {
        let x = (0..<5000).map { Double($0) - 2000 }
        let y = x.map { $0 * 0.25 + 1 }
        let expression = try EventExpression("where(x > 0, hypot(x, y), x * y - 3)")
        let wanted = zip(x, y).map { x, y in x > 0 ? hypot(x, y) : x * y - 3 }
        #expect(expression.evaluate(["x": x, "y": y], count: 5000) == wanted)
        #expect(expression.evaluate(["x": [], "y": []], count: 0) == [])
    }

    /// Any text is an expression or an error with a place in it; words of the language among them.
    @Test func neverTraps() {
        let words = [
            "pt", "x[0]", "`a b`", "1", "2.5e3", "+", "-", "*", "/", "**", "(", ")", ",", "<", ">=", "==", "!=", "and",
            "or", "not", "log", "where", "min", "pi", " ", "&&", "!", "`", "[", "]", ".", "e", "é", "\u{301}", "🙂",
            "\0",
            "\n",
            "9999999999999999999999", "1e308", "0x", "_", "%", "'", "\"", "\\", "τ",
        ]
        let key = RandomKey(seed: 7, purpose: "expressions")
        var valid = 0
        for index in 0..<20_000 {
            var random = key.stream(UInt64(index))
            let count = Int.random(in: 0...12, using: &random)
            let chosen = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }
            let text = chosen.joined(separator: Bool.random(using: &random) ? " " : "")
            do {
                let expression = try EventExpression(text)
                let columns = Dictionary(
                    uniqueKeysWithValues: expression.columns.map { ($0, [1.5, -.infinity, .nan]) })
                #expect(expression.evaluate(columns, count: 3).count == 3)
                valid += 1
            } catch {
                #expect((1...text.count + 1).contains(error.column), "\(text): \(error)")
            }
        }
        #expect(valid > 200, "\(valid) of 20000")
    }

    // MARK: Selections

    @Test func derivesAndSelects() throws {
        let selection = try EventSelection(
            outputs: ["logpt", "eta"],
            define: [
                .init("pt", try EventExpression("pt / 1000")), .init("logpt", try EventExpression("log10(pt)")),
                .init("central", try EventExpression("abs(eta) < 2")),
            ], select: try EventExpression("central and pt > 0.01"))
        #expect(selection.inputs == ["pt", "eta"])
        let chunk = EventColumnChunk(
            firstRow: 10, rowCount: 4, values: [[1000, 100_000, 1_000_000, 100_000], [0, 1, -3, .nan]])
        let found = selection.apply(to: chunk)
        #expect(found == SelectedEvents(rows: [10, 11], values: [[0, 2], [0, 1]]))
        let all = try EventSelection(outputs: ["eta", "pt"])
        #expect(all.inputs == ["eta", "pt"])
        #expect(
            all.apply(to: EventColumnChunk(firstRow: 3, rowCount: 2, values: [[1, 2], [3, 4]]))
                == SelectedEvents(rows: [3, 4], values: [[1, 2], [3, 4]]))
        #expect(throws: EventExpressionError.self) {
            try EventSelection(outputs: ["pt"], select: try EventExpression("pt + 1"))
        }
    }
}
