import Foundation

/// Why a file operation failed.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The failed operation, with the path and the reason.
    public let message: String
    /// The reason alone: "No space left on device".
    public let reason: String
    /// The number of the system's error; nil without a system call.
    public let code: Int32?

    /// - Parameters:
    ///   - what: the failed operation: "cannot write".
    ///   - url: the file.
    ///   - code: `errno` of the system call that failed.
    public init(_ what: String, _ url: URL, errno code: Int32) {
        reason = String(cString: strerror(code))
        message = "\(what) \(url.path): \(reason)"
        self.code = code
    }

    /// An error that no system call reported; `reason` states the problem with the file.
    public init(_ what: String, _ url: URL, because reason: String) {
        self.reason = reason
        message = "\(what) \(url.path): \(reason)"
        code = nil
    }

    public var description: String { message }
}
