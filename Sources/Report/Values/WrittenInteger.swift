import Foundation

/// Integers that are written with more digits than a float64 keeps.
enum WrittenInteger {
    /// Whether the text is an integer whose digits a float64 cannot represent, also in the form 9007199254740993.0 or
    /// 9.007199254740993e15; but not 1e23, for which no exact float64 exists.
    ///
    /// - Parameters:
    ///   - text: a number of JSON.
    ///   - number: the nearest float64.
    ///   - digits: the number of digits before its exponent.
    static func isAnother(_ text: String, than number: Double, digits: Int) -> Bool {
        guard number.magnitude >= 0x1p53 else { return false }
        if text.contains(where: { $0 == "e" || $0 == "E" }) {
            guard digits > 15, number.magnitude < 1e37, let written = Decimal(string: text),
                let kept = Decimal(string: String(format: "%.0f", number))
            else { return false }
            var (value, whole) = (written, Decimal())
            NSDecimalRound(&whole, &value, 0, .plain)
            return whole == written && written != kept
        }
        let fraction = text.drop { $0 != "." }.dropFirst()
        return fraction.allSatisfy { $0 == "0" } && String(format: "%.0f", number) != text.prefix { $0 != "." }
    }
}
