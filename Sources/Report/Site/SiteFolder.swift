import Files
import Foundation

/// The folder of a site: what is written lies in it, whatever links lead out of it, and what goes is what an earlier build wrote.
struct SiteFolder {
    /// Says what a build wrote; its first line, that the folder is a site.
    private static let listing = ".fiducial-site"
    private static let head = "Fiducial site 1"

    /// Without links.
    let url: URL
    /// What an earlier build wrote.
    private let earlier: Set<String>
    private var written: Set<String> = []

    /// - Throws: ``SiteError`` where the folder holds something else; `FileError` where it cannot be made.
    init(_ output: URL) throws {
        try FileSystem.createFolder(output)
        guard let path = realpath(output.path, nil) else { throw FileError("cannot write into", output, errno: errno) }
        defer { free(path) }
        url = URL(fileURLWithPath: String(cString: path), isDirectory: true)
        let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
        guard !names.isEmpty else {
            earlier = []
            return
        }
        let place = url.appendingPathComponent(Self.listing)
        guard Self.kind(place) == S_IFREG, let data = FileManager.default.contents(atPath: place.path) else {
            throw SiteError.otherFolder(output.relativePath)
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.first == Self.head else { throw SiteError.otherFolder(output.relativePath) }
        earlier = Set(lines.dropFirst())
    }

    /// The file of an earlier build that is added to; nil where there is none.
    func contents(_ name: String) throws -> Data? {
        let place = try place(name)
        return Self.kind(place) == nil ? nil : FileManager.default.contents(atPath: place.path)
    }

    /// Writes a file, whole.
    ///
    /// - Parameter name: its path in the site.
    /// - Throws: ``SiteError`` where that leads out of the site, `FileError`.
    mutating func write(_ data: Data, to name: String) throws {
        let place = try place(name)
        // An interrupted build leaves nothing that the next one does not know.
        if !earlier.contains(name), written.insert(name).inserted { try note(earlier.union(written)) }
        written.insert(name)
        try FileSystem.createFolder(place.deletingLastPathComponent())
        try OutputFile(place).write(data)
    }

    /// Adds to a file at its end.
    mutating func append(_ text: String, to name: String) throws {
        let place = try place(name)
        written.insert(name)
        try note(earlier.union(written))
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

    /// Removes what an earlier build wrote and this one did not.
    mutating func finish() throws {
        for name in earlier.subtracting(written).sorted() {
            guard let place = try? place(name), Self.kind(place) == S_IFREG else { continue }
            unlink(place.path)
            // Folders that are empty now go too.
            var folder = place.deletingLastPathComponent()
            while folder.path.count > url.path.count, rmdir(folder.path) == 0 { folder.deleteLastPathComponent() }
        }
        try note(written)
    }

    private func note(_ names: Set<String>) throws {
        let text = ([Self.head] + names.sorted()).map { $0 + "\n" }.joined()
        try OutputFile(try place(Self.listing)).write(Data(text.utf8))
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
    /// The folder is not empty, and no site.
    case otherFolder(String)
    /// The file of a site would stand elsewhere.
    case leadsOut(String)
    /// There is nothing to show.
    case noReports(String)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .otherFolder(let path):
            "'\(path)' is not empty, and is no site that an earlier 'fiducial site' wrote; name another folder, or empty it"
        case .leadsOut(let name):
            "'\(name)' of the site is not a plain file in plain folders, so that writing it could change something elsewhere; "
                + "remove what stands there"
        case .noReports(let path):
            "'\(path)' has no reports: a report is a Markdown file with cells or front matter"
        }
    }
}
