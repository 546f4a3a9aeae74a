import Foundation

/// How a number is written.
///
/// | format | meaning | 1234.5678 |
/// |---|---|---|
/// | `.2` | decimals | 1234.57 |
/// | `.2g` | significant digits | 1200 |
/// | `.2e` | a power of ten | 1.23 × 10³ |
/// | `.2%` | percent | 123456.78 % |
///
/// `+` in front always writes the sign, `,` separates thousands: `+.3`, `,.0`. Negative numbers get a real minus.
/// NaN and infinity are written as such.
public struct NumberFormat: Sendable, Hashable {
    /// What the digits count.
    public enum Style: Sendable, Hashable {
        case decimals, significant, exponent, percent
    }

    /// What the digits count.
    public let style: Style
    /// Decimals, or significant digits.
    public let digits: Int
    /// Whether a plus is written.
    public let sign: Bool
    /// Whether commas separate thousands.
    public let grouping: Bool

    static let help = "use .3 (decimals), .3g (significant digits), .3e (power of ten) or .1%; + and , may go in front"

    public init(_ style: Style, _ digits: Int, sign: Bool = false, grouping: Bool = false) {
        self.style = style
        self.digits = digits
        self.sign = sign
        self.grouping = grouping
    }

    /// Reads `[+][,].digits[g|e|%]`; nil where the text is something else.
    public init?(_ text: String) {
        guard let match = text.wholeMatch(of: /(\+?)(,?)\.(\d{1,2})(f|g|e|%)?/), let digits = Int(match.3), digits <= 17
        else { return nil }
        let style: Style =
            switch match.4 {
            case "g": .significant
            case "e": .exponent
            case "%": .percent
            default: .decimals
            }
        self.init(style, digits, sign: !match.1.isEmpty, grouping: !match.2.isEmpty)
    }

    /// The number in this format.
    public func string(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        let prefix = number < 0 ? "−" : (sign ? "+" : "")
        if number.isInfinite { return prefix + "∞" }
        let text = magnitude(number.magnitude)
        // −0.0004 with two decimals is 0.00, not −0.00.
        let isZero = !text.contains { "123456789".contains($0) }
        return (isZero ? (sign ? "±" : "") : prefix) + text
    }

    private func magnitude(_ number: Double) -> String {
        switch style {
        case .decimals: return grouped(fixed(number, digits))
        case .percent: return grouped(fixed(100 * number, digits)) + " %"
        case .exponent: return scientific(number, digits)
        case .significant:
            guard number > 0 else { return "0" }
            let rounded = Double(String(format: "%.\(max(digits, 1) - 1)e", number)) ?? number
            let exponent = Int(floor(log10(rounded)))
            if exponent < -5 || exponent > 15 { return scientific(number, max(digits, 1) - 1) }
            return grouped(fixed(rounded, max(0, max(digits, 1) - 1 - exponent)))
        }
    }

    private func fixed(_ number: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", number) }

    private func scientific(_ number: Double, _ decimals: Int) -> String {
        let parts = String(format: "%.\(decimals)e", number).split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return String(number) }
        if exponent == 0 { return String(parts[0]) }
        let superscripts: [Character: Character] = [
            "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
            "9": "⁹",
        ]
        return "\(parts[0]) × 10" + String(String(exponent).compactMap { superscripts[$0] })
    }

    private func grouped(_ text: String) -> String {
        guard grouping else { return text }
        let parts = text.split(separator: ".", maxSplits: 1)
        var whole = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index) % 3 == 0 { whole.append(",") }
            whole.append(digit)
        }
        return ([whole] + parts.dropFirst().map(String.init)).joined(separator: ".")
    }
}

extension Value {
    /// The value in words for a page: a number in the format, or with four significant digits; integers whole.
    public func formatted(_ format: NumberFormat? = nil) -> String {
        switch self {
        case .null: "none"
        case .bool(let bool): bool ? "yes" : "no"
        case .integer(let integer):
            format.map { $0.string(Double(integer)) } ?? (integer < 0 ? "−\(integer.magnitude)" : "\(integer)")
        case .number(let number): (format ?? NumberFormat(.significant, 4)).string(number)
        case .string(let string): string
        case .array(let elements): elements.map { $0.formatted(format) }.joined(separator: ", ")
        case .object(let members):
            members.keys.sorted().map { "\($0): \(members[$0, default: .null].formatted(format))" }
                .joined(separator: ", ")
        }
    }
}
