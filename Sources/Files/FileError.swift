import Foundation

/// Why a file operation failed.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried, with the path and the reason.
    public let message: String
    /// The reason alone: "No space left on device".
    public let reason: String
    /// The number of the system's error; nil where the system was not asked.
    public let code: Int32?

    /// - Parameters:
    ///   - what: what was tried: "cannot write".
    ///   - url: the file.
    ///   - code: `errno` of the system call that failed.
    public init(_ what: String, _ url: URL, errno code: Int32) {
        reason = String(cString: strerror(code))
        message = "\(what) \(url.path): \(reason)"
        self.code = code
    }

    /// An error that no system call reported; `reason` says what is wrong with the file.
    public init(_ what: String, _ url: URL, because reason: String) {
        self.reason = reason
        message = "\(what) \(url.path): \(reason)"
        code = nil
    }

    public var description: String { message }
}
