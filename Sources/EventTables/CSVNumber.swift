/// Numbers as CSV tables hold them.
enum CSVNumber {
    /// The number that all of `text` stands for, or nil.
    ///
    /// Decimal, rounded to the nearest float64; or `nan`, `inf`, `infinity` in any case, perhaps with a sign. What
    /// other readers of floating-point numbers take beside that, such as hexadecimal, is no number here.
    static func value(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        let isDecimal = text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isDecimal else { return special(text) }
        return text.isEmpty ? nil : Double(String(decoding: text, as: UTF8.self))
    }

    private static func special(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 9 else { return nil }
        var word = String(decoding: text, as: UTF8.self).lowercased()[...]
        let isNegative = word.first == "-"
        if isNegative || word.first == "+" { word.removeFirst() }
        switch word {
        case "nan": return .nan
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        default: return nil
        }
    }
}
