import NearMisses

/// From words to steps, by recursive descent of limited depth.
struct ExpressionParser {
    static let deepest = 100

    /// What stands at a place of an expression.
    private enum Value { case number, condition, column }

    private let tokens: [ExpressionToken]
    private var index = 0
    private var depth = 0
    private(set) var steps: [ExpressionStep] = []
    private(set) var uses: [EventExpression.Use] = []
    private(set) var isCondition = false
    private var places: [String: Int] = [:]

    init(_ text: String) throws(EventExpressionError) {
        tokens = try ExpressionToken.all(text)
        guard tokens[0].kind != .end else {
            throw EventExpressionError(column: 1, "an empty expression", remedy: "write one such as pt > 25")
        }
        isCondition = try disjunction() != .number
        guard token.kind == .end else { throw unexpected() }
    }

    private var token: ExpressionToken { tokens[index] }

    private mutating func take(_ mark: String) -> Bool {
        guard token.kind == .mark(mark) else { return false }
        index += 1
        return true
    }

    private mutating func take(word: String) throws(EventExpressionError) -> Bool {
        guard case .name(let name) = token.kind else { return false }
        if name == word {
            index += 1
            return true
        }
        if name.lowercased() == word {
            throw EventExpressionError(column: token.column, "'\(name)'", remedy: "write '\(word)' in small letters")
        }
        return false
    }

    /// An error at a word that cannot stand here.
    private func unexpected() -> EventExpressionError {
        switch token.kind {
        case .end:
            EventExpressionError(column: token.column, "the expression ends where a number or a column must follow")
        case .number, .name, .quotedName:
            EventExpressionError(
                column: token.column, "'\(token.text)' follows without an operator",
                remedy: "write one between: + - * / ** < and or")
        case .mark(")"): EventExpressionError(column: token.column, "')' without '(' before it")
        case .mark(","):
            EventExpressionError(
                column: token.column, "',' outside a function's parentheses",
                remedy: "decimals have a point: 2.5")
        case .mark(let mark): EventExpressionError(column: token.column, "'\(mark)' where a number or a column belongs")
        }
    }

    private mutating func nested<Result>(
        _ body: (inout Self) throws(EventExpressionError) -> Result
    ) throws(EventExpressionError) -> Result {
        guard depth < Self.deepest else {
            throw EventExpressionError(column: token.column, "an expression nested more than \(Self.deepest) deep")
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    // MARK: From the weakest operator to the strongest

    private mutating func disjunction() throws(EventExpressionError) -> Value {
        try logic("or", .or) { (parser) throws(EventExpressionError) in try parser.conjunction() }
    }

    private mutating func conjunction() throws(EventExpressionError) -> Value {
        try logic("and", .and) { (parser) throws(EventExpressionError) in try parser.negation() }
    }

    private mutating func logic(
        _ word: String, _ function: ExpressionFunction, _ operand: (inout Self) throws(EventExpressionError) -> Value
    ) throws(EventExpressionError) -> Value {
        var start = token
        var value = try operand(&self)
        while true {
            let before = token
            guard try take(word: word) else { return value }
            try require(value, start, before: before)
            start = token
            try require(try operand(&self), start, before: before)
            steps.append(.binary(function))
            value = .condition
        }
    }

    private mutating func negation() throws(EventExpressionError) -> Value {
        let before = token
        guard try take(word: "not") else { return try comparison() }
        return try nested { (parser) throws(EventExpressionError) in
            let start = parser.token
            try parser.require(try parser.negation(), start, before: before)
            parser.steps.append(.unary(.not))
            return .condition
        }
    }

    /// `and`, `or` and `not` join truth values.
    private func require(
        _ value: Value, _ start: ExpressionToken, before: ExpressionToken
    ) throws(EventExpressionError) {
        if case .number = value {
            throw EventExpressionError(
                column: start.column, "a number beside '\(before.text)', which joins conditions",
                remedy: "compare it: \(start.text) … > 0")
        }
    }

    private static let comparisons: [String: ExpressionFunction] = [
        "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual, "==": .equal, "!=": .notEqual,
    ]

    private mutating func comparison() throws(EventExpressionError) -> Value {
        let value = try sum()
        guard let (_, function) = comparisonMark() else { return value }
        index += 1
        let middle = token
        _ = try sum()
        steps.append(.binary(function))
        if let (mark, _) = comparisonMark() {
            throw EventExpressionError(
                column: token.column, "a second comparison '\(mark)' in a row",
                remedy: "write 'a < b and b < c': … \(middle.text) and \(middle.text) \(mark) …")
        }
        return .condition
    }

    private func comparisonMark() -> (String, ExpressionFunction)? {
        guard case .mark(let mark) = token.kind else { return nil }
        return Self.comparisons[mark].map { (mark, $0) }
    }

    private mutating func sum() throws(EventExpressionError) -> Value {
        var value = try product()
        while true {
            let function: ExpressionFunction
            if take("+") { function = .add } else if take("-") { function = .subtract } else { return value }
            _ = try product()
            steps.append(.binary(function))
            value = .number
        }
    }

    private mutating func product() throws(EventExpressionError) -> Value {
        var value = try signed()
        while true {
            let function: ExpressionFunction
            if take("*") { function = .multiply } else if take("/") { function = .divide } else { return value }
            _ = try signed()
            steps.append(.binary(function))
            value = .number
        }
    }

    private mutating func signed() throws(EventExpressionError) -> Value {
        let isNegative = token.kind == .mark("-")
        guard isNegative || token.kind == .mark("+") else { return try power() }
        index += 1
        return try nested { (parser) throws(EventExpressionError) in
            _ = try parser.signed()
            if isNegative { parser.steps.append(.unary(.negative)) }
            return .number
        }
    }

    /// Binds stronger than a sign before it, and to the right: −x ** 2 is −(x²), 2 ** 3 ** 2 is 2⁹.
    private mutating func power() throws(EventExpressionError) -> Value {
        let value = try primary()
        guard take("**") else { return value }
        return try nested { (parser) throws(EventExpressionError) in
            _ = try parser.signed()
            parser.steps.append(.binary(.pow))
            return .number
        }
    }

    // MARK: Numbers, columns, calls

    private mutating func primary() throws(EventExpressionError) -> Value {
        switch token.kind {
        case .number(let number):
            index += 1
            steps.append(.number(number))
            return .number
        case .quotedName(let name): return use(name)
        case .name(let name):
            if tokens[index + 1].kind == .mark("(") { return try call(name) }
            guard !["and", "or", "not"].contains(name.lowercased()) else {
                throw EventExpressionError(
                    column: token.column, "'\(name)' where a number or a column belongs",
                    remedy: "a column of that name stands in backticks: `\(name)`")
            }
            if name == "pi" {
                index += 1
                steps.append(.number(.pi))
                return .number
            }
            return use(name)
        case .mark("("):
            index += 1
            return try nested { (parser) throws(EventExpressionError) in
                let value = try parser.disjunction()
                try parser.close()
                return value
            }
        case .mark, .end: throw unexpected()
        }
    }

    private mutating func close() throws(EventExpressionError) {
        if take(")") { return }
        switch token.kind {
        case .end: throw EventExpressionError(column: token.column, "a ')' is missing")
        default: throw unexpected()
        }
    }

    private mutating func use(_ name: String) -> Value {
        if places[name] == nil {
            places[name] = uses.count
            uses.append(EventExpression.Use(name: name, column: token.column))
        }
        steps.append(.column(places[name] ?? 0))
        index += 1
        return .column
    }

    private mutating func call(_ name: String) throws(EventExpressionError) -> Value {
        let start = token
        let function = ExpressionFunction(rawValue: name).flatMap { $0.argumentCount == nil ? nil : $0 }
        guard function != nil || name == "where" else {
            throw EventExpressionError(
                column: start.column, "there is no function '\(name)'",
                remedy: NearMiss.remedy(for: name, among: ExpressionFunction.callable))
        }
        index += 2
        let wanted = function?.argumentCount ?? 3...3
        let count = try nested { (parser) throws(EventExpressionError) in
            var count = 0
            if !parser.take(")") {
                repeat {
                    let first = parser.token
                    let value = try parser.disjunction()
                    count += 1
                    if function == nil, count == 1 { try parser.require(value, first, before: start) }
                    // More than two are taken together from the left.
                    if let function, wanted.upperBound > 2, count > 1 { parser.steps.append(.binary(function)) }
                } while parser.take(",")
                try parser.close()
            }
            return count
        }
        guard wanted.contains(count) else {
            let words = wanted.count > 1 ? "at least \(wanted.lowerBound)" : "\(wanted.lowerBound)"
            throw EventExpressionError(
                column: start.column,
                "'\(name)' takes \(words) argument\(wanted == 1...1 ? "" : "s"), not \(count)")
        }
        guard let function else {
            steps.append(.choose)
            return .number
        }
        if wanted == 1...1 { steps.append(.unary(function)) }
        if wanted == 2...2 { steps.append(.binary(function)) }
        return function.isCondition ? .condition : .number
    }
}
