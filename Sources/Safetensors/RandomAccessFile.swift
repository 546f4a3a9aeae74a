import Foundation

/// A file of which any piece can be read, from any thread.
final class RandomAccessFile: Sendable {
    let path: String
    /// The file's length when it was opened.
    let length: Int
    private let descriptor: Int32

    /// Opens a regular file for reading.
    init(reading url: URL) throws(SafetensorsError) {
        path = url.path
        // Without blocking, so that a pipe without a writer is refused rather than waited for.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        let error = errno
        guard isKnown, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(path: path, reason: isKnown ? "not a regular file" : String(cString: strerror(error)))
        }
        length = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Exactly `count` bytes from `offset` on.
    func read(_ count: Int, at offset: Int) throws(SafetensorsError) -> [UInt8] {
        var failed: SafetensorsError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let step = pread(descriptor, buffer.baseAddress! + filled, count - filled, off_t(offset + filled))
                if step < 0 && errno == EINTR { continue }
                guard step > 0 else {
                    failed =
                        step < 0
                        ? Self.failure(path)
                        : .unreadable(path: path, reason: "it ends at byte \(offset + filled) and was longer before")
                    return
                }
                filled += step
            }
        }
        if let failed { throw failed }
        return bytes
    }

    private static func failure(_ path: String) -> SafetensorsError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
