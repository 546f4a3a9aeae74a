import Foundation

/// The lines of a piece of text, one after the other: behind each stands LF or CRLF, or the end.
struct CSVLines {
    /// Longer lines are no lines of a table.
    static let longest = 1 << 20

    private let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next line begins.
    private(set) var position = 0
    /// How many lines were given.
    private(set) var count = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The next line without its end; nil after the last.
    mutating func next() -> UnsafeBufferPointer<UInt8>? {
        guard position < bytes.count, let base = bytes.baseAddress else { return nil }
        let start = position
        var end = bytes.count
        if let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start) {
            end = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
        position = end + 1
        count += 1
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return UnsafeBufferPointer(rebasing: bytes[start..<end])
    }

    /// The next line that is not blank.
    mutating func nextFilled() -> UnsafeBufferPointer<UInt8>? {
        while let line = next() {
            if !line.allSatisfy(CSVLine.isBlank) { return line }
        }
        return nil
    }
}
