import Foundation

/// Which file stands somewhere, and in which state: another one wherever its content may be another.
struct FileStamp: Sendable, Hashable {
    private let device: UInt64
    private let number: UInt64
    private let size: Int64
    private let changed: [Int64]

    /// Links are followed.
    ///
    /// - Returns: nil where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        size = Int64(status.st_size)
        changed = [status.st_mtim, status.st_ctim].flatMap { [Int64($0.tv_sec), Int64($0.tv_nsec)] }
    }
}

/// The state of several files at a time.
struct FileStamps: Sendable, Hashable {
    private let stamps: [String: FileStamp?]

    /// - Parameter files: the files, which need not exist.
    init(_ files: [URL]) {
        stamps = Dictionary(files.map { ($0.path, FileStamp($0.path)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether all files are unchanged.
    var areCurrent: Bool { stamps.allSatisfy { FileStamp($0.key) == $0.value } }
}
