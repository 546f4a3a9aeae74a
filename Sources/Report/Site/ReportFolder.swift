import Foundation

/// Reports that are shown together: those of folders, which are listed again each time, and single ones.
package struct ReportFolder: Sendable {
    /// One report.
    package struct Entry: Sendable, Hashable {
        /// Its name in addresses: its path in the folder without suffix, such as "studies/closure".
        package let name: String
        package let url: URL
        /// The file's name in messages.
        package let file: String

        /// The name, percent-encoded.
        package var target: String {
            name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name
        }
    }

    /// How deep folders are searched.
    private static let deepest = 4
    /// How many reports a list shows.
    private static let most = 500
    /// Bytes of a file that are looked into for a cell.
    private static let beginning = 256 << 10

    /// The title in words.
    package let title: String
    /// As the command line names the folder.
    private let path: String
    /// Without links.
    private let root: String
    /// Those that were named one by one; nil for a folder.
    private let named: [Entry]?

    /// - Parameter path: a folder.
    /// - Throws: ``MissingReports``.
    package init(folder path: String) throws(MissingReports) {
        guard let root = Self.resolved(path) else { throw MissingReports(path: path, why: "there is no such folder") }
        self.path = path
        self.root = root
        title = root
        named = nil
    }

    /// - Parameter paths: of reports.
    /// - Throws: ``MissingReports``.
    package init(reports paths: [String]) throws(MissingReports) {
        var entries: [Entry] = []
        for path in paths {
            let url = URL(fileURLWithPath: path)
            guard FileManager.default.isReadableFile(atPath: url.path) else {
                throw MissingReports(path: path, why: "there is no such report")
            }
            let stem = url.deletingPathExtension().lastPathComponent
            var name = stem
            var number = 2
            while entries.contains(where: { $0.name == name }) {
                name = "\(stem)-\(number)"
                number += 1
            }
            entries.append(Entry(name: name, url: url, file: path))
        }
        path = ""
        title = paths.joined(separator: ", ")
        root = ""
        named = entries
    }

    /// All reports, sorted by name.
    package func entries() -> [Entry] {
        if let named { return named }
        var found: [Entry] = []
        search(root, under: "", depth: 0, &found)
        return found.sorted { $0.name.localizedStandardCompare($1.name) == .orderedAscending }
    }

    /// - Returns: nil for an unknown report, and for one outside of the folder.
    package func entry(_ name: String) -> Entry? {
        if let named { return named.first { $0.name == name } }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.count <= Self.deepest + 1,
            !parts.contains(where: { $0.isEmpty || $0.hasPrefix(".") || $0.contains("\0") })
        else { return nil }
        return entry(at: "\(root)/\(name).md", name: name)
    }

    private func search(_ folder: String, under prefix: String, depth: Int, _ found: inout [Entry]) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where !name.hasPrefix(".") && found.count < Self.most {
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                // A link could lead back up.
                let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
                if depth < Self.deepest, !isLink { search(path, under: "\(prefix)\(name)/", depth: depth + 1, &found) }
            } else if name.hasSuffix(".md"), Self.isReport(path),
                let entry = entry(at: path, name: prefix + name.dropLast(3))
            {
                found.append(entry)
            }
        }
    }

    private func entry(at path: String, name: String) -> Entry? {
        guard let real = Self.resolved(path), real.hasPrefix(root == "/" ? "/" : root + "/") else {
            return nil
        }
        let folder = self.path.hasSuffix("/") ? String(self.path.dropLast()) : self.path
        return Entry(
            name: name, url: URL(fileURLWithPath: path), file: self.path == "." ? "\(name).md" : "\(folder)/\(name).md")
    }

    /// Whether a Markdown file has front matter, or a cell.
    package static func isReport(_ path: String) -> Bool {
        // A pipe that nobody writes to would be waited for.
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let file = FileHandle(forReadingAtPath: path)
        else { return false }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: beginning) else { return false }
        let text = String(decoding: data, as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.first == "---" || lines.first == "\u{FEFF}---" { return true }
        return lines.contains { $0.hasPrefix("```{") || $0.hasPrefix("~~~{") }
    }

    /// The absolute path without links; nil where nothing is there.
    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

/// Why there are no reports to show.
public struct MissingReports: Error, Sendable, Hashable, CustomStringConvertible {
    let path: String
    let why: String

    package init(path: String, why: String) {
        self.path = path
        self.why = why
    }

    /// The error.
    public var description: String { "'\(path)': \(why)" }
}
