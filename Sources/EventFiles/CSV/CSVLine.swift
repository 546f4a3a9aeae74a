/// The fields of one line of CSV.
struct CSVLine {
    /// Where the text of a field stands in the line, without quotes around it and without blanks around those.
    struct Field {
        let range: Range<Int>
        /// Whether quotes in it are doubled.
        let isQuoted: Bool
    }

    /// What is wrong with a line, and the index of the byte where it is.
    struct Failure: Error {
        let index: Int
        let reason: String
        /// The name of the column with the error; nil for an error of the whole line.
        var column: String?
    }

    private(set) var fields: [Field] = []

    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    /// Splits a line again, in the same memory.
    mutating func split(_ line: UnsafeBufferPointer<UInt8>) throws(Failure) {
        fields.removeAll(keepingCapacity: true)
        var index = 0
        while true {
            while index < line.count, Self.isBlank(line[index]) { index += 1 }
            if index < line.count, line[index] == UInt8(ascii: "\"") {
                fields.append(try Self.quoted(line, &index))
            } else {
                let start = index
                while index < line.count, line[index] != UInt8(ascii: ",") { index += 1 }
                var end = index
                while end > start, Self.isBlank(line[end - 1]) { end -= 1 }
                fields.append(Field(range: start..<end, isQuoted: false))
            }
            guard index < line.count else { return }
            index += 1
        }
    }

    /// A field in quotes; leaves the index at the comma behind it, or at the end.
    private static func quoted(_ line: UnsafeBufferPointer<UInt8>, _ index: inout Int) throws(Failure) -> Field {
        let quote = index
        index += 1
        let start = index
        while true {
            guard index < line.count else {
                throw Failure(index: quote, reason: "a quote that does not end on its line")
            }
            if line[index] == UInt8(ascii: "\"") {
                guard index + 1 < line.count, line[index + 1] == UInt8(ascii: "\"") else { break }
                index += 1
            }
            index += 1
        }
        let range = start..<index
        index += 1
        while index < line.count, isBlank(line[index]) { index += 1 }
        guard index == line.count || line[index] == UInt8(ascii: ",") else {
            throw Failure(index: index, reason: "text behind a closing quote; double the quotes inside a field")
        }
        return Field(range: range, isQuoted: true)
    }

    /// The text of a field.
    static func text(_ field: Field, in line: UnsafeBufferPointer<UInt8>) -> String {
        let text = String(decoding: line[field.range], as: UTF8.self)
        return field.isQuoted
            ? text.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"") : text
    }
}
