import Foundation

/// A JSON text that cannot be read, and the place of the error.
public struct InvalidJSON: Error, Sendable, CustomStringConvertible {
    /// The error, and what to write instead if it is known.
    public let message: String
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in characters.
    public let column: Int

    public var description: String { "invalid JSON at line \(line), column \(column): \(message)" }

    /// - Parameter offset: the number of bytes before the place.
    init(_ message: String, in bytes: [UInt8], at offset: Int) {
        self.message = message
        let before = String(decoding: bytes[..<offset], as: UTF8.self)
        // A carriage return and a line feed are one character.
        line = 1 + before.count { $0.isNewline && !Self.separatesNoLines.contains($0) }
        let last = before.lastIndex { $0.isNewline && !Self.separatesNoLines.contains($0) }
        column = 1 + (last.map { before[before.index(after: $0)...].count } ?? before.count)
    }

    /// Ends of lines for Swift and not for editors.
    private static let separatesNoLines: Set<Character> = ["\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"]
}

extension Value {
    /// Reads a JSON text as RFC 8259 defines it, in UTF-8 without a byte-order mark. Numbers without point and exponent
    /// become integers; `{"$number": "nan"}` becomes NaN.
    ///
    /// It refuses texts that other readers accept with a loss of information: a repeated key, an integer with too many
    /// digits, a number beyond the range of float64, an incomplete surrogate pair.
    ///
    /// - Throws: ``InvalidJSON``.
    public init(json: Data) throws(InvalidJSON) {
        var parser = JSONParser(bytes: Array(json))
        self = try parser.document()
    }

    /// The same for a text.
    ///
    /// - Throws: ``InvalidJSON``.
    public init(json: String) throws(InvalidJSON) {
        var parser = JSONParser(bytes: Array(json.utf8))
        self = try parser.document()
    }
}

/// A recursive-descent parser of RFC 8259. (Foundation's cannot tell 1 from 1.0.)
private struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(InvalidJSON) -> Value {
        try refuseOtherEncodings()
        let result = try value()
        skipWhitespace()
        guard position == bytes.count else { throw error("something follows the value; a text holds one value") }
        return result
    }

    private func refuseOtherEncodings() throws(InvalidJSON) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw error("it begins with a byte-order mark; save it as UTF-8 without one")
        }
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) || bytes.prefix(2).contains(0) {
            throw error("it is UTF-16 or UTF-32; save it as UTF-8")
        }
    }

    private mutating func value() throws(InvalidJSON) -> Value {
        skipWhitespace()
        guard position < bytes.count else { throw error("the text ends where a value is wanted") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try nested { parser throws(InvalidJSON) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(InvalidJSON) in .array(try parser.array()) }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(InvalidJSON) -> Value
    ) throws(InvalidJSON) -> Value {
        guard depth < 256 else { throw error("nested more than 256 deep") }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func object() throws(InvalidJSON) -> Value {
        position += 1
        var members: [String: Value] = [:]
        skipWhitespace()
        if take("}") { return .object(members) }
        repeat {
            skipWhitespace()
            let start = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw error(position == bytes.count ? "'}' is wanted" : "a key in double quotes is wanted")
            }
            let key = try string()
            skipWhitespace()
            guard take(":") else { throw error("':' is wanted") }
            guard members.updateValue(try value(), forKey: key) == nil else {
                throw error("the key '\(key)' stands twice in one object", at: start)
            }
            skipWhitespace()
        } while try takeComma(before: "}")
        guard take("}") else { throw error("',' or '}' is wanted") }
        if members.count == 1, case .string(let name) = members["$number"] {
            switch name {
            case "nan": return .number(.nan)
            case "inf": return .number(.infinity)
            case "-inf": return .number(-.infinity)
            default: throw error("'\(name)' is no number; \"$number\" is nan, inf or -inf")
            }
        }
        return .object(members)
    }

    private mutating func array() throws(InvalidJSON) -> [Value] {
        position += 1
        var elements: [Value] = []
        skipWhitespace()
        if take("]") { return elements }
        repeat {
            elements.append(try value())
            skipWhitespace()
        } while try takeComma(before: "]")
        guard take("]") else { throw error("',' or ']' is wanted") }
        return elements
    }

    /// Whether there was a comma; one that nothing follows is an error.
    private mutating func takeComma(before end: Unicode.Scalar) throws(InvalidJSON) -> Bool {
        let start = position
        guard take(",") else { return false }
        skipWhitespace()
        guard position == bytes.count || bytes[position] != UInt8(ascii: end) else {
            throw error("nothing follows this comma; remove it", at: start)
        }
        return true
    }

    // MARK: Numbers

    private mutating func number() throws(InvalidJSON) -> Value {
        let start = position
        let isNegative = take("-")
        let whole = takeDigits()
        var isInteger = true
        var isComplete = !whole.isEmpty && (whole.count == 1 || bytes[whole.lowerBound] != UInt8(ascii: "0"))
        if take(".") {
            isInteger = false
            isComplete = !takeDigits().isEmpty && isComplete
        }
        let mantissa = start..<position
        if isComplete, take("e") || take("E") {
            isInteger = false
            _ = take("+") || take("-")
            isComplete = !takeDigits().isEmpty
        }
        guard isComplete, position == bytes.count || !Self.isOfWord(bytes[position]) else { throw noValue(at: start) }
        // −0 is a float64 and no integer.
        let isMinusZero = isNegative && isInteger && bytes[whole.lowerBound] == UInt8(ascii: "0")
        if isInteger, !isMinusZero, whole.count <= 18 { return .integer(shortInteger(whole, isNegative)) }
        if !isInteger, let number = ordinary(start..<position) { return .number(number) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, !isMinusZero, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            throw error("\(JSONMistake.shown(text)) is beyond the largest number that is kept, 1.8e308", at: start)
        }
        if number == 0, bytes[mantissa].contains(where: { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }) {
            throw error(
                "\(JSONMistake.shown(text)) is below the smallest number that is kept, 4.9e-324; write 0", at: start)
        }
        // A seed of 64 bits, say, must not come back as another one.
        if WrittenInteger.isAnother(text, than: number, digits: bytes[mantissa].count(where: Self.isDigit)) {
            throw error("\(JSONMistake.shown(text)) has more digits than a number keeps; write it as a text", at: start)
        }
        return .number(number)
    }

    /// A number of a fraction or an exponent, read without a detour over a text; nil where there is anything to say about it.
    private func ordinary(_ place: Range<Int>) -> Double? {
        let number = withUnsafeTemporaryAllocation(of: CChar.self, capacity: place.count + 1) { text in
            for (offset, byte) in bytes[place].enumerated() { text[offset] = CChar(bitPattern: byte) }
            text[place.count] = 0
            return text.baseAddress.map { strtod($0, nil) } ?? .nan
        }
        return (0x1p-1022..<0x1p53).contains(number.magnitude) ? number : nil
    }

    private mutating func takeDigits() -> Range<Int> {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
        return start..<position
    }

    /// An integer of so few digits that it cannot overflow, read without a detour over a text.
    private func shortInteger(_ digits: Range<Int>, _ isNegative: Bool) -> Int {
        var result = 0
        for index in digits { result = 10 * result + Int(bytes[index] - UInt8(ascii: "0")) }
        return isNegative ? -result : result
    }

    // MARK: What is no value

    /// What stands in the place of a value, and what to write instead.
    private func noValue(at start: Int) -> InvalidJSON {
        let word = String(
            decoding: bytes[start...].prefix { Self.isOfWord($0) }, as: UTF8.self)
        if word.isEmpty {
            switch start < bytes.count ? bytes[start] : 0 {
            case UInt8(ascii: "'"): return error("a text stands in double quotes", at: start)
            case UInt8(ascii: "/"), UInt8(ascii: "#"): return error("JSON has no comments; remove it", at: start)
            default: return error("a value is wanted", at: start)
            }
        }
        let message =
            if let instead = JSONMistake.wordInstead(of: word) {
                "JSON has no \(JSONMistake.shown(word)); write \(instead)"
            } else if let number = JSONMistake.numberInstead(of: word) {
                "\(JSONMistake.shown(word)) is not written as a number of JSON; write \(number)"
            } else {
                "\(JSONMistake.shown(word)) is no value of JSON; a text stands in double quotes"
            }
        return error(message, at: start)
    }

    // MARK: Texts

    private mutating func string() throws(InvalidJSON) -> String {
        let opening = position
        position += 1
        var result: [UInt8] = []
        while position < bytes.count {
            // Most texts have no escapes: as much as possible is taken at once.
            let start = position
            while position < bytes.count, Self.isPlain(bytes[position]) { position += 1 }
            guard position < bytes.count else { break }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                let end = start..<(position - 1)
                let text =
                    result.isEmpty
                    ? String(validating: bytes[end], as: UTF8.self)
                    : String(validating: result + bytes[end], as: UTF8.self)
                guard let text else { throw error("this text is not UTF-8", at: opening) }
                return text
            case UInt8(ascii: "\\"):
                result += bytes[start..<(position - 1)]
                result += Array(String(try escape()).utf8)
            default: throw error(Self.control(byte), at: position - 1)
            }
        }
        throw error("this text has no end", at: opening)
    }

    /// What to write for a control character in a text.
    private static func control(_ byte: UInt8) -> String {
        switch byte {
        case 0x0A: "a line break in a text; close the text, or write \\n"
        case 0x0D: "a line break in a text; close the text, or write \\r"
        case 0x09: "a tab in a text; write \\t"
        default: String(format: "a control character in a text; write \\u%04x", UInt32(byte))
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escape() throws(InvalidJSON) -> Character {
        let start = position - 1
        guard position < bytes.count else { throw error("the text ends in an escape", at: start) }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "u"):
            let first = try hexadecimal()
            if let scalar = Unicode.Scalar(first) { return Character(scalar) }
            guard first < 0xDC00, take("\\"), take("u") else { throw error("half a surrogate pair", at: start) }
            let second = try hexadecimal()
            guard (0xDC00..<0xE000).contains(second),
                let scalar = Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF))
            else { throw error("half a surrogate pair", at: start) }
            return Character(scalar)
        default:
            throw error("an unknown escape; \\n, \\t, \\r, \\b, \\f, \\\", \\\\, \\/ and \\uXXXX are known", at: start)
        }
    }

    private mutating func hexadecimal() throws(InvalidJSON) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw error("four hexadecimal digits are wanted after \\u")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    // MARK: Words and bytes

    private mutating func word(_ word: String, _ value: Value) throws(InvalidJSON) -> Value {
        let end = position + word.utf8.count
        guard bytes[position...].starts(with: word.utf8), end == bytes.count || !Self.isOfWord(bytes[end]) else {
            throw noValue(at: position)
        }
        position = end
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Letters, digits and what stands in numbers: what cannot follow a value directly.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        default: isDigit(byte)
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func error(_ message: String) -> InvalidJSON { error(message, at: position) }

    private func error(_ message: String, at offset: Int) -> InvalidJSON {
        InvalidJSON(message, in: bytes, at: offset)
    }
}
