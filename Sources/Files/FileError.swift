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
    ///   - code: what the system said.
    public init(_ what: String, _ url: URL, errno code: Int32) {
        reason = String(cString: strerror(code))
        message = "\(what) \(url.path): \(reason)"
        self.code = code
    }

    /// - Parameter reason: what is wrong there, where the system was not asked.
    public init(_ what: String, _ url: URL, because reason: String) {
        self.reason = reason
        message = "\(what) \(url.path): \(reason)"
        code = nil
    }

    public var description: String { message }
}
