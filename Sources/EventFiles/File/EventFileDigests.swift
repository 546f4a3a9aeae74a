import Files
import Foundation
import Synchronization

/// Which file it was and in which state, as far as the system says without reading it: enough to find a digest again.
public struct FileStamp: Sendable, Hashable, Codable {
    public let device: UInt64
    public let inode: UInt64
    /// In bytes.
    public let size: Int64
    /// When it was changed last, in nanoseconds since 1970.
    public let modified: Int64

    /// - Throws: ``EventFileError`` where there is no file.
    public init(_ path: String) throws(EventFileError) {
        var status = stat()
        guard stat(URL(fileURLWithPath: path).path, &status) == 0 else {
            throw EventFileError(.unreadable, path, String(cString: strerror(errno)))
        }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }
}

/// SHA-256 of files, each computed once as long as its ``FileStamp`` stays.
public final class EventFileDigests: Sendable {
    /// Of this run.
    public static let shared = EventFileDigests()

    private let known = Mutex<[FileStamp: String]>([:])

    public init() {}

    /// The digest of a file's bytes.
    ///
    /// - Returns: 64 hexadecimal digits.
    /// - Throws: ``EventFileError``, also where the file changes while it is read.
    public func digest(of path: String) throws(EventFileError) -> String {
        let stamp = try FileStamp(path)
        if let digest = known.withLock({ $0[stamp] }) { return digest }
        return try verifiedDigest(of: path)
    }

    /// The same, computed again.
    public func verifiedDigest(of path: String) throws(EventFileError) -> String {
        let stamp = try FileStamp(path)
        let digest: String
        do throws(FileError) {
            digest = try RandomAccessFile(reading: URL(fileURLWithPath: path)).digest()
        } catch {
            throw EventFileError(.unreadable, path, error.reason)
        }
        guard try FileStamp(path) == stamp else {
            throw EventFileError(
                .unreadable, path, "it was changed while it was read", remedy: "try again when it is written")
        }
        known.withLock { $0[stamp] = digest }
        return digest
    }

    /// Takes a digest from a memory that outlives the run.
    public func remember(_ digest: String, for stamp: FileStamp) { known.withLock { $0[stamp] = digest } }
}
