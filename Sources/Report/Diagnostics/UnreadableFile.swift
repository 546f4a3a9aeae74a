import Foundation

/// Why a file cannot be read, in words for an author.
enum UnreadableFile: String {
    case missing = "there is no such file"
    case folder = "it is a folder"
    case forbidden = "permission denied"
    case special = "it is a pipe or a device, and not a file"

    /// - Returns: nil where the file can be read.
    init?(_ url: URL) {
        var isFolder: ObjCBool = false
        if !FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) {
            self = .missing
        } else if isFolder.boolValue {
            self = .folder
        } else if !FileManager.default.isReadableFile(atPath: url.path) {
            self = .forbidden
        } else if (try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile
            == false
        {
            self = .special
        } else {
            return nil
        }
    }
}
