import Foundation

/// A temporary file beside its final place; it is removed if it is never finished.
///
/// Output for a pipe or a device is collected in the folder for temporary files and copied at the end, so that pieces
/// may be written in any order there, too.
public final class PartialFile {
    private let output: OutputFile
    private let path: String
    private let file: Int32
    private var isFinished = false

    /// - Throws: ``FileError`` that names the place, not the file beside it.
    public init(_ output: OutputFile) throws(FileError) {
        self.output = output
        let folder =
            output.isReplaced ? output.place.deletingLastPathComponent() : FileManager.default.temporaryDirectory
        let path = folder.appendingPathComponent(".\(FileSystem.unique)").path
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError("cannot write", output.url, errno: errno) }
        self.path = path
        self.file = file
        if output.isReplaced { takeOver() }
    }

    deinit {
        if !isFinished { unlink(path) }
        close(file)
    }

    /// Takes mode, group and, where the system allows it, owner from the file that is to be replaced.
    private func takeOver() {
        var old = stat()
        guard stat(output.place.path, &old) == 0, old.st_mode & S_IFMT == S_IFREG else { return }
        var mode = old.st_mode & 0o7777
        if fchown(file, old.st_uid, old.st_gid) != 0, fchown(file, uid_t.max, old.st_gid) != 0 {
            // Another group gets no more than everybody.
            mode = mode & 0o707 | (mode & 0o007) << 3
        }
        fchmod(file, mode)
    }

    /// Appends bytes.
    ///
    /// - Throws: ``FileError``, as all methods do.
    public func append(_ bytes: some ContiguousBytes) throws(FileError) {
        try check(bytes.withUnsafeBytes { writeAll($0, to: file) })
    }

    /// Writes bytes at an offset in bytes from the start of the file; bytes that are never written are 0.
    ///
    /// - Throws: ``FileError`` where the system cannot write.
    public func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
        try check(
            bytes.withUnsafeBytes { buffer -> Int32? in
                var done = 0
                while done < buffer.count {
                    let count = pwrite(
                        file, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
                    if count > 0 {
                        done += count
                    } else if count == 0 {
                        return EIO
                    } else if errno != EINTR {
                        return errno
                    }
                }
                return nil
            })
    }

    /// Shortens the file, or extends it with zeros.
    ///
    /// - Throws: ``FileError`` where the system cannot do it.
    public func setLength(_ length: Int) throws(FileError) {
        try check(ftruncate(file, off_t(length)) == 0 ? nil : errno)
    }

    /// Moves the complete file into place, or copies it into the pipe or device. Nothing is written afterwards.
    ///
    /// - Throws: ``FileError``; an existing file is then unchanged.
    public func finish() throws(FileError) {
        precondition(!isFinished, "a file can be finished once")
        if output.isReplaced {
            try check(fsync(file) == 0 ? nil : errno)
            try check(rename(path, output.place.path) == 0 ? nil : errno)
            FileSystem.sync(output.place.deletingLastPathComponent())
        } else {
            try output.withStream { (stream) throws(FileError) in try copy(into: stream) }
            unlink(path)
        }
        isFinished = true
    }

    private func copy(into stream: Int32) throws(FileError) {
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        var offset = 0
        while true {
            let count = pread(file, &piece, piece.count, off_t(offset))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return try check(count == 0 ? nil : errno) }
            try output.put(Data(piece[..<count]), into: stream)
            offset += count
        }
    }

    private func check(_ failure: Int32?) throws(FileError) {
        if let failure { throw FileError("cannot write", output.url, errno: failure) }
    }
}
