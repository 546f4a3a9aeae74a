/// Numbers as CSV tables hold them.
enum CSVNumber {
    /// The number that the whole `text` represents, or nil.
    ///
    /// Decimal, rounded to the nearest float64; `nan`, `inf`, `infinity` in any case, perhaps with a sign; `true` and
    /// `false` in any case, as 1 and 0. Other notations of floating-point numbers, such as hexadecimal, are not
    /// accepted.
    static func value(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let first = text.first else { return nil }
        // What is no decimal begins with a letter, perhaps behind a sign.
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."): return decimal(text, from: 0, isNegative: false)
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            guard text.count > 1 else { return nil }
            return switch text[1] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
                decimal(text, from: 1, isNegative: first == UInt8(ascii: "-"))
            default: special(text)
            }
        default: return special(text)
        }
    }

    /// Whether the text is a whole number without point and exponent.
    static func isWhole(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let digits = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// Powers of ten that float64 holds exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// Digits up to 2⁵³ and powers of ten up to 10²² are exact, and so one multiplication or division rounds to the
    /// nearest (Clinger 1990, doi:10.1145/93548.93557); the rest goes the long way.
    private static func decimal(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, isNegative: Bool
    ) -> Double? {
        var digits: UInt64 = 0
        var (count, exponent, index) = (0, 0, start)
        var (isExact, hasPoint) = (true, false)
        while index < text.count {
            let byte = text[index]
            if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                if digits < 100_000_000_000_000_000 {
                    digits = digits * 10 + UInt64(byte - UInt8(ascii: "0"))
                    if hasPoint { exponent -= 1 }
                } else {
                    isExact = false
                }
                count += 1
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            index += 1
        }
        guard count > 0 else { return nil }
        if index < text.count {
            guard text[index] | 0x20 == UInt8(ascii: "e"), let power = Self.exponent(text, from: index + 1) else {
                return nil
            }
            exponent += power
        }
        guard isExact, digits <= 1 << 53, abs(exponent) <= 22 else {
            return Double(String(decoding: text, as: UTF8.self))
        }
        let value = Double(digits)
        let magnitude = exponent < 0 ? value / powers[-exponent] : value * powers[exponent]
        return isNegative ? -magnitude : magnitude
    }

    /// The rest of the text as the whole number behind an `e`; nil where it is none. Beyond ±100000 it stays there.
    private static func exponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        var isNegative = false
        if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        guard index < text.count else { return nil }
        var value = 0
        while index < text.count {
            guard text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") else { return nil }
            value = min(100_000, value * 10 + Int(text[index] - UInt8(ascii: "0")))
            index += 1
        }
        return isNegative ? -value : value
    }

    private static func special(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 9 else { return nil }
        var word = String(decoding: text, as: UTF8.self).lowercased()[...]
        switch word {
        case "true": return 1
        case "false": return 0
        default: break
        }
        let isNegative = word.first == "-"
        if isNegative || word.first == "+" { word.removeFirst() }
        switch word {
        case "nan": return .nan
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        default: return nil
        }
    }
}
