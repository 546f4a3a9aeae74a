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

    /// The number at up to `digits` significant digits without trailing zeros, for sentences: `0.5`, `5000`, `3×10⁻⁷`.
    public static func significant(_ value: Double, digits: Int = 4) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : (value > 0 ? "∞" : "−∞") }
        guard value != 0 else { return "0" }
        let order = Int(floor(log10(abs(value)) + 1e-12))
        guard (-4...6).contains(order) else {
            let mantissa = significant(value / pow(10, Double(order)), digits: digits)
            let exponent = String(abs(order)).map { String(superscripts[$0] ?? $0) }.joined()
            return "\(mantissa)×10\(order < 0 ? "⁻" : "")\(exponent)"
        }
        let unit = pow(10, Double(max(0, order - digits + 1)))
        let text = fixed(unit > 1 ? (value / unit).rounded() * unit : value, decimals: digits - 1 - order)
        guard text.contains(".") else { return text }
        let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(trimmed.reversed())
    }

    private static let superscripts: [Character: Character] = [
        "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    ]

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
