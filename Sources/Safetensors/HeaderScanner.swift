/// Reads the small part of JSON that a safetensors header may hold: objects, strings, and arrays of whole numbers.
///
/// A scanner of its own, because a general JSON reader drops duplicate names silently, turns large integers into
/// rounded ones, and recurses as deep as its input asks. Here the depth is that of the format.
struct HeaderScanner {
    private let bytes: ArraySlice<UInt8>
    private var index: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The number of bytes read so far.
    var offset: Int { index - bytes.startIndex }

    func failure(_ reason: String) -> SafetensorsError { .invalidHeader(offset: offset, reason: reason) }

    /// Reads an object, passing every key to `member`, which must read the value.
    mutating func object(
        member: (inout HeaderScanner, String) throws(SafetensorsError) -> Void
    ) throws(SafetensorsError) {
        try expect("{")
        if skip("}") { return }
        repeat {
            let key = try string()
            try expect(":")
            try member(&self, key)
        } while skip(",")
        try expect("}")
    }

    /// Reads an array of whole, non-negative numbers.
    mutating func integers() throws(SafetensorsError) -> [Int] {
        try expect("[")
        if skip("]") { return [] }
        var result: [Int] = []
        repeat {
            result.append(try integer())
        } while skip(",")
        try expect("]")
        return result
    }

    /// Reads a string with its escapes.
    mutating func string() throws(SafetensorsError) -> String {
        try expect("\"")
        var units: [UInt8] = []
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\""):
                return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                units.append(contentsOf: try escape().utf8)
            case 0..<0x20:
                throw failure("a control character in a string")
            default:
                units.append(byte)
            }
        }
        throw failure("a string without end")
    }

    /// Checks that nothing but white space is left.
    mutating func finish() throws(SafetensorsError) {
        skipWhitespace()
        guard index == bytes.endIndex else { throw failure("text after the header's object") }
    }

    private mutating func integer() throws(SafetensorsError) -> Int {
        skipWhitespace()
        let first = index
        var value = 0
        while index < bytes.endIndex, case UInt8(ascii: "0")...UInt8(ascii: "9") = bytes[index] {
            let (shifted, overflows) = value.multipliedReportingOverflow(by: 10)
            let (sum, carries) = shifted.addingReportingOverflow(Int(bytes[index] - UInt8(ascii: "0")))
            guard !overflows, !carries else { throw failure("a number beyond the largest integer") }
            value = sum
            index += 1
        }
        guard index > first else { throw failure("expected a whole, non-negative number") }
        guard bytes[first] != UInt8(ascii: "0") || index == first + 1 else { throw failure("a number led by zero") }
        return value
    }

    private mutating func escape() throws(SafetensorsError) -> String {
        switch next() {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an unknown escape in a string")
        }
    }

    private mutating func unicodeEscape() throws(SafetensorsError) -> String {
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return String(Character(scalar)) }
        guard unit < 0xDC00, next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else {
            throw failure("a surrogate without its pair")
        }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw failure("a surrogate without its pair") }
        return String(Character(scalar))
    }

    private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("expected four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private mutating func next() -> UInt8? {
        guard index < bytes.endIndex else { return nil }
        defer { index += 1 }
        return bytes[index]
    }

    private mutating func skipWhitespace() {
        while index < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipWhitespace()
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsError) {
        guard skip(character) else { throw failure("expected '\(character)'") }
    }
}
