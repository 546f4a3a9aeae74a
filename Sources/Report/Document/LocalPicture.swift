import Foundation

/// A picture beside the report, for `![…](picture.png)`.
struct LocalPicture {
    let url: URL
    private let type: String

    /// - Returns: nil where the link is no path to a picture of a known kind.
    init?(_ link: String, in folder: URL) {
        guard !link.contains("://"), !link.hasPrefix("data:"), !link.isEmpty else { return nil }
        url = URL(fileURLWithPath: link.removingPercentEncoding ?? link, relativeTo: folder).standardizedFileURL
        let types = [
            "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
            "svg": "image/svg+xml",
        ]
        guard let type = types[url.pathExtension.lowercased()] else { return nil }
        self.type = type
    }

    var isReadable: Bool { FileManager.default.isReadableFile(atPath: url.path) }

    var dataURL: String {
        "data:\(type);base64,\((FileManager.default.contents(atPath: url.path) ?? Data()).base64EncodedString())"
    }
}
