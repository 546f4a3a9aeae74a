extension Unicode.Scalar {
    /// As `Character.isWhitespace`.
    var isWhitespace: Bool {
        value < 0x80 ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }

    /// As `Character.isLetter`.
    var isLetter: Bool {
        value < 0x80 ? (0x61...0x7A).contains(value | 0x20) : properties.isAlphabetic
    }

    /// As `Character.isNumber`.
    var isNumber: Bool {
        value < 0x80 ? (0x30...0x39).contains(value) : properties.numericType != nil
    }

    /// Whether it belongs to the previous character: an accent, a skin colour, a joiner.
    var continuesCharacter: Bool {
        value >= 0x300 && (properties.isGraphemeExtend || properties.isEmojiModifier || self == Self.joiner)
    }

    /// U+200D, which makes one emoji of several.
    static let joiner: Unicode.Scalar = "\u{200D}"

    /// Whether it is one of the two symbols that make a flag.
    var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }
}

extension String {
    /// - Complexity: O(n); no table lookup for ASCII.
    init(scalars: some Collection<Unicode.Scalar>) {
        self.init(unsafeUninitializedCapacity: scalars.count * 4) { buffer in
            var count = 0
            for scalar in scalars {
                for byte in UTF8.encode(scalar).unsafelyUnwrapped {
                    buffer[count] = byte
                    count += 1
                }
            }
            return count
        }
    }
}
