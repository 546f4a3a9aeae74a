import Files
import Foundation

/// A text file in pieces that end with a line.
struct CSVPieces {
    private let file: RandomAccessFile
    private let path: String
    private let size: Int
    private var offset: Int
    /// The number of the line that the next piece begins with, from 1.
    private(set) var line: Int

    /// - Parameters:
    ///   - offset: the offset of the beginning of a line.
    ///   - line: its number.
    ///   - size: of a piece, in bytes; longer than the longest line.
    init(_ file: RandomAccessFile, path: String, from offset: Int, line: Int, size: Int) {
        precondition(size > CSVLines.longest, "pieces of \(size) bytes are shorter than a line may be")
        self.file = file
        self.path = path
        self.size = size
        self.offset = offset
        self.line = line
    }

    /// The bytes of the next piece; nil at the end. Report its number of lines by ``advance(lines:)``.
    mutating func next() throws(EventFileError) -> [UInt8]? {
        guard offset < file.length else { return nil }
        var bytes = try file.bytes(min(size, file.length - offset), at: offset, path: path)
        if offset + bytes.count < file.length {
            guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { throw Self.endless(path, line) }
            bytes.removeLast(bytes.count - end - 1)
        }
        offset += bytes.count
        return bytes
    }

    mutating func advance(lines: Int) { line += lines }

    static func endless(_ path: String, _ line: Int) -> EventFileError {
        EventFileError(
            .malformed, path, at: .init(line: line, column: 1),
            "a line of more than \(CSVLines.longest) bytes; is this a CSV file?")
    }
}
