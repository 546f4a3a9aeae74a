import Report

/// A span of time in settings: `90s`, `10min`, `2h`, `1d`.
package struct TimeSpan: OptionValue, Hashable {
    package let seconds: Double
    package static var expected: String { "a time such as 90s, 10min, 2h or 1d" }
    private static let units = ["s": 1.0, "min": 60, "h": 3600, "d": 86_400]

    package init(seconds: Double) { self.seconds = seconds }

    package init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard let (number, unit) = Quantity.parts(node), let factor = Self.units[unit] else {
            throw Quantity.refusal(node, scope, Self.expected)
        }
        seconds = number * factor
    }

    package var canonical: Value { .number(seconds) }
}

/// An amount of memory in settings: `500MB`, `2GB`.
package struct MemorySize: OptionValue, Hashable {
    package let bytes: Int
    package static var expected: String { "a size such as 500MB or 2GB" }
    private static let units = ["MB": 1_000_000.0, "GB": 1e9, "MiB": Double(1 << 20), "GiB": Double(1 << 30)]

    package init(bytes: Int) { self.bytes = bytes }

    package init(_ node: SourceNode, in scope: OptionScope) throws(InvalidDocument) {
        guard let (number, unit) = Quantity.parts(node), let factor = Self.units[unit], number * factor < 1e15 else {
            throw Quantity.refusal(node, scope, Self.expected)
        }
        bytes = Int(number * factor)
    }

    package var canonical: Value { .integer(bytes) }
}

private enum Quantity {
    /// A number above zero and its unit.
    static func parts(_ node: SourceNode) -> (Double, String)? {
        guard case .scalar(let text, _) = node.content else { return nil }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits), number > 0, number.isFinite else { return nil }
        return (number, String(unit))
    }

    static func refusal(_ node: SourceNode, _ scope: OptionScope, _ expected: String) -> InvalidDocument {
        var given = "this"
        if case .scalar(let text, _) = node.content { given = "'\(text)'" }
        return InvalidDocument(Diagnostic("'\(scope.name)' wants \(expected), not \(given)", at: node.place))
    }
}
