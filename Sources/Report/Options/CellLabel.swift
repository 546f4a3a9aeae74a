/// How a label is written: a small letter, then small letters, digits and hyphens.
///
/// Labels and paths are read by hand, here and where they are used: Swift compiles a regex literal anew at every use, which
/// took a fifth of the time that a long report needs to be read.
enum CellLabel {
    static func isValid(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first, isSmallLetter(first) else { return false }
        return text.utf8.allSatisfy { byte in
            isSmallLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
    }

    private static func isSmallLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
