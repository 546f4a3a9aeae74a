import Foundation

/// Paths that another program would take for more than a name, and a report does not: it means the same for everybody.
enum MistakenPath {
    /// The URL of a path in a report; `~` has no special meaning.
    static func url(of path: String, in folder: URL) -> URL {
        // Foundation would put the home of whoever reads the report in its place.
        URL(fileURLWithPath: path.hasPrefix("~") ? "./\(path)" : path, relativeTo: folder).standardizedFileURL
    }

    /// What to write in place of a path to nothing; nil for a plain name.
    static func remedy(for path: String) -> String? {
        if path.hasPrefix("~") {
            let whole = (path as NSString).expandingTildeInPath
            guard whole != path, whole.hasPrefix("/") else { return nil }
            return "'~' is not expanded in a report: write '\(whole)', or copy the file beside the report"
        }
        // Expressions are made anew at each use: only for what begins so.
        if "$%".contains(path.first ?? " "), path.firstMatch(of: /^\$\{?[A-Za-z_]|^%\w+%/) != nil {
            return "variables of the shell are not expanded in a report: write the whole path, or make it a parameter"
        }
        if path.contains("://"), let scheme = path.firstMatch(of: /^([A-Za-z][A-Za-z0-9+.\-]+):\/\//) {
            return scheme.output.1.lowercased() == "file"
                ? "write the path alone: '\(path.dropFirst(scheme.output.0.count))'"
                : "nothing is read from the network: download it beside the report"
        }
        if path.count > 2, let quote = path.first, "\"'".contains(quote), path.last == quote {
            return "leave the quotation marks out"
        }
        if path.contains("*") { return "patterns of names are not expanded: name the files themselves" }
        if path.contains("\\") {
            return path.firstMatch(of: /^[A-Za-z]:/) != nil
                ? "a path of Windows leads nowhere here: copy the file beside the report"
                : "folders are parted by slashes: write '\(path.replacing("\\", with: "/"))'"
        }
        return nil
    }
}
