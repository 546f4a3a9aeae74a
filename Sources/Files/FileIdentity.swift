import Foundation

/// Which file it is, whatever it is called: the same for all links to it, symbolic or hard.
public struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// - Returns: nil where there is no file, and for a terminal, `/dev/null` and the like: what is written into such a
    ///   device does not replace what is read from it.
    public init?(_ url: URL) {
        var status = stat()
        guard stat(url.path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Of an open file.
    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init?(_ status: stat) {
        guard status.st_mode & S_IFMT != S_IFCHR else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
    }
}

/// The files that a command reads, which it must therefore not write.
public struct ProtectedFiles: Sendable {
    private var names: [FileIdentity: String] = [:]

    public init() {}

    /// Protects a file. Messages call it `what`, for example "the report"; a file keeps the first name that it is
    /// given.
    public mutating func add(_ url: URL, _ what: String) {
        guard let identity = FileIdentity(url), names[identity] == nil else { return }
        names[identity] = what
    }

    /// What is read from the place, in the words of ``add(_:_:)``; nil where nothing is.
    public func name(of output: OutputFile) -> String? { output.identity.flatMap { names[$0] } }

    /// What is read from a file that is in the way, in the words of ``add(_:_:)``; links are followed.
    public func name(of url: URL) -> String? { FileIdentity(url).flatMap { names[$0] } }
}
