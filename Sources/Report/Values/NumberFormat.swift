import Statistics

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
    /// The meaning of the digits.
    public enum Style: Sendable, Hashable {
        /// Places after the point; significant digits; places after the point of a power of ten, or of a percentage.
        case decimals, significant, exponent, percent
    }

    /// The meaning of the digits.
    public let style: Style
    /// Decimals, or significant digits.
    public let digits: Int
    /// Whether a plus is written.
    public let sign: Bool
    /// Whether commas separate thousands.
    public let grouping: Bool

    static let help = "use .3 (decimals), .3g (significant digits), .3e (power of ten) or .1%; + and , may go in front"

    /// - Parameter digits: decimals, or significant digits, as the style says.
    public init(_ style: Style, _ digits: Int, sign: Bool = false, grouping: Bool = false) {
        self.style = style
        self.digits = digits
        self.sign = sign
        self.grouping = grouping
    }

    /// Reads `[+][,].digits[g|e|%]`; nil where the text is something else.
    public init?(_ text: String) {
        var rest = text[...]
        let sign = rest.first == "+"
        if sign { rest.removeFirst() }
        let grouping = rest.first == ","
        if grouping { rest.removeFirst() }
        guard rest.first == "." else { return nil }
        rest.removeFirst()
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard (1...2).contains(digits.count), let count = Int(digits), count <= 17 else { return nil }
        let style: Style
        switch rest.dropFirst(digits.count) {
        case "", "f": style = .decimals
        case "g": style = .significant
        case "e": style = .exponent
        case "%": style = .percent
        default: return nil
        }
        self.init(style, count, sign: sign, grouping: grouping)
    }

    /// The number in this format.
    public func string(_ number: Double) -> String {
        let thousands = grouping ? "," : ""
        return switch style {
        case .decimals: NumberText.fixed(number, decimals: digits, signed: sign, thousands: thousands)
        case .percent: NumberText.fixed(100 * number, decimals: digits, signed: sign, thousands: thousands) + " %"
        case .exponent: NumberText.scientific(number, decimals: digits, signed: sign)
        case .significant:
            NumberText.significant(number, digits: digits, padded: true, signed: sign, thousands: thousands)
        }
    }

    /// The same for an integer, which beyond 2⁵³ keeps all digits that the format shows.
    func string(_ integer: Int) -> String {
        let thousands = grouping ? "," : ""
        let count = String(integer.magnitude).count
        let (percent, isTooLarge) = integer.multipliedReportingOverflow(by: 100)
        return switch style {
        case _ where Double(exactly: integer) != nil: string(Double(integer))
        case .decimals: NumberText.fixed(integer, decimals: digits, signed: sign, thousands: thousands)
        case .percent where !isTooLarge:
            NumberText.fixed(percent, decimals: digits, signed: sign, thousands: thousands) + " %"
        case .percent:
            NumberText.fixed(integer, decimals: 0, signed: sign) + "00"
                + (digits > 0 ? "." + String(repeating: "0", count: digits) : "") + " %"
        case .significant where digits >= count:
            NumberText.fixed(integer, decimals: digits - count, signed: sign, thousands: thousands)
        default: string(Double(integer))
        }
    }
}

extension Value {
    /// The value in words for a page: a number in the format, or with four significant digits; integers with all
    /// digits.
    public func formatted(_ format: NumberFormat? = nil) -> String {
        switch self {
        case .null: "none"
        case .bool(let bool): bool ? "yes" : "no"
        case .integer(let integer):
            format.map { $0.string(integer) } ?? (integer < 0 ? "−\(integer.magnitude)" : "\(integer)")
        case .number(let number): (format ?? NumberFormat(.significant, 4)).string(number)
        case .string(let string): string
        case .array([]): "none"
        case .array(let elements): elements.map { $0.formatted(format) }.joined(separator: ", ")
        case .object(let members):
            members.keys.sorted().map { "\($0): \(members[$0, default: .null].formatted(format))" }
                .joined(separator: ", ")
        }
    }
}
