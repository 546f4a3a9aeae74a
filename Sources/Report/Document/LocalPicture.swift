import Foundation

/// A picture beside the report, for `![…](picture.png)`.
struct LocalPicture: Sendable {
    let url: URL
    /// "image/png"
    let type: String
    /// As the page shows it.
    let data: Data

    /// Whether a link leads to the network; the page does not load such pictures.
    static func isOnNetwork(_ link: String) -> Bool {
        let scheme = link.prefix(8).lowercased()
        return scheme.hasPrefix("https://") || scheme.hasPrefix("http://")
    }

    /// - Parameters:
    ///   - link: as the author wrote it, with placeholders.
    ///   - folder: where relative paths start.
    ///   - place: of the link, for the diagnostic.
    /// - Throws: the diagnostic for a file that does not exist, lies in another folder, or is not a picture.
    init(_ link: String, in folder: URL, _ contents: InputContents, at place: SourcePlace) throws(InvalidDocument) {
        let (path, page) = Self.parts(of: Self.path(link))
        if path.hasPrefix("data:") || path.contains("://") {
            throw InvalidDocument(
                Diagnostic(
                    "a picture is a file or a link to the network, not '\(path.prefix(40))'", at: place,
                    remedy: "save it beside the report"))
        }
        guard !path.isBlank else {
            throw InvalidDocument(
                Diagnostic("a picture names no file", at: place, remedy: "write its path into the parentheses"))
        }
        url = MistakenPath.url(of: path, in: folder)
        guard contents.allow(url) else {
            throw InvalidDocument(
                Diagnostic(
                    "the picture '\(path)' \(AllowedFolders.complaint)", at: place,
                    remedy: AllowedFolders.remedy(for: url)))
        }
        switch UnreadableFile(url) {
        case nil: break
        case .missing:
            guard let remedy = MistakenPath.remedy(for: path) else {
                throw InvalidDocument(Diagnostic("there is no picture '\(path)'", at: place))
            }
            throw InvalidDocument(Diagnostic("there is no picture '\(path)'", at: place, remedy: remedy))
        case let why?:
            throw InvalidDocument(Diagnostic("cannot read the picture '\(path)': \(why.rawValue)", at: place))
        }
        let file: Data
        do {
            file = try contents.data(of: url)
        } catch {
            throw InvalidDocument(Diagnostic("cannot read the picture '\(path)': \(error)", at: place))
        }
        guard let format = PictureFormat(of: file) else {
            throw InvalidDocument(
                Diagnostic(
                    "the file '\(path)' is no picture that a page can show", at: place,
                    remedy: "PNG, JPEG, GIF, WebP, SVG and PDF are"))
        }
        do {
            data = try format.shown(file, page: page)
        } catch {
            throw InvalidDocument(Diagnostic("the picture '\(path)' \(error.words)", at: place, remedy: error.remedy))
        }
        type = format.mediaType
    }

    var dataURL: String { "data:\(type);base64,\(data.base64EncodedString())" }

    /// The path of a link.
    static func path(_ link: String) -> String {
        let written = Placeholder.split(link).map { piece in
            if case .text(let text) = piece { text } else { "…" }
        }.joined()
        return written.removingPercentEncoding ?? written
    }

    /// `figure.pdf#page=2`: the path, and the page that is meant.
    private static func parts(of path: String) -> (path: String, page: Int?) {
        guard let match = path.wholeMatch(of: /(.+\.[pP][dD][fF])#page=(\d{1,6})/), let page = Int(match.output.2)
        else {
            return (path, nil)
        }
        return (String(match.output.1), page)
    }
}
