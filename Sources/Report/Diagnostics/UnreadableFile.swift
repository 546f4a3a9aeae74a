import Foundation

/// Why a file cannot be read, in words for an author.
enum UnreadableFile: String {
    case missing = "there is no such file"
    case folder = "it is a folder"
    case special = "it is not a regular file"
    case forbidden = "permission denied"

    /// - Returns: nil where the file can be read.
    init?(_ url: URL) {
        var isFolder: ObjCBool = false
        if !FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) {
            self = .missing
        } else if isFolder.boolValue {
            self = .folder
        } else if !Self.isRegular(url) {
            self = .special
        } else if !FileManager.default.isReadableFile(atPath: url.path) {
            self = .forbidden
        } else {
            return nil
        }
    }

    private static func isRegular(_ url: URL) -> Bool {
        var status = stat()
        return stat(url.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
