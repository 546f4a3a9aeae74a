import Foundation

/// The steps by which a folder is moved into place, for results of several files.
public enum FileSystem {
    /// Creates a folder and those around it.
    ///
    /// - Throws: ``FileError``.
    public static func createFolder(_ url: URL) throws(FileError) {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw FileError("cannot create the folder", url, because: reason(error))
        }
    }

    /// What the system said, in its words.
    private static func reason(_ error: any Error) -> String {
        if let error = error as? CocoaError, let code = (error.underlying as? POSIXError)?.code {
            return String(cString: strerror(code.rawValue))
        }
        return error.localizedDescription
    }

    /// Writes a new file and syncs it.
    ///
    /// - Throws: ``FileError``.
    public static func write(_ data: Data, to url: URL) throws(FileError) {
        let file = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError("cannot write", url, errno: errno) }
        defer { close(file) }
        var failure = data.withUnsafeBytes { writeAll($0, to: file) }
        if failure == nil, fsync(file) != 0 { failure = errno }
        if let failure { throw FileError("cannot write", url, errno: failure) }
    }

    /// Writes a file that does not exist yet, and syncs it.
    ///
    /// - Throws: ``FileError``, with the code `EEXIST` if the name exists, also as a link without a target, which is
    ///   left unchanged. An incomplete file is removed again.
    public static func create(_ data: Data, at url: URL) throws(FileError) {
        let file = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError("cannot write", url, errno: errno) }
        defer { close(file) }
        var failure = data.withUnsafeBytes { writeAll($0, to: file) }
        if failure == nil, fsync(file) != 0 { failure = errno }
        if let failure {
            unlink(url.path)
            throw FileError("cannot write", url, errno: failure)
        }
        sync(url.deletingLastPathComponent())
    }

    /// Moves a file or folder within one file system.
    ///
    /// - Throws: ``FileError``.
    public static func rename(_ old: URL, to new: URL) throws(FileError) {
        guard Foundation.rename(old.path, new.path) == 0 else {
            throw FileError("cannot put in place", new, errno: errno)
        }
    }

    /// Makes renames in a folder durable. Not every file system can do that, so a failure is not an error.
    public static func sync(_ folder: URL) {
        let handle = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return }
        fsync(handle)
        close(handle)
    }

    /// A file name that is not used twice, in this process or in another.
    public static var unique: String { "tmp-\(getpid())-\(UInt32.random(in: 0...UInt32.max))" }
}
