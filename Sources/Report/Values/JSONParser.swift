import Foundation

/// A JSON text that cannot be read, and the byte at which that shows.
public struct InvalidJSON: Error, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// Counted from 0.
    public let offset: Int

    public var description: String { "invalid JSON at byte \(offset): \(message)" }
}

extension Value {
    /// Reads a JSON text. Numbers without point and exponent become integers; `{"$number": "nan"}` becomes NaN.
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
        let result = try value()
        skipWhitespace()
        guard position == bytes.count else { throw error("more after the end") }
        return result
    }

    private mutating func value() throws(InvalidJSON) -> Value {
        skipWhitespace()
        guard position < bytes.count else { throw error("the text ends too early") }
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
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw error("a key is wanted") }
            let key = try string()
            skipWhitespace()
            guard take(":") else { throw error("':' is wanted") }
            members[key] = try value()
            skipWhitespace()
        } while take(",")
        guard take("}") else { throw error("'}' is wanted") }
        if members.count == 1, case .string(let name) = members["$number"] {
            switch name {
            case "nan": return .number(.nan)
            case "inf": return .number(.infinity)
            case "-inf": return .number(-.infinity)
            default: throw error("'\(name)' is no number")
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
        } while take(",")
        guard take("]") else { throw error("']' is wanted") }
        return elements
    }

    private mutating func number() throws(InvalidJSON) -> Value {
        let start = position
        var isInteger = true
        scan: while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"): isInteger = false
            default: break scan
            }
            position += 1
        }
        if isInteger, position - start <= 18, let integer = shortInteger(start..<position) { return .integer(integer) }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw error("a value is wanted") }
        // A seed of 64 bits, say, must not come back as another one.
        if isInteger, String(format: "%.0f", number) != text {
            throw error("\(text) has more digits than a number keeps; write it as a text")
        }
        return .number(number)
    }

    /// An integer of so few digits that it cannot overflow, read without a detour over a text.
    private func shortInteger(_ range: Range<Int>) -> Int? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        let digits = range.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var result = 0
        for index in digits {
            guard bytes[index] != UInt8(ascii: "-") else { return nil }
            result = 10 * result + Int(bytes[index] - UInt8(ascii: "0"))
        }
        return isNegative ? -result : result
    }

    private mutating func string() throws(InvalidJSON) -> String {
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
                guard let text else { throw error("not UTF-8") }
                return text
            case UInt8(ascii: "\\"):
                result += bytes[start..<(position - 1)]
                result += Array(String(try escape()).utf8)
            default: throw error("a control character in a text")
            }
        }
        throw error("a text has no end")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private mutating func escape() throws(InvalidJSON) -> Character {
        guard position < bytes.count else { throw error("a text has no end") }
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
            guard take("\\"), take("u") else { throw error("half a surrogate pair") }
            let second = try hexadecimal()
            let code = 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF)
            guard first < 0xDC00, (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(code) else {
                throw error("half a surrogate pair")
            }
            return Character(scalar)
        default: throw error("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(InvalidJSON) -> UInt32 {
        guard position + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits are wanted") }
        position += 4
        return code
    }

    private mutating func word(_ word: String, _ value: Value) throws(InvalidJSON) -> Value {
        guard bytes[position...].starts(with: word.utf8) else { throw error("a value is wanted") }
        position += word.utf8.count
        return value
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

    private func error(_ message: String) -> InvalidJSON { InvalidJSON(message: message, offset: position) }
}
