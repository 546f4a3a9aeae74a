import Foundation

/// The folders that the files of a report may lie in: its own, and those that the reader allows by `--allow-path`.
///
/// A report may come from anyone, and what it names ends up in the page.
struct AllowedFolders: Sendable {
    /// Without symbolic links, each with a slash at its end.
    private let roots: [String]

    init(_ folders: [URL]) {
        roots = folders.map { folder in
            let path = Self.resolved(folder.path)
            return path.hasSuffix("/") ? path : path + "/"
        }
    }

    /// Whether a file lies in one of them after symbolic links on its path are resolved.
    func hold(_ url: URL) -> Bool { hold(resolved: Self.resolved(url.path)) }

    /// Whether an open file lies in one of them.
    func hold(descriptor: Int32) -> Bool { hold(resolved: Self.resolved("/proc/self/fd/\(descriptor)")) }

    private func hold(resolved path: String) -> Bool { roots.contains { (path + "/").hasPrefix($0) } }

    /// The absolute path without symbolic links. What is not there keeps its name.
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

    /// How a message says that a file lies elsewhere, and what allows it.
    static let complaint = "lies outside of the report's folder"
    static func remedy(for url: URL) -> String {
        // The folder of the file itself: that of a link to it may be the report's own.
        let folder = (resolved(url.path) as NSString).deletingLastPathComponent
        guard folder != "/" else { return "copy it beside the report" }
        let isPlain = folder.allSatisfy { $0.isLetter || $0.isNumber || "/_.,+@%:=-".contains($0) }
        return "to allow it, give --allow-path " + (isPlain ? folder : "'\(folder.replacing("'", with: #"'\''"#))'")
    }
}
