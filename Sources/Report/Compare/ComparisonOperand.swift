import Files
import Foundation

/// What a caller names to be compared.
enum ComparisonOperand: Equatable {
    /// The current text of a report, with the results in its store.
    case report(String)
    /// The text of a report at a commit of git, with the results in the store for it.
    case commit(path: String, revision: String)
    /// A rendered page.
    case page(String)
    /// The last results in a store.
    case store(String)

    /// Reads a name: first as a file or folder, then as `path@commit`, and last as `commit:path`. Paths start at the
    /// working folder, also in a commit.
    init(_ name: String) throws(ComparisonError) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
            self = isFolder.boolValue ? .store(name) : Self.isPage(name) ? .page(name) : .report(name)
            return
        }
        let places = name.indices.filter { name[$0] == "@" }.map { (name[..<$0], name[name.index(after: $0)...]) }
        // A revision such as main@{1} has the sign, too.
        if let (path, revision) = places.first(where: { $0.0.hasSuffix(".md") }) ?? places.first,
            !path.isEmpty, !revision.isEmpty
        {
            self = .commit(path: String(path), revision: String(revision))
            return
        }
        guard let colon = name.firstIndex(of: ":"), colon != name.startIndex, name.index(after: colon) != name.endIndex
        else { throw .unknown(name) }
        self = .commit(path: String(name[name.index(after: colon)...]), revision: String(name[..<colon]))
    }

    private static func isPage(_ path: String) -> Bool {
        let name = path.lowercased()
        if name.hasSuffix(".html") || name.hasSuffix(".htm") { return true }
        // A pipe that nobody writes to would be waited for.
        guard UnreadableFile(URL(fileURLWithPath: path)) == nil, let file = FileHandle(forReadingAtPath: path),
            let start = try? file.read(upToCount: 512)
        else { return false }
        return String(decoding: start, as: UTF8.self).lowercased().trimmed.hasPrefix("<!doctype html")
    }

    /// The file that is read, also in a commit; nil for a store.
    var file: String? {
        switch self {
        case .report(let path), .page(let path), .commit(let path, _): path
        case .store: nil
        }
    }

    /// The report's name without folder and suffix, if the operand names a report.
    var stem: String? {
        switch self {
        case .report(let path), .commit(let path, _), .page(let path):
            URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        case .store: nil
        }
    }
}
