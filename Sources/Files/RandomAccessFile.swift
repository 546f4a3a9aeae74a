import Foundation

/// A file whose pieces can be read in any order, from any thread.
public final class RandomAccessFile: Sendable {
    /// The path as it was given.
    public let url: URL
    private let path: String
    /// The file's length when it was opened.
    public let length: Int
    private let descriptor: Int32

    /// Opens a regular file for reading.
    ///
    /// - Throws: ``FileError``, also if it is not a regular file.
    public init(reading url: URL) throws(FileError) {
        self.url = url
        path = url.path
        // Without blocking, so that a pipe without a writer is refused rather than waited for.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError("cannot read", url, errno: errno) }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        let error = errno
        guard isKnown, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw isKnown
                ? FileError("cannot read", url, because: "not a regular file")
                : FileError("cannot read", url, errno: error)
        }
        length = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Exactly `count` bytes from `offset` on.
    ///
    /// - Throws: ``FileError``, also where the file has become shorter since it was opened.
    public func read(_ count: Int, at offset: Int) throws(FileError) -> [UInt8] {
        var failed: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(FileError) {
                let bytes = UnsafeMutableRawBufferPointer(buffer)
                try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]), at: offset)
                filled = count
            } catch {
                failed = error
            }
        }
        if let failed { throw failed }
        return bytes
    }

    /// Fills a piece of memory with the bytes from `offset` on.
    ///
    /// - Throws: ``FileError``, also where the file has become shorter since it was opened.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        var filled = 0
        while filled < buffer.count {
            guard let start = buffer.baseAddress else { return }
            let step = pread(descriptor, start + filled, buffer.count - filled, off_t(offset + filled))
            if step < 0 && errno == EINTR { continue }
            guard step > 0 else {
                throw step < 0
                    ? FileError("cannot read", url, errno: errno)
                    : FileError(
                        "cannot read", url, because: "it ends at byte \(offset + filled) and was longer before")
            }
            filled += step
        }
    }

    /// The digest of all bytes.
    ///
    /// - Returns: 64 hexadecimal digits.
    /// - Throws: ``FileError``.
    public func digest() throws(FileError) -> String {
        var hash = SHA256()
        var offset = 0
        while offset < length {
            let piece = try read(min(1 << 20, length - offset), at: offset)
            hash.update(piece)
            offset += piece.count
        }
        return hash.finish()
    }
}
