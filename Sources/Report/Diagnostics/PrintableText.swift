extension String {
    /// The text in a form that is safe for a terminal: control characters, including the escape character, and
    /// characters that change the direction of writing are replaced by U+FFFD. Line breaks and tabs stay.
    public var printable: String {
        func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x09, 0x0A: false
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
            default: false
            }
        }
        guard unicodeScalars.contains(where: isUnsafe) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { isUnsafe($0) ? "\u{FFFD}" : $0 }))
    }

    /// Explains why a text that looks like a number is not one, and what to write.
    ///
    /// - Parameter plain: whether it is written without quotes.
    func numberAdvice(plain: Bool) -> String? {
        if contains(where: { "\u{2212}\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}".contains($0) }) {
            return "write the minus as a hyphen, -"
        }
        if let blank = unicodeScalars.first(where: { $0.isBlankButNoSpace }) {
            return "\(blank.code) stands in it, a blank that only looks like one; leave it out"
        }
        // Swift would read it.
        if let digits = lowercased().prefixMatch(of: /0x([0-9a-f]+)$/), let number = Int(digits.1, radix: 16) {
            return "write \(number)"
        }
        if let number = Double(self) {
            if !plain { return "write it without quotes" }
            let isWhole = number.rounded() == number && number.magnitude < 1e15 && contains { "eE.".contains($0) }
            return isWhole ? "write all its digits: \(Int(number))" : nil
        }
        // Either a thousand or one.
        if wholeMatch(of: /[+-]?\d{1,3}(,\d{3})+/) != nil {
            return "write \(filter { $0 != "," }), or a decimal point in place of the comma"
        }
        if Double(replacing(",", with: ".")) != nil { return "write a decimal point in place of the comma" }
        if last == "%", let percent = Double(dropLast()) { return "write \(percent / 100)" }
        if contains(where: { !$0.isASCII && $0.isNumber }) { return "write it with the digits from 0 to 9" }
        if Double(filter { $0 != "'" && $0 != " " && $0 != "," }) != nil {
            return "write the digits without marks between"
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// Whether this is white space other than space, tab and line end, such as the no-break space.
    var isBlankButNoSpace: Bool { properties.isWhitespace && value > 0x7F && !isLineEndOfYAML }

    /// Characters that end a line in YAML, but hardly in any editor.
    var isLineEndOfYAML: Bool { [0x85, 0x2028, 0x2029].contains(value) }

    /// Control characters and code points that are not characters: YAML refuses them.
    var isRefusedByYAML: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...: false
        default: true
        }
    }

    /// "U+00A0"
    var code: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
