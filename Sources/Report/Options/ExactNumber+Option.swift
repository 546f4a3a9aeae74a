import Foundation

/// A number that claims compare without rounding: an integer of 64 bits is kept as it is.
extension ExactNumber: OptionValue {
    static var expected: String { Double.expected }

    init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, plain: true) = node.content,
            let first = text.first, first.isNumber || "+-.".contains(first), !text.utf8.contains(UInt8(ascii: "x")),
            let number = Double(text.withoutUnderscores), number.isFinite
        else { throw Self.mismatch(node, scope) }
        try Self.refuseLeadingZero(node, scope)
        let mantissa = text.utf8.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
        if number == 0, mantissa.contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) {
            throw InvalidDocument(
                Diagnostic(
                    "'\(scope.name)' cannot be '\(text)': no number is kept that is so near to 0", at: node.place,
                    remedy: "write 0"))
        }
        // 9007199254740993.0 is no less whole than without the point.
        let digits = Self.withoutPoint(text.withoutUnderscores)
        if number != 0, let integer = Int(digits) {
            self = .integer(integer)
        } else if number != 0, digits.allSatisfy({ $0.isNumber || "+-".contains($0) }),
            String(format: "%.0f", number) != digits.trimmingPrefix("+")
        {
            throw Self.tooManyDigits(node, scope)
        } else {
            self = .number(number)
        }
    }

    /// Without a point and the zeros behind it, where nothing else stands there.
    private static func withoutPoint(_ text: String) -> Substring {
        let bytes = text.utf8
        guard let point = bytes.lastIndex(of: UInt8(ascii: ".")),
            bytes[point...].dropFirst().allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return text[...] }
        return text[..<point]
    }

    /// The error for an integer that cannot be represented exactly.
    static func tooManyDigits(_ node: SourceNode, _ scope: OptionScope) -> InvalidDocument {
        InvalidDocument(
            Diagnostic(
                "'\(scope.name)' cannot be \(node.summary): a number keeps fewer digits", at: node.place,
                remedy: "give an integer of fewer digits, or a power of ten"))
    }
}

extension OptionValue {
    /// Refuses a leading zero: `010` is 8 in some readers of YAML and 10 in others.
    static func refuseLeadingZero(_ node: SourceNode, _ scope: OptionScope) throws(InvalidDocument) {
        guard case .scalar(let text, _) = node.content, text.utf8.contains(UInt8(ascii: "0")) else { return }
        let sign = text.prefix { "+-".contains($0) }
        let digits = String(text.dropFirst(sign.count)).withoutUnderscores
        guard digits.utf8.first == UInt8(ascii: "0") else { return }
        let rest = digits.drop { $0 == "0" }
        guard !rest.isEmpty, rest.count < digits.count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return }
        let octal = Int(rest, radix: 8).map { "; to others it is \(sign)\($0), in octal digits" } ?? ""
        throw InvalidDocument(
            Diagnostic(
                "'\(scope.name)' cannot be '\(text)': what a leading zero means differs between readers of YAML",
                at: node.place, remedy: "write \(sign)\(rest)\(octal)"))
    }
}

extension String {
    /// The digits of a number without the underscores between them.
    var withoutUnderscores: String { utf8.contains(UInt8(ascii: "_")) ? replacing("_", with: "") : self }
}
