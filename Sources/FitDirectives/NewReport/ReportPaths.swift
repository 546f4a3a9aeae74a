import Foundation

/// The paths of files in a report, and the files outside of its folder.
public struct ReportPaths {
    private let folder: URL

    /// - Parameter folder: the report's folder; it need not exist yet.
    init(folder: URL) { self.folder = URL(fileURLWithPath: folder.path, isDirectory: true).standardizedFileURL }

    /// The path of a file from the report's folder: an absolute path where the relative one would lead up to the root.
    func relative(_ path: String) -> String {
        let file = URL(fileURLWithPath: path).standardizedFileURL
        let (from, to) = (folder.path.split(separator: "/"), file.path.split(separator: "/"))
        let shared = zip(from, to).prefix { $0 == $1 }.count
        guard shared > 0 || from.isEmpty else { return file.path }
        let steps = [String](repeating: "..", count: from.count - shared) + to.dropFirst(shared).map(String.init)
        return steps.joined(separator: "/")
    }

    /// The folders of files outside of the report's folder, with links resolved; folders inside of others are left out.
    func outside(_ files: [String]) -> [String] {
        let own = Self.resolved(folder.path)
        let places = files.map { Self.resolved(URL(fileURLWithPath: $0).path) as NSString }
        let folders = Set(places.map(\.deletingLastPathComponent))
        let others = folders.filter { !Self.holds(own, $0) }.sorted()
        return others.filter { path in !others.contains { $0 != path && Self.holds($0, path) } }
    }

    private static func holds(_ folder: String, _ path: String) -> Bool {
        (path + "/").hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }

    /// Without symbolic links; what is not there keeps its name.
    private static func resolved(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        let url = URL(fileURLWithPath: path).standardizedFileURL
        guard url.path != "/" else { return "/" }
        let folder = resolved(url.deletingLastPathComponent().path)
        return (folder == "/" ? "" : folder) + "/" + url.lastPathComponent
    }

    /// A path, quoted for a shell.
    public static func quoted(_ path: String) -> String {
        let isPlain = !path.isEmpty && path.allSatisfy { $0.isLetter || $0.isNumber || "/_.,+@%:=-".contains($0) }
        return isPlain ? path : "'\(path.replacing("'", with: #"'\''"#))'"
    }
}
