import Files
import Foundation

/// A lock on a file that one thread of one process holds at a time; given back at the end of its life.
final class FileLock {
    private let file: Int32

    /// Waits for the lock.
    ///
    /// - Throws: `CancellationError` when the run is stopped while waiting, `FileError` where no lock is possible.
    init(_ url: URL, cancellation: Cancellation) throws {
        file = Self.open(url)
        guard file >= 0 else { throw FileError("cannot lock", url, errno: errno) }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK || code == EINTR else {
                close(file)
                throw FileError("cannot lock", url, errno: code)
            }
            if cancellation.isCancelled {
                close(file)
                throw CancellationError()
            }
            usleep(20_000)
        }
    }

    /// Takes the lock if it is free.
    ///
    /// - Returns: nil where it is taken, or where no lock is possible.
    init?(ifFree url: URL) {
        file = Self.open(url)
        guard file >= 0 else { return nil }
        // An instance that is whole closes the file as it ends.
        if flock(file, LOCK_EX | LOCK_NB) != 0 { return nil }
    }

    deinit { close(file) }

    /// A lock that another user has made, perhaps one whose run was killed, need not be one to write.
    private static func open(_ url: URL) -> Int32 {
        let file = Foundation.open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard file < 0, errno == EACCES else { return file }
        let other = Foundation.open(url.path, O_RDONLY | O_CLOEXEC)
        // There is none, because none may be made.
        if other < 0, errno == ENOENT { errno = EACCES }
        return other
    }
}
