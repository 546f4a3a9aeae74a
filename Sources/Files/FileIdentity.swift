import Foundation

/// The identity of a file, independent of its name: the same for all links to it, symbolic or hard.
public struct FileIdentity: Sendable, Hashable {
    private let device: UInt64
    private let inode: UInt64

    /// - Returns: nil where there is no file, and for a terminal, `/dev/null` and similar devices, because writing to
    ///   them does not replace what is read.
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

/// The files that a command reads and therefore must not overwrite.
public struct ProtectedFiles: Sendable {
    private var names: [FileIdentity: String] = [:]
    /// Folders of which every file is protected, by their paths without links.
    private var folders: [(path: String, what: String)] = []

    /// No files.
    public init() {}

    /// Protects a file. Messages call it `what`, for example "the report"; a file keeps the first name that it is
    /// given.
    public mutating func add(_ url: URL, _ what: String) {
        guard let identity = FileIdentity(url), names[identity] == nil else { return }
        names[identity] = what
    }

    /// Protects all files of a folder, also those that do not exist yet.
    public mutating func add(folder: URL, _ what: String) {
        folders.append((folder.resolvingSymlinksInPath().standardizedFileURL.path + "/", what))
    }

    /// Adds the files of another list.
    public mutating func add(_ others: ProtectedFiles) {
        names.merge(others.names) { own, _ in own }
        folders += others.folders
    }

    private func name(ofFolderOf url: URL) -> String? {
        let folder = url.deletingLastPathComponent().resolvingSymlinksInPath().standardizedFileURL.path + "/"
        return folders.first { folder.hasPrefix($0.path) }?.what
    }

    /// The name of the input at the place, as given to ``add(_:_:)``; nil if it is not an input.
    public func name(of output: OutputFile) -> String? {
        output.identity.flatMap { names[$0] } ?? (output.isReplaced ? name(ofFolderOf: output.place) : nil)
    }

    /// The name of the input that a file is, as given to ``add(_:_:)``; links are followed.
    public func name(of url: URL) -> String? { FileIdentity(url).flatMap { names[$0] } ?? name(ofFolderOf: url) }
}
