import Files
import Foundation

/// Bytes that are read one after the other.
protocol ByteStream: AnyObject {
    /// Fills a piece of memory with the next bytes.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError)
    /// Skips bytes.
    func skip(_ count: Int) throws(EventFileError)
}

/// A stretch of a file.
final class FileStream: ByteStream {
    private let file: RandomAccessFile
    private let path: String
    private var offset: Int

    init(_ file: RandomAccessFile, path: String, at offset: Int) {
        self.file = file
        self.path = path
        self.offset = offset
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) {
        do { try file.read(into: buffer, at: offset) } catch {
            throw EventFileError(.unreadable, path, error.reason)
        }
        offset += buffer.count
    }

    func skip(_ count: Int) { offset += count }
}

extension RandomAccessFile {
    /// Exactly this many bytes, or an error with the author's name of the file.
    func bytes(_ count: Int, at offset: Int, path: String) throws(EventFileError) -> [UInt8] {
        do { return try read(count, at: offset) } catch { throw EventFileError(.unreadable, path, error.reason) }
    }
}
