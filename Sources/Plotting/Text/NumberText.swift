import Foundation

/// Numbers as they are set in figures: `−` for minus, powers of ten as superscripts.
public enum NumberText {
    /// `value` with a fixed number of decimals; never "−0".
    public static func fixed(_ value: Double, decimals: Int) -> String {
        let text = String(format: "%.\(max(0, decimals))f", value)
        let isZero = !text.contains { "123456789".contains($0) }
        let digits = text.hasPrefix("-") ? String(text.dropFirst()) : text
        return text.hasPrefix("-") && !isZero ? "−" + digits : digits
    }

    /// The number at up to `digits` significant digits without trailing zeros, for sentences.
    public static func significant(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : (value > 0 ? "∞" : "−∞") }
        return String(format: "%.\(digits)g", value).replacingOccurrences(of: "-", with: "−")
    }

    /// An integer with thin spaces between groups of three from five digits on: `100 000`.
    public static func grouped(_ value: Int) -> String {
        let digits = String(abs(value))
        guard digits.count > 4 else { return (value < 0 ? "−" : "") + digits }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result.append("\u{202f}") }
            result.append(digit)
        }
        return (value < 0 ? "−" : "") + result
    }

    /// `10^{−3}`; 1 and 10 stay themselves.
    public static func power(_ exponent: Int) -> RichText {
        switch exponent {
        case 0: "1"
        case 1: "10"
        default: RichText("10^{\(exponent < 0 ? "−" : "")\(abs(exponent))}")
        }
    }
}
