import Foundation

/// A step of an expression in the order of its evaluation: takes numbers from a stack and leaves one there.
enum ExpressionStep: Sendable, Hashable {
    case number(Double)
    /// The index of a column among those of the expression.
    case column(Int)
    case unary(ExpressionFunction)
    case binary(ExpressionFunction)
    /// The choice between two numbers by a condition.
    case choose
}

/// What an expression computes: operators and functions by name.
enum ExpressionFunction: String, Sendable, Hashable, CaseIterable {
    // Functions of one number.
    case abs, sqrt, exp, expm1, log, log10, log2, log1p
    case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
    case floor, ceil, round, sign, isfinite, isnan
    // Functions of two.
    case atan2, hypot, pow, min, max
    // Operators.
    case negative, not
    case add, subtract, multiply, divide
    case less, lessOrEqual, greater, greaterOrEqual, equal, notEqual
    case and, or

    /// The allowed numbers of arguments of a call; nil for operators.
    var argumentCount: ClosedRange<Int>? {
        switch self {
        case .min, .max: 2...16
        case .atan2, .hypot, .pow: 2...2
        case .negative, .not, .add, .subtract, .multiply, .divide, .less, .lessOrEqual, .greater, .greaterOrEqual,
            .equal, .notEqual, .and, .or:
            nil
        default: 1...1
        }
    }

    /// Whether it gives a truth value.
    var isCondition: Bool {
        switch self {
        case .isfinite, .isnan, .not, .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or:
            true
        default: false
        }
    }

    /// The functions that a call may name.
    static let callable: [String] = (allCases.filter { $0.argumentCount != nil }.map(\.rawValue) + ["where"]).sorted()

    /// Replaces every value by the result of the function.
    func apply(_ x: UnsafeMutableBufferPointer<Double>) {
        switch self {
        case .abs: map(x) { Swift.abs($0) }
        case .sqrt: map(x) { $0.squareRoot() }
        case .exp: map(x) { Foundation.exp($0) }
        case .expm1: map(x) { Foundation.expm1($0) }
        case .log: map(x) { Foundation.log($0) }
        case .log10: map(x) { Foundation.log10($0) }
        case .log2: map(x) { Foundation.log2($0) }
        case .log1p: map(x) { Foundation.log1p($0) }
        case .sin: map(x) { Foundation.sin($0) }
        case .cos: map(x) { Foundation.cos($0) }
        case .tan: map(x) { Foundation.tan($0) }
        case .asin: map(x) { Foundation.asin($0) }
        case .acos: map(x) { Foundation.acos($0) }
        case .atan: map(x) { Foundation.atan($0) }
        case .sinh: map(x) { Foundation.sinh($0) }
        case .cosh: map(x) { Foundation.cosh($0) }
        case .tanh: map(x) { Foundation.tanh($0) }
        case .asinh: map(x) { Foundation.asinh($0) }
        case .acosh: map(x) { Foundation.acosh($0) }
        case .atanh: map(x) { Foundation.atanh($0) }
        case .floor: map(x) { $0.rounded(.down) }
        case .ceil: map(x) { $0.rounded(.up) }
        case .round: map(x) { $0.rounded(.toNearestOrEven) }
        case .sign: map(x) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
        case .isfinite: map(x) { $0.isFinite ? 1 : 0 }
        case .isnan: map(x) { $0.isNaN ? 1 : 0 }
        case .negative: map(x) { -$0 }
        case .not: map(x) { Self.isTrue($0) ? 0 : 1 }
        default: preconditionFailure("'\(rawValue)' takes two numbers")
        }
    }

    /// Replaces every left value by the result of the function.
    func apply(_ x: UnsafeMutableBufferPointer<Double>, _ y: UnsafeMutableBufferPointer<Double>) {
        switch self {
        case .atan2: map(x, y) { Foundation.atan2($0, $1) }
        case .hypot: map(x, y) { Foundation.hypot($0, $1) }
        case .pow: map(x, y) { Foundation.pow($0, $1) }
        // NaN stays NaN.
        case .min: map(x, y) { $0.isNaN || $1.isNaN ? .nan : Swift.min($0, $1) }
        case .max: map(x, y) { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) }
        case .add: map(x, y) { $0 + $1 }
        case .subtract: map(x, y) { $0 - $1 }
        case .multiply: map(x, y) { $0 * $1 }
        case .divide: map(x, y) { $0 / $1 }
        case .less: map(x, y) { $0 < $1 ? 1 : 0 }
        case .lessOrEqual: map(x, y) { $0 <= $1 ? 1 : 0 }
        case .greater: map(x, y) { $0 > $1 ? 1 : 0 }
        case .greaterOrEqual: map(x, y) { $0 >= $1 ? 1 : 0 }
        case .equal: map(x, y) { $0 == $1 ? 1 : 0 }
        // As all comparisons with NaN, false.
        case .notEqual: map(x, y) { $0 < $1 || $0 > $1 ? 1 : 0 }
        case .and: map(x, y) { Self.isTrue($0) && Self.isTrue($1) ? 1 : 0 }
        case .or: map(x, y) { Self.isTrue($0) || Self.isTrue($1) ? 1 : 0 }
        default: preconditionFailure("'\(rawValue)' takes one number")
        }
    }

    /// 0 and NaN are false.
    static func isTrue(_ value: Double) -> Bool { value != 0 && !value.isNaN }

    @inline(__always)
    private func map(_ x: UnsafeMutableBufferPointer<Double>, _ body: (Double) -> Double) {
        for index in x.indices { x[index] = body(x[index]) }
    }

    @inline(__always)
    private func map(
        _ x: UnsafeMutableBufferPointer<Double>, _ y: UnsafeMutableBufferPointer<Double>,
        _ body: (Double, Double) -> Double
    ) {
        for index in x.indices { x[index] = body(x[index], y[index]) }
    }
}
