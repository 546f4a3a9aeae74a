import Foundation

/// The text of numbers in prose, tables, figures and verdicts.
///
/// A negative number gets a minus sign (U+2212), zero has no sign, and values that are not finite are written as `NaN`,
/// `∞` or `−∞`. With `signed`, a positive number gets a plus and zero a `±`.
public enum NumberText {
    /// With a fixed number of decimals: `1234.57`. From 10²¹ on a power of ten is written, because most of the digits
    /// would have no meaning. `thousands` is the separator of groups of three digits before the point.
    public static func fixed(
        _ value: Double, decimals: Int, signed: Bool = false, thousands: String = ""
    ) -> String {
        written(value, signed: signed) { magnitude in
            if magnitude >= 1e21, let (text, exponent) = parts("\(magnitude)") {
                return withPower(of: exponent, trimmed(text))
            }
            return grouped(digits(magnitude, decimals), by: thousands)
        }
    }

    /// The same for an integer, with all its digits: beyond 2⁵³ float64 cannot represent all integers.
    public static func fixed(
        _ value: Int, decimals: Int, signed: Bool = false, thousands: String = ""
    ) -> String {
        let sign = value < 0 ? "−" : signed ? (value == 0 ? "±" : "+") : ""
        let fraction = decimals > 0 ? "." + String(repeating: "0", count: decimals) : ""
        return sign + grouped(String(value.magnitude), by: thousands) + fraction
    }

    /// With some significant digits, at least one: `0.5`, `5000`, `3 × 10⁻⁷`. Below 10⁻⁵ and from 10¹⁶ on a power of
    /// ten is written. `padded` keeps zeros at the end of the decimals, so that all significant digits show.
    public static func significant(
        _ value: Double, digits: Int = 4, padded: Bool = false, signed: Bool = false, thousands: String = ""
    ) -> String {
        let last = max(digits, 1) - 1
        return written(value, signed: signed) { magnitude in
            guard magnitude > 0, let (text, exponent) = rounded(magnitude, decimals: last) else { return "0" }
            guard (-5...15).contains(exponent) else {
                return withPower(of: exponent, padded ? text : trimmed(text))
            }
            let number = Double("\(text)e\(exponent)") ?? magnitude
            let plain = NumberText.digits(number, last - exponent)
            return grouped(padded ? plain : trimmed(plain), by: thousands)
        }
    }

    /// With a power of ten, and some decimals before it: `1.23 × 10³`.
    public static func scientific(_ value: Double, decimals: Int, signed: Bool = false) -> String {
        written(value, signed: signed) { magnitude in
            guard let (text, exponent) = rounded(magnitude, decimals: decimals) else { return String(magnitude) }
            return withPower(of: exponent, text)
        }
    }

    /// A count with narrow spaces (U+202F) between groups of three, from five digits on: `4000`, `100 000`.
    public static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        return (value < 0 ? "−" : "") + (digits.count > 4 ? grouped(digits, by: "\u{202F}") : digits)
    }

    /// A count of things: `1 cell`, `3 cells`, `20 000 entries`.
    ///
    /// - Parameters:
    ///   - one: the noun for one of them.
    ///   - many: the noun for none or several; by default `one` with an s.
    public static func counted(_ value: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count(value)) \(value == 1 ? one : many ?? one + "s")"
    }

    // MARK: Parts

    private static func written(_ value: Double, signed: Bool, _ magnitude: (Double) -> String) -> String {
        if value.isNaN { return "NaN" }
        let sign = value < 0 ? "−" : (signed ? "+" : "")
        if value.isInfinite { return sign + "∞" }
        let text = magnitude(value.magnitude)
        // −0.0004 with two decimals is 0.00, not −0.00.
        let isZero = !text.contains { "123456789".contains($0) }
        return (isZero ? (signed ? "±" : "") : sign) + text
    }

    private static func digits(_ magnitude: Double, _ decimals: Int) -> String {
        String(format: "%.\(max(0, decimals))f", magnitude)
    }

    /// Rounded to some decimals in front of a power of ten; carries 9.99 to 1.0 of the next power.
    private static func rounded(_ magnitude: Double, decimals: Int) -> (digits: String, exponent: Int)? {
        parts(String(format: "%.\(max(0, decimals))e", magnitude))
    }

    /// Of a text such as `1.5e+21`.
    private static func parts(_ text: String) -> (digits: String, exponent: Int)? {
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return nil }
        return (String(parts[0]), exponent)
    }

    private static func withPower(of exponent: Int, _ text: String) -> String {
        exponent == 0 ? text : text + power(of: exponent)
    }

    /// " × 10⁻⁷"
    static func power(of exponent: Int) -> String {
        " × 10" + String(String(exponent).map { superscripts[$0] ?? $0 })
    }

    private static let superscripts: [Character: Character] = [
        "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
    }

    private static func grouped(_ text: String, by separator: String) -> String {
        guard !separator.isEmpty else { return text }
        let whole = text.prefix { $0 != "." }
        let groups = whole.enumerated().map { index, digit in
            (index > 0 && (whole.count - index) % 3 == 0 ? separator : "") + String(digit)
        }
        return groups.joined() + text.dropFirst(whole.count)
    }
}
