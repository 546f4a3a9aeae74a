/// Why a page cannot be set.
enum PageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// `--templates` names something that is not a readable folder.
    case unreadableFolder(path: String)
    case unreadableFile(path: String, reason: String)
    /// A template breaks the rules of Mustache; line and column count from 1.
    case malformedTemplate(name: String, line: Int, column: Int, reason: String)
    /// A partial is used that is neither built in nor in the folder of templates.
    case missingTemplate(name: String)

    var description: String {
        switch self {
        case .unreadableFolder(let path):
            return "'\(path)' is not a folder that can be read; --templates takes a folder"
        case .unreadableFile(let path, let reason):
            return "\(path): cannot be read: \(reason)"
        case .malformedTemplate(let name, let line, let column, let reason):
            return "\(name):\(line):\(column): error: \(reason)"
        case .missingTemplate(let name):
            return "there is no template '\(name).html.mustache'"
        }
    }
}
