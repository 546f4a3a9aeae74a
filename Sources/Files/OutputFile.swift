import Foundation

/// A place for output.
///
/// A regular file is replaced as a whole in one step, and keeps its mode and its group. If the place is a symbolic
/// link, the link stays and its target is replaced. A pipe or a device is written to and never replaced; the same holds
/// for open files of the process, with the names `/dev/stdout` and `/dev/fd/N`, whatever their targets.
public struct OutputFile: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// Replaced; it need not exist yet.
        case file
        /// Opened and written to.
        case stream
        /// Open already.
        case descriptor(Int32)
    }

    /// The path as it was given.
    public let url: URL
    /// The path with links resolved.
    public let place: URL
    let kind: Kind

    /// - Throws: ``FileError`` if it is a folder, if the name ends with a slash, or if links form a circle.
    public init(_ url: URL) throws(FileError) {
        self.url = url
        let end = try Self.end(of: url)
        place = URL(fileURLWithPath: end.path, isDirectory: false)
        if let descriptor = end.descriptor {
            kind = .descriptor(descriptor)
            return
        }
        var status = stat()
        if stat(end.path, &status) != 0 {
            guard errno == ENOENT else { throw FileError("cannot write", url, errno: errno) }
            guard !url.hasDirectoryPath else {
                throw FileError("cannot write", url, because: "the name ends like that of a folder; name a file in it")
            }
            kind = .file
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: throw FileError("cannot write", url, because: "it is a folder; name a file in it")
        default: kind = .stream
        }
    }

    /// Whether it is replaced; false for a pipe, a device, or an open file of the process.
    public var isReplaced: Bool { kind == .file }

    /// Whether it is the standard output of this process.
    public var isStandardOutput: Bool { kind == .descriptor(STDOUT_FILENO) }

    /// The identity of the existing file; nil if there is none.
    var identity: FileIdentity? {
        if case .descriptor(let number) = kind { return FileIdentity(descriptor: number) }
        return FileIdentity(place)
    }

    /// Checks whether the place can be written, without changing it.
    ///
    /// - Throws: ``FileError``.
    public func probe() throws(FileError) {
        switch kind {
        // Permissions do not decide: root may write everywhere and cannot write into /proc.
        case .file: _ = try PartialFile(self)
        case .stream:
            guard access(place.path, W_OK) == 0 else { throw FileError("cannot write", url, errno: errno) }
        case .descriptor(let number):
            let flags = fcntl(number, F_GETFL)
            guard flags >= 0, flags & O_ACCMODE != O_RDONLY else { throw FileError("cannot write", url, errno: EBADF) }
        }
    }

    /// Whether the existing file has exactly this content: then nothing has to be written or synced.
    public func holds(_ data: Data) -> Bool {
        guard kind == .file else { return false }
        var status = stat()
        return stat(place.path, &status) == 0 && Int(status.st_size) == data.count
            && FileManager.default.contents(atPath: place.path) == data
    }

    /// Opens the place for output that is written piece by piece and read at the same time, such as a log; the content
    /// of an existing file is removed.
    ///
    /// - Returns: a descriptor, which the caller closes.
    /// - Throws: ``FileError``.
    public func openForPieces() throws(FileError) -> Int32 {
        switch kind {
        case .stream: return try openStream()
        case .descriptor(let number):
            // What the process has open it shares with others: a job's log is not emptied for the log of a run.
            let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
            guard copy >= 0 else { throw FileError("cannot write", url, errno: errno) }
            return copy
        case .file: break
        }
        let file = open(place.path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError("cannot write", url, errno: errno) }
        return file
    }

    /// Writes all of it.
    ///
    /// - Throws: ``FileError``; an existing file is then unchanged.
    public func write(_ data: Data) throws(FileError) {
        guard kind == .file else { return try withStream { (stream) throws(FileError) in try put(data, into: stream) } }
        let partial = try PartialFile(self)
        try partial.append(data)
        try partial.finish()
    }

    /// Opens a place that is written to and not replaced.
    func withStream(_ body: (Int32) throws(FileError) -> Void) throws(FileError) {
        if case .descriptor(let number) = kind { return try body(number) }
        let stream = try openStream()
        defer { close(stream) }
        try body(stream)
    }

    /// How long a pipe without a reader is waited for, in seconds.
    static let patience = 30

    /// Opens a place that is written to and not replaced, and waits for the reader of a pipe, with a message and for a
    /// limited time.
    ///
    /// - Throws: ``FileError``, also if there is no reader.
    func openStream() throws(FileError) -> Int32 {
        for step in 0... {
            // A pipe that nobody reads is opened by nobody else either: without this, the call waits, in silence.
            let stream = open(place.path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
            if stream >= 0 {
                _ = fcntl(stream, F_SETFL, fcntl(stream, F_GETFL) & ~O_NONBLOCK)
                return stream
            }
            let failure = errno
            var status = stat()
            guard failure == ENXIO, stat(place.path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else {
                if failure == EINTR { continue }
                throw FileError("cannot write", url, errno: failure)
            }
            if step == 10 {
                try? StandardStream.error.write(
                    "A pipe that is to be written has no reader yet: waiting up to \(Self.patience) s for one.\n")
            }
            if step >= Self.patience * 20 { break }
            usleep(50_000)
        }
        throw FileError("cannot write", url, because: "nobody has opened this pipe to read it")
    }

    func put(_ data: Data, into stream: Int32) throws(FileError) {
        let failure = data.withUnsafeBytes { writeAll($0, to: stream) }
        if let failure { throw FileError("cannot write", url, errno: failure) }
    }

    /// Follows symbolic links to what they lead to, which need not exist.
    ///
    /// - Returns: its path, and its number where it is a file that this process has open.
    private static func end(of url: URL) throws(FileError) -> (path: String, descriptor: Int32?) {
        var here = URL(fileURLWithPath: url.path, isDirectory: false)
        for _ in 0..<40 {
            let named = here.deletingLastPathComponent().path
            let folder = realPath(named) ?? named
            if let number = Int32(here.lastPathComponent), ["/proc/\(getpid())/fd", "/dev/fd"].contains(folder) {
                return (here.path, number)
            }
            var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let length = readlink(here.path, &target, target.count - 1)
            guard length > 0 else { return (here.path, nil) }
            let path = String(decoding: target.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
            here = URL(fileURLWithPath: path.hasPrefix("/") ? path : folder + "/" + path, isDirectory: false)
        }
        throw FileError("cannot write", url, errno: ELOOP)
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// Writes all bytes at the current position of the file.
///
/// - Returns: the number of the system's error; nil if everything was written.
func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Int32? {
    var done = 0
    while done < bytes.count {
        let count = write(file, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count > 0 {
            done += count
        } else if count == 0 {
            return EIO
        } else if errno == EAGAIN {
            // A pipe or terminal that another program has set to non-blocking mode.
            var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
            poll(&waiting, 1, -1)
        } else if errno != EINTR {
            return errno
        }
    }
    return nil
}
