import Foundation

/// A number that claims compare without rounding: an integer of 64 bits is kept as it is.
extension ExactNumber: OptionValue {
    static var expected: String { Double.expected }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, plain: true) = node.content,
            let first = text.first, first.isNumber || "+-.".contains(first), !text.contains("x"),
            let number = Double(text.replacing("_", with: "")), number.isFinite
        else { throw Self.mismatch(node, scope) }
        let digits = text.replacing("_", with: "")
        if number != 0, let integer = Int(digits) {
            self = .integer(integer)
        } else if digits.allSatisfy({ $0.isNumber || "+-".contains($0) }),
            String(format: "%.0f", number) != digits.trimmingPrefix("+")
        {
            throw Self.tooManyDigits(node, scope)
        } else {
            self = .number(number)
        }
    }

    /// An integer that would be kept as another one.
    static func tooManyDigits(_ node: SourceNode, _ scope: OptionScope) -> InvalidDocument {
        InvalidDocument(
            Diagnostic(
                "'\(scope.name)' cannot be \(node.summary): a number keeps fewer digits", at: node.place,
                remedy: "give an integer of fewer digits, or a number with a point"))
    }
}
