import Files
import Foundation

/// The folder of a site: what is written lies in it, whatever links lead out of it, and what goes is what an earlier build wrote.
struct SiteFolder {
    /// Says what a build wrote; its first line, that the folder is a site.
    private static let listing = ".fiducial-site"
    private static let head = "Fiducial site 1"

    /// What an earlier build wrote, and this one has written.
    private var folder: WrittenFolder
    /// What an earlier build wrote.
    private let earlier: Set<String>
    private var written: Set<String> = []

    /// The URL with links resolved.
    var url: URL { folder.url }

    /// - Throws: ``SiteError`` where the folder contains something else; `FileError` where it cannot be created.
    init(_ output: URL) throws {
        try FileSystem.createFolder(output)
        guard let path = realpath(output.path, nil) else { throw FileError("cannot write into", output, errno: errno) }
        defer { free(path) }
        let url = URL(fileURLWithPath: String(cString: path), isDirectory: true)
        folder = WrittenFolder(url, listing: Self.listing, head: Self.head)
        earlier = folder.names
        guard try !FileManager.default.contentsOfDirectory(atPath: url.path).isEmpty else { return }
        let place = url.appendingPathComponent(Self.listing)
        guard Self.kind(place) == S_IFREG, let data = FileManager.default.contents(atPath: place.path),
            data.prefix(while: { $0 != UInt8(ascii: "\n") }) == Data(Self.head.utf8)
        else { throw SiteError.otherFolder(output.relativePath) }
    }

    /// The content of a file of an earlier build, to which text is added; nil without such a file.
    func contents(_ name: String) throws -> Data? {
        let place = try place(name)
        return Self.kind(place) == nil ? nil : FileManager.default.contents(atPath: place.path)
    }

    /// Writes a complete file.
    ///
    /// - Parameter name: its path in the site.
    /// - Throws: ``SiteError`` where the path leads out of the site, or the file would replace one that no build wrote;
    ///   `FileError`.
    mutating func write(_ data: Data, to name: String) throws {
        _ = try place(name)
        if let obstacle = folder.obstacle(at: name, to: data) { throw SiteError.occupied(name, obstacle.words) }
        // The listing is written before the file, whatever stands at its name.
        _ = try place(Self.listing)
        try folder.write([(name, data)])
        written.insert(name)
    }

    /// Adds to a file at its end.
    mutating func append(_ text: String, to name: String) throws {
        let place = try place(name)
        _ = try self.place(Self.listing)
        try folder.adopt(name)
        written.insert(name)
        let file = open(place.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard file >= 0 else { throw FileError("cannot write", place, errno: errno) }
        defer { close(file) }
        let handle = FileHandle(fileDescriptor: file, closeOnDealloc: false)
        do {
            try handle.write(contentsOf: Data(text.utf8))
            try handle.synchronize()
        } catch {
            throw FileError("cannot write", place, because: error.words)
        }
    }

    /// Keeps a file that an earlier build wrote.
    mutating func keep(_ name: String) { if earlier.contains(name) { written.insert(name) } }

    /// Removes files that an earlier build wrote and this one did not.
    mutating func finish() throws {
        _ = try place(Self.listing)
        let gone = earlier.subtracting(written).sorted()
        let inside = gone.filter { (try? place($0)) != nil }
        let places = Set(inside.map(folder.place))
        try folder.remove(gone, unless: { !places.contains($0) })
        for name in inside {
            // Folders that are empty now go too.
            var folder = self.folder.place(name).deletingLastPathComponent()
            while folder.path.count > url.path.count, rmdir(folder.path) == 0 { folder.deleteLastPathComponent() }
        }
    }

    /// - Throws: ``SiteError`` where a part of the path is a link, or is no folder.
    private func place(_ name: String) throws -> URL {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") }) else {
            throw SiteError.leadsOut(name)
        }
        var place = url
        for (index, part) in parts.enumerated() {
            place.appendPathComponent(String(part), isDirectory: false)
            guard let kind = Self.kind(place) else { continue }
            guard kind == (index < parts.count - 1 ? S_IFDIR : S_IFREG) else { throw SiteError.leadsOut(name) }
        }
        return place
    }

    /// What stands in a place, links not followed; nil where nothing does.
    private static func kind(_ url: URL) -> mode_t? {
        var status = stat()
        return lstat(url.path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}

/// Why a site cannot be written.
public enum SiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The folder is neither empty nor a site.
    case otherFolder(String)
    /// A file of the site would be written outside of its folder.
    case leadsOut(String)
    /// Another file occupies the place of a file of the site; it is described in words.
    case occupied(String, String)
    /// There are no reports to show.
    case noReports(String)

    /// The error and its remedy.
    public var description: String {
        switch self {
        case .otherFolder(let path):
            "'\(path)' is not empty, and is no site that an earlier 'fiducial site' wrote; name another folder, or empty it"
        case .leadsOut(let name):
            "'\(name)' of the site is not a plain file in plain folders, so that writing it could change something elsewhere; "
                + "remove what stands there"
        case .occupied(let name, let what): "'\(name)' of the site would take the place of \(what); move that"
        case .noReports(let path):
            "'\(path)' has no reports: a report is a Markdown file with cells or front matter"
        }
    }
}
