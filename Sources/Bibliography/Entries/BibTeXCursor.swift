/// A place in the bytes of a file of BibTeX, and what can be read from there on.
struct BibTeXCursor {
    private let bytes: [UInt8]
    var position = 0
    private var hasOpenComment = false
    var end: Int { bytes.count }
    /// The last place that was asked for: the next one mostly stands behind it.
    private var known = (position: 0, line: 1, column: 1)

    init(_ text: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isBehindReturn = false
        for byte in text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? text.utf8.dropFirst(3) : text.utf8[...] {
            if byte == 13 {
                bytes.append(10)
            } else if byte != 10 || !isBehindReturn {
                bytes.append(byte)
            }
            isBehindReturn = byte == 13
        }
        self.bytes = bytes
    }

    var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func place(of position: Int) -> BibTeXPlace {
        if position < known.position { known = (0, 1, 1) }
        for byte in bytes[known.position..<position] {
            if byte == 10 {
                known.line += 1
                known.column = 1
            } else if byte & 0xC0 != 0x80 {
                // A byte that goes on with a character is none of its own.
                known.column += 1
            }
        }
        known.position = position
        return BibTeXPlace(line: known.line, column: known.column)
    }

    /// The text at the cursor, for a message.
    var excerpt: String {
        let line = bytes[position...].prefix { $0 != 10 }.prefix(80)
        let text = String(decoding: line, as: UTF8.self)
        return text.count > 20 ? text.prefix(20) + "…" : text
    }

    // MARK: Between entries

    /// Moves to the next sign `@` that begins an entry: no letter precedes it, and a word and a brace follow, or it is
    /// the first sign of its line and a word follows.
    ///
    /// - Returns: whether there is an entry.
    mutating func findEntry() -> Bool {
        while let found = bytes[min(position, end)...].firstIndex(of: UInt8(ascii: "@")) {
            position = found
            let word = bytes[(found + 1)...].prefix(while: Self.isLetter)
            let rest = bytes[word.endIndex...].drop(while: Self.isBlank).first
            let before = found > 0 ? bytes[found - 1] : 10
            let isOpened = rest == UInt8(ascii: "{") || rest == UInt8(ascii: "(")
            if !word.isEmpty, before == 10 || isOpened && !Self.isLetter(before) && !Self.isDigit(before) {
                return true
            }
            position = word.endIndex
        }
        position = end
        return false
    }

    /// Moves to the next line that begins with `@`, or to the end.
    mutating func skipToLineOfEntry() {
        while position < end, bytes[position] != UInt8(ascii: "@") || position > 0 && bytes[position - 1] != 10 {
            position += 1
        }
    }

    // MARK: Inside of entries

    mutating func skipBlanks() {
        while let byte = current, Self.isBlank(byte) { position += 1 }
    }

    mutating func skipBlanksAndComments() {
        skipBlanks()
        while current == UInt8(ascii: "%") {
            while let byte = current, byte != 10 { position += 1 }
            skipBlanks()
        }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    /// - Returns: the sign that closes the entry; nil if no entry is opened.
    mutating func takeOpening() -> UInt8? {
        if take(UInt8(ascii: "{")) { return UInt8(ascii: "}") }
        return take(UInt8(ascii: "(")) ? UInt8(ascii: ")") : nil
    }

    /// Letters alone.
    mutating func word() -> String { read(while: Self.isLetter) }

    /// The name of a field or of an abbreviation, or a number.
    mutating func name() -> String {
        read { byte in
            Self.isLetter(byte) || Self.isDigit(byte) || byte >= 0x80
                || "!$&*+-./:;<>?[]^_`|'".utf8.contains(byte)
        }
    }

    /// Up to a comma, a blank or the end.
    mutating func key(_ closing: UInt8) -> String {
        read { byte in
            byte != closing && !Self.isBlank(byte) && !",={}\"#".utf8.contains(byte) && byte > 32
        }
    }

    private mutating func read(while holds: (UInt8) -> Bool) -> String {
        let found = bytes[min(position, end)...].prefix(while: holds)
        position = found.endIndex
        return String(decoding: found, as: UTF8.self)
    }

    /// `{…}` without its braces; nil if it has no end.
    mutating func braced() -> String? {
        let start = position + 1
        return skipBraces() ? text(start..<(position - 1)) : nil
    }

    /// Moves behind the brace that closes the one here, or to the end.
    private mutating func skipBraces() -> Bool {
        var depth = 0
        while position < end {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return true }
        }
        return false
    }

    /// `"…"` without its marks, where marks inside of braces do not end it; nil if it has no end.
    mutating func quoted() -> String? {
        let start = position + 1
        position = start
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return text(start..<(position - 1))
            case UInt8(ascii: "{"): guard skipBraces() else { return nil }
            // It closes the entry, or nothing.
            case UInt8(ascii: "}"): return nil
            default: position += 1
            }
        }
        return nil
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Skips the content of `@comment`: everything up to the closing sign, or the rest of the line if it is missing.
    mutating func skipComment(_ closing: UInt8) {
        let start = position
        // Behind one without an end, no other has one; looking for it each time would take long.
        if closing == UInt8(ascii: "}"), !hasOpenComment {
            position -= 1
            if skipBraces() { return }
            hasOpenComment = true
            position = start
        }
        while let byte = current, byte != 10, byte != closing { position += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 12 }
    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (65...90).contains(byte & 0xDF) && byte < 0x80 }
}
