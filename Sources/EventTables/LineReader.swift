import Foundation

/// The lines of a text file, one after the other, with memory for a piece of the file and its longest line.
///
/// Lines end in LF or CRLF, the last one perhaps in neither; a byte-order mark in front is skipped.
final class LineReader {
    static let longestLine = 1 << 20
    private static let pieceSize = 1 << 18

    let path: String
    /// The number of the line that ``next()`` gave last, from 1.
    private(set) var line = 0
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// - Throws: ``EventTableError/unreadable(path:reason:)``, also for what is no regular file, because a table of
    ///   text is read twice.
    init(_ url: URL) throws(EventTableError) {
        path = url.relativePath
        // Without blocking, so that a pipe without a writer is refused rather than waited for.
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadable(path: path, reason: "not a regular file")
        }
    }

    deinit { close(descriptor) }

    /// The next line without its end; nil behind the last.
    func next() throws(EventTableError) -> ArraySlice<UInt8>? {
        var searched = position
        while true {
            if let end = firstLineFeed(from: searched) {
                defer { position = end + 1 }
                return begin(buffer[position..<end])
            }
            searched = buffer.count
            guard !isAtEnd else {
                defer { position = buffer.count }
                return position < buffer.count ? begin(buffer[position...]) : nil
            }
            guard searched - position <= Self.longestLine else {
                throw .malformed(
                    path: path, line: line + 1, column: 1,
                    reason: "a line of more than \(Self.longestLine) bytes; is this a CSV file?")
            }
            searched -= position
            try refill()
        }
    }

    private func begin(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line += 1
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        return bytes
    }

    private func firstLineFeed(from start: Int) -> Int? {
        buffer.withUnsafeBytes { bytes in
            guard start < bytes.count, let base = bytes.baseAddress,
                let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// Drops what has been read and appends the next piece of the file.
    private func refill() throws(EventTableError) {
        let rest = buffer[position...]
        var failure: EventTableError?
        buffer = [UInt8](unsafeUninitializedCapacity: rest.count + Self.pieceSize) { bytes, count in
            for byte in rest {
                bytes.initializeElement(at: count, to: byte)
                count += 1
            }
            var step: Int
            repeat {
                step = read(descriptor, bytes.baseAddress! + count, Self.pieceSize)
            } while step < 0 && errno == EINTR
            if step < 0 { failure = .unreadable(path: path, reason: String(cString: strerror(errno))) }
            isAtEnd = step <= 0
            count += max(0, step)
        }
        position = 0
        if let failure { throw failure }
    }
}
