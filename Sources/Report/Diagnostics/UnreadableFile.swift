import Foundation

/// Why a file cannot be read, in words for an author.
enum UnreadableFile: String {
    case missing = "there is no such file"
    case folder = "it is a folder"
    case forbidden = "permission denied"
    case special = "it is a pipe or a device, and not a file"

    /// - Returns: nil where the file can be read.
    init?(_ url: URL) {
        var status = stat()
        guard stat(url.path, &status) == 0 else {
            self = .missing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        case _ where access(url.path, R_OK) != 0: self = .forbidden
        case S_IFREG: return nil
        default: self = .special
        }
    }
}
