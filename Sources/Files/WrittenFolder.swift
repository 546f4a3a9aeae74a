import Foundation

/// A folder into which a command writes files whose names the user did not choose.
///
/// Such a file only replaces a file that a command wrote there before and that was not changed since. A listing in the
/// folder names these files, with a line for each in the format of `sha256sum`, so that `sha256sum --check` shows what
/// was changed. A file named on the command line is replaced as in ``OutputFile``, because the user chose it.
///
/// Commands that write into one folder at the same time take turns.
public struct WrittenFolder: Sendable {
    /// Why a file is not written.
    public enum Obstacle: Sendable, Hashable {
        /// The existing file was not written by a command.
        case foreign
        /// A command wrote it, and it was changed since.
        case changed
    }

    /// The folder; it need not exist.
    public let url: URL
    private let listing: URL
    /// What said before this version which files were written, if anything.
    private let formerListing: URL?
    /// The first line of the listing; nil for none.
    private let head: String?
    /// Of each file the digests that it may have; none for one that was noted without a digest.
    private var digests: [String: Set<String>] = [:]

    /// - Parameters:
    ///   - url: the folder; it need not exist.
    ///   - listing: the name of the listing.
    ///   - isBeside: whether the listing is beside the folder, with the folder's name in its own, because readers of
    ///     the folder refuse unknown files in it: `.hepdata.fiducial-files`.
    ///   - former: the name of an older listing, which is read if there is no new one.
    ///   - head: its first line; a listing with another first line is ignored.
    public init(
        _ url: URL, listing: String = ".fiducial-files", isBeside: Bool = false, former: String? = nil,
        head: String? = nil
    ) {
        self.url = url
        let folder = url.standardizedFileURL
        self.listing =
            isBeside
            ? folder.deletingLastPathComponent().appendingPathComponent(".\(folder.lastPathComponent)\(listing)")
            : url.appendingPathComponent(listing)
        formerListing = former.map(url.appendingPathComponent)
        self.head = head
        digests = noted() ?? [:]
    }

    /// The paths in the folder of all that commands wrote there and did not remove.
    public var names: Set<String> { Set(digests.keys) }

    /// The URL of a file of the folder.
    public func place(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Why a file cannot be written; nil if it can: there is no file, an empty one, one with the same content, or one
    /// that a command wrote. A pipe or a device is written to.
    ///
    /// - Parameters:
    ///   - name: its path in the folder.
    ///   - data: the content to write; nil if it is not known yet.
    public func obstacle(at name: String, to data: Data? = nil) -> Obstacle? {
        var status = stat()
        let place = place(name)
        guard stat(place.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else { return nil }
        let known = digests[name]
        if let known, known.isEmpty { return nil }
        // What cannot be read is not known to be of a command.
        let present = FileManager.default.contents(atPath: place.path)
        if let data, present == data { return nil }
        guard let known else { return .foreign }
        return present.map { known.contains(SHA256.hex($0)) } ?? false ? nil : .changed
    }

    /// Writes files, each as a whole; files that already have their content are not changed.
    ///
    /// If a run is killed in the meantime, the next one knows all files that it wrote.
    ///
    /// - Parameter files: by their paths in the folder.
    /// - Throws: ``FileError``; if there is an ``obstacle(at:to:)``, nothing is written.
    public mutating func write(_ files: [(name: String, data: Data)]) throws(FileError) {
        guard !files.isEmpty else { return }
        try FileSystem.createFolder(url)
        let lock = lock()
        defer { unlock(lock) }
        let before = noted()
        digests = before ?? digests
        for (name, data) in files {
            if let obstacle = obstacle(at: name, to: data) {
                throw FileError("cannot write", place(name), because: "it is \(obstacle.words)")
            }
        }
        let new = files.map { (name: $0.name, digest: SHA256.hex($0.data), data: $0.data) }
        // What stands there is known until the new one is in.
        for file in new where digests[file.name]?.isEmpty != true {
            digests[file.name, default: []].insert(file.digest)
        }
        if digests != before { try note() }
        let meanwhile = digests
        for file in new {
            let place = place(file.name)
            try FileSystem.createFolder(place.deletingLastPathComponent())
            let output = try OutputFile(place)
            if !output.holds(file.data) { try output.write(file.data) }
            digests[file.name] = [file.digest]
        }
        if digests != meanwhile { try note() }
    }

    /// Adds a file to the listing to which a command appends; it is never replaced.
    ///
    /// - Throws: ``FileError``.
    public mutating func adopt(_ name: String) throws(FileError) {
        try FileSystem.createFolder(url)
        let lock = lock()
        defer { unlock(lock) }
        let before = noted()
        digests = before ?? digests
        digests[name] = []
        if digests != before { try note() }
    }

    /// Removes files that commands wrote. Files that were changed since stay, and so do files that must stay; both are
    /// removed from the listing. If nothing is left, the listing is removed, and the folder, too, if it is then empty.
    ///
    /// - Throws: ``FileError``.
    public mutating func remove(_ names: some Sequence<String>, unless mustStay: (URL) -> Bool = { _ in false })
        throws(FileError)
    {
        let lock = lock()
        defer { unlock(lock) }
        guard let before = noted() else { return }
        digests = before
        for name in names where digests[name] != nil {
            let place = place(name)
            if Self.isRegular(place), obstacle(at: name) == nil, !mustStay(place) { unlink(place.path) }
            digests[name] = nil
        }
        if digests != before || digests.isEmpty { try note() }
    }

    // MARK: The listing

    /// The entries of the listing; nil if there is none.
    private func noted() -> [String: Set<String>]? {
        guard let place = [listing, formerListing].compactMap({ $0 }).first(where: Self.isRegular),
            let data = FileManager.default.contents(atPath: place.path)
        else { return nil }
        var lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        if let head {
            guard lines.first == head else { return nil }
            lines.removeFirst()
        }
        var digests: [String: Set<String>] = [:]
        for line in lines {
            let digest = line.prefix(64)
            if digest.count == 64, digest.allSatisfy(\.isHexDigit), line.dropFirst(64).hasPrefix("  ") {
                digests[String(line.dropFirst(66)), default: []].insert(String(digest))
            } else {
                digests[line] = []
            }
        }
        return digests
    }

    private func note() throws(FileError) {
        if digests.isEmpty, head == nil {
            unlink(listing.path)
        } else {
            let lines = digests.sorted { $0.key < $1.key }.flatMap { name, digests in
                digests.isEmpty ? [name] : digests.sorted().map { "\($0)  \(name)" }
            }
            try OutputFile(listing).write(Data(((head.map { [$0] } ?? []) + lines).map { $0 + "\n" }.joined().utf8))
        }
        if let formerListing, Self.isRegular(formerListing) { unlink(formerListing.path) }
        if digests.isEmpty, head == nil { rmdir(url.path) }
    }

    /// Not every file system can lock a folder: there is then no turn to take.
    private func lock() -> Int32 {
        let folder = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 { flock(folder, LOCK_EX) }
        return folder
    }

    private func unlock(_ folder: Int32) {
        if folder >= 0 { close(folder) }
    }

    /// Whether it is a regular file. Links are not followed; a pipe might have no writer.
    private static func isRegular(_ url: URL) -> Bool {
        var status = stat()
        return lstat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}

extension WrittenFolder.Obstacle {
    /// The obstacle as the continuation of "would take the place of".
    public var words: String {
        switch self {
        case .foreign: "a file that this program did not write"
        case .changed: "a file that was changed after this program wrote it"
        }
    }
}
