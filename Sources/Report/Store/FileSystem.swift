import Foundation

/// Why a file operation failed.
public struct FileError: Error, Sendable, CustomStringConvertible {
    /// What was tried, with the path and the reason.
    public let message: String

    init(_ what: String, _ url: URL, errno code: Int32? = nil) {
        let why = code.map { ": " + String(cString: strerror($0)) } ?? ""
        message = "\(what) \(url.path)\(why)"
    }

    public var description: String { message }
}

/// Writes files such that either the old or the new content is there, whole, whatever happens.
enum FileSystem {
    /// Creates a folder and those around it.
    ///
    /// - Throws: ``FileError``.
    static func createFolder(_ url: URL) throws(FileError) {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw FileError("cannot create the folder", url, errno: errno)
        }
    }

    /// Writes and syncs.
    ///
    /// - Throws: ``FileError``.
    static func write(_ data: Data, to url: URL) throws(FileError) {
        let file = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw FileError("cannot write", url, errno: errno) }
        defer { close(file) }
        var failure: Int32?
        data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count, failure == nil {
                let count = Foundation.write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
                if count >= 0 { done += count } else if errno != EINTR { failure = errno }
            }
        }
        if failure == nil, fsync(file) != 0 { failure = errno }
        if let failure { throw FileError("cannot write", url, errno: failure) }
    }

    /// Puts a file in place of another in one step.
    ///
    /// - Throws: ``FileError``; the old file is then still there.
    static func replace(_ url: URL, with data: Data) throws(FileError) {
        let folder = url.deletingLastPathComponent()
        let temporary = folder.appendingPathComponent(".\(url.lastPathComponent).\(unique)")
        do {
            try write(data, to: temporary)
            try rename(temporary, to: url)
        } catch {
            unlink(temporary.path)
            throw error
        }
        sync(folder)
    }

    /// Moves a file or folder within one file system.
    ///
    /// - Throws: ``FileError``.
    static func rename(_ old: URL, to new: URL) throws(FileError) {
        guard Foundation.rename(old.path, new.path) == 0 else {
            throw FileError("cannot put in place", new, errno: errno)
        }
    }

    /// Makes renames in a folder durable. Not every file system can do that, so a failure is no error.
    static func sync(_ folder: URL) {
        let handle = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { return }
        fsync(handle)
        close(handle)
    }

    /// A file name that is not used twice, in this process or in another.
    static var unique: String { "tmp-\(getpid())-\(UInt32.random(in: 0...UInt32.max))" }
}
