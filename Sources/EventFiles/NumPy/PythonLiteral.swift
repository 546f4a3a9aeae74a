/// The part of Python's literals that headers of NumPy's files hold.
indirect enum PythonLiteral: Equatable {
    case text(String)
    case integer(Int)
    case truth(Bool)
    case none
    /// A list or a tuple.
    case sequence([PythonLiteral])
    case dictionary([String: PythonLiteral])

    /// What is wrong, in words.
    struct Failure: Error, Equatable {
        let reason: String
    }

    init(_ bytes: some Collection<UInt8>) throws(Failure) {
        var reader = Reader(bytes: Array(bytes))
        self = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.index == reader.bytes.count else { throw Failure(reason: "text behind the header's dictionary") }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    var truth: Bool? { if case .truth(let value) = self { value } else { nil } }
    var sequence: [PythonLiteral]? { if case .sequence(let items) = self { items } else { nil } }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        mutating func skipBlanks() {
            while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        mutating func value(depth: Int) throws(Failure) -> PythonLiteral {
            guard depth < 32 else { throw Failure(reason: "a header nested more than 32 deep") }
            skipBlanks()
            guard index < bytes.count else { throw Failure(reason: "a header without end") }
            switch bytes[index] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
            case UInt8(ascii: "("), UInt8(ascii: "["): return .sequence(try sequence(depth))
            case UInt8(ascii: "{"): return .dictionary(try dictionary(depth))
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return .integer(try integer())
            default: return try word()
            }
        }

        private mutating func sequence(_ depth: Int) throws(Failure) -> [PythonLiteral] {
            let end: Unicode.Scalar = bytes[index] == UInt8(ascii: "(") ? ")" : "]"
            index += 1
            var items: [PythonLiteral] = []
            while !take(end) {
                items.append(try value(depth: depth + 1))
                if !take(",") {
                    guard take(end) else { throw Failure(reason: "a list without end in the header") }
                    break
                }
            }
            return items
        }

        private mutating func dictionary(_ depth: Int) throws(Failure) -> [String: PythonLiteral] {
            index += 1
            var result: [String: PythonLiteral] = [:]
            while !take("}") {
                guard case .text(let key) = try value(depth: depth + 1), take(":") else {
                    throw Failure(reason: "a key of the header that is no text")
                }
                result[key] = try value(depth: depth + 1)
                if !take(",") {
                    guard take("}") else { throw Failure(reason: "a header without end") }
                    break
                }
            }
            return result
        }

        private mutating func text() throws(Failure) -> String {
            let quote = bytes[index]
            index += 1
            var units: [UInt8] = []
            while index < bytes.count, bytes[index] != quote {
                if bytes[index] == UInt8(ascii: "\\") {
                    index += 1
                    guard index < bytes.count else { break }
                    switch bytes[index] {
                    case UInt8(ascii: "n"): units.append(0x0A)
                    case UInt8(ascii: "t"): units.append(0x09)
                    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): units.append(bytes[index])
                    case UInt8(ascii: "x"), UInt8(ascii: "u"), UInt8(ascii: "U"): units += try codePoint()
                    default: throw Failure(reason: "an unknown escape in a name")
                    }
                } else {
                    units.append(bytes[index])
                }
                index += 1
            }
            guard index < bytes.count else { throw Failure(reason: "a text without end in the header") }
            index += 1
            // Headers of versions 1 and 2 are in Latin-1, of version 3 in UTF-8.
            return String(validating: units, as: UTF8.self)
                ?? String(String.UnicodeScalarView(units.map { Unicode.Scalar($0) }))
        }

        /// `\xhh`, `\uhhhh` or `\Uhhhhhhhh`; leaves the index at its last digit.
        private mutating func codePoint() throws(Failure) -> [UInt8] {
            let count = bytes[index] == UInt8(ascii: "x") ? 2 : bytes[index] == UInt8(ascii: "u") ? 4 : 8
            guard index + count < bytes.count,
                let value = UInt32(String(decoding: bytes[index + 1...index + count], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(value)
            else { throw Failure(reason: "an escape in a name that is no character") }
            index += count
            return Array(String(Character(scalar)).utf8)
        }

        private mutating func integer() throws(Failure) -> Int {
            let start = index
            index += 1
            while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
            let digits = String(decoding: bytes[start..<index], as: UTF8.self)
            // Python 2 wrote 3L.
            if index < bytes.count, bytes[index] == UInt8(ascii: "L") { index += 1 }
            guard let value = Int(digits) else { throw Failure(reason: "'\(digits)' in the header is no whole number") }
            return value
        }

        private mutating func word() throws(Failure) -> PythonLiteral {
            for (word, value) in [("True", PythonLiteral.truth(true)), ("False", .truth(false)), ("None", .none)]
            where bytes[index...].starts(with: word.utf8) {
                index += word.utf8.count
                return value
            }
            throw Failure(reason: "something in the header that is no literal")
        }
    }
}
