import Foundation

/// A picture beside the report, for `![…](picture.png)`.
struct LocalPicture: Sendable {
    let url: URL
    /// "image/png"
    let type: String
    let data: Data

    /// Whether a link is one to the network, which the page leaves to the reader.
    static func isOnNetwork(_ link: String) -> Bool { link.hasPrefix("https://") || link.hasPrefix("http://") }

    /// - Parameters:
    ///   - link: as the author wrote it, with placeholders.
    ///   - folder: where relative paths start.
    ///   - place: of the link, for the diagnostic.
    /// - Throws: the diagnostic of a file that is not there, lies elsewhere, or is no picture.
    init(_ link: String, in folder: URL, _ contents: InputContents, at place: SourcePlace) throws(InvalidDocument) {
        let path = Self.path(link)
        if path.hasPrefix("data:") || path.contains("://") {
            throw InvalidDocument(
                Diagnostic(
                    "a picture is a file or a link to the network, not '\(path.prefix(40))'", at: place,
                    remedy: "save it beside the report"))
        }
        url = URL(fileURLWithPath: path, relativeTo: folder).standardizedFileURL
        guard contents.allow(url) else {
            throw InvalidDocument(
                Diagnostic(
                    "the picture '\(path)' \(AllowedFolders.complaint)", at: place,
                    remedy: AllowedFolders.remedy(for: url)))
        }
        switch UnreadableFile(url) {
        case nil: break
        case .missing: throw InvalidDocument(Diagnostic("there is no picture '\(path)'", at: place))
        case let why?:
            throw InvalidDocument(Diagnostic("cannot read the picture '\(path)': \(why.rawValue)", at: place))
        }
        do {
            data = try contents.data(of: url)
        } catch {
            throw InvalidDocument(Diagnostic("cannot read the picture '\(path)': \(error)", at: place))
        }
        guard let type = Self.type(of: data) else {
            throw InvalidDocument(
                Diagnostic(
                    "the file '\(path)' is no picture that a page can show", at: place,
                    remedy: "PNG, JPEG, GIF, WebP and SVG are"))
        }
        self.type = type
    }

    var dataURL: String { "data:\(type);base64,\(data.base64EncodedString())" }

    /// The path that a link means.
    static func path(_ link: String) -> String {
        let written = Placeholder.split(link).map { piece in
            if case .text(let text) = piece { text } else { "…" }
        }.joined()
        return written.removingPercentEncoding ?? written
    }

    /// What a file is by its first bytes, whatever its name says; nil for what browsers do not show as a picture.
    private static func type(of data: Data) -> String? {
        let start = Array(data.prefix(12))
        if start.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if start.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if start.starts(with: "GIF87a".utf8) || start.starts(with: "GIF89a".utf8) { return "image/gif" }
        if start.starts(with: "RIFF".utf8), start.dropFirst(8).elementsEqual("WEBP".utf8) { return "image/webp" }
        return isSVG(data) ? "image/svg+xml" : nil
    }

    /// Whether the first element is `<svg`, behind declaration, comments and document type.
    private static func isSVG(_ data: Data) -> Bool {
        var rest = String(decoding: data.prefix(65_536), as: UTF8.self)[...]
        rest = rest.trimmingPrefix("\u{FEFF}")
        while true {
            rest = rest.drop(while: \.isWhitespace)
            let end: String
            if rest.hasPrefix("<?") {
                end = "?>"
            } else if rest.hasPrefix("<!--") {
                end = "-->"
            } else if rest.hasPrefix("<!DOCTYPE") {
                // Declarations of its own stand in brackets.
                let hasBrackets = rest.prefix { $0 != ">" }.contains("[")
                end = hasBrackets ? "]>" : ">"
            } else {
                return rest.firstMatch(of: /^<svg[\s>\/]/) != nil
            }
            guard let found = rest.firstRange(of: end) else { return false }
            rest = rest[found.upperBound...]
        }
    }
}
