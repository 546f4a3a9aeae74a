import Foundation

/// Standard output or standard error.
public enum StandardStream: Int32, Sendable {
    /// Standard output, for results.
    case output = 1
    case error = 2

    /// Writes all of a text.
    ///
    /// - Throws: ``FileError`` where the stream is closed or full, or its reader has gone (`code` is then `EPIPE`).
    public func write(_ text: String) throws(FileError) {
        var text = text
        let failure = text.withUTF8 { writeAll(UnsafeRawBufferPointer($0), to: rawValue) }
        if let failure { throw FileError("cannot write to", URL(fileURLWithPath: path), errno: failure) }
    }

    private var path: String { self == .output ? "/dev/stdout" : "/dev/stderr" }

    /// Must be called first in a program: then a failed write is an error and does not end the process, and the
    /// descriptor of a stream that was closed at the start is not used for files opened later.
    public static func prepare() {
        // Written to a pipe without a reader, and beyond the largest size that a file may have.
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        for number in 0...Int32(2) where fcntl(number, F_GETFD) < 0 {
            // Open the wrong way round, so that using it fails as it does with a closed stream. The lowest free number is
            // taken, which is this one.
            _ = open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
        }
    }
}
