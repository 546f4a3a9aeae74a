/// What to write in place of words that are no values of JSON.
enum JSONMistake {
    /// What to write for words of other languages; nil for other words.
    static func wordInstead(of word: String) -> String? {
        switch word.lowercased() {
        case "nan", "+nan", "-nan": "{\"$number\": \"nan\"}"
        case "inf", "infinity", "+inf", "+infinity": "{\"$number\": \"inf\"}"
        case "-inf", "-infinity": "{\"$number\": \"-inf\"}"
        case "true", "false": word.lowercased()
        case "null", "none", "nil", "undefined": "null"
        default: nil
        }
    }

    /// The intended number in JSON notation: `7` for `007`, `0.5` for `+.5`; nil where it cannot be guessed.
    static func numberInstead(of word: String) -> String? {
        let sign = word.hasPrefix("-") ? "-" : ""
        var rest = word[...].drop { $0 == "-" || $0 == "+" }
        guard word.count - rest.count < 2 else { return nil }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where rest.lowercased().hasPrefix(prefix) {
            return Int(rest.dropFirst(2), radix: radix).map { sign + String($0) }
        }
        rest = rest.drop { $0 == "0" }
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        var fraction = rest.dropFirst(whole.count)
        var number = sign + (whole.isEmpty ? "0" : whole)
        if fraction.hasPrefix(".") {
            fraction = fraction.dropFirst()
            let digits = fraction.prefix { $0.isASCII && $0.isNumber }
            number += "." + (digits.isEmpty ? "0" : digits)
            fraction = fraction.dropFirst(digits.count)
        }
        if fraction.lowercased().hasPrefix("e") {
            let exponent = fraction.dropFirst()
            guard Int(exponent) != nil else { return nil }
            return number + "e" + exponent
        }
        let isNumber = word.contains { $0.isASCII && $0.isNumber }
        return fraction.isEmpty && isNumber ? number : nil
    }

    /// A word in quotes, shortened where it is long.
    static func shown(_ word: String) -> String {
        word.count > 40 ? "'\(word.prefix(39))…'" : "'\(word)'"
    }
}
