import Foundation

/// Shows whether a file is still the same with the same content: its place on disk, its size, and the time of its last
/// change.
public struct FileStamp: Sendable, Hashable {
    /// Device, place on it, size, and the times at which content and status last changed, in seconds and nanoseconds.
    public let numbers: [Int64]

    /// - Returns: nil where there is no file.
    public init?(_ url: URL) {
        var status = stat()
        guard stat(url.path, &status) == 0 else { return nil }
        self.init(status)
    }

    public init(_ status: stat) {
        numbers = [
            Int64(truncatingIfNeeded: status.st_dev), Int64(truncatingIfNeeded: status.st_ino), Int64(status.st_size),
            Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec), Int64(status.st_ctim.tv_sec),
            Int64(status.st_ctim.tv_nsec),
        ]
    }

    /// The numbers in one line.
    public var text: String { numbers.map(String.init).joined(separator: " ") }
}
