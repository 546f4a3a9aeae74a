import Foundation
import Samples

/// Numbers as the notes under a cell show them.
enum Format {
    /// A point of nuisance space in words: "shift +1, squeeze −1".
    static func point(_ point: NuisancePoint) -> String {
        let moved = point.movedNames
        return moved.isEmpty ? "nominal" : moved.map { "\($0) \(signed(point[$0]))" }.joined(separator: ", ")
    }

    /// 20000 as "20 000", with narrow no-break spaces.
    static func count(_ value: Int) -> String {
        let digits = String(abs(value))
        guard digits.count > 4 else { return String(value) }
        var groups: [Substring] = []
        var rest = digits[...]
        while !rest.isEmpty {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return (value < 0 ? "−" : "") + groups.joined(separator: "\u{202F}")
    }

    static func signed(_ value: Double) -> String { (value < 0 ? "−" : "+") + number(abs(value)) }

    /// Four significant digits, a real minus sign.
    static func number(_ value: Double, significant digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
        return value.formatted(
            .number.precision(.significantDigits(1...digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX"))
        )
        .replacing("-", with: "−")
    }
}
