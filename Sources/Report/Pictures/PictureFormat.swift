import Foundation

/// What a picture is by its content, whatever its name says.
enum PictureFormat: Sendable {
    case png, jpeg, gif, webP, svg, pdf

    /// - Returns: nil for a format that a page cannot show.
    init?(of data: Data) {
        let start = Array(data.prefix(12))
        if start.starts(with: PNGChunks.signature) {
            self = .png
        } else if start.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if start.starts(with: "GIF87a".utf8) || start.starts(with: "GIF89a".utf8) {
            self = .gif
        } else if start.starts(with: "RIFF".utf8), start.dropFirst(8).elementsEqual("WEBP".utf8) {
            self = .webP
        } else if start.starts(with: "%PDF-".utf8) {
            self = .pdf
        } else if Self.isSVG(data) {
            self = .svg
        } else {
            return nil
        }
    }

    /// The media type for browsers; a page of PDF is shown as SVG.
    var mediaType: String {
        switch self {
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .gif: "image/gif"
        case .webP: "image/webp"
        case .svg, .pdf: "image/svg+xml"
        }
    }

    /// The content in the form that a page shows.
    ///
    /// - Parameter page: the number of the page of a PDF, from 1; nil if the author gives none.
    /// - Throws: ``PictureFault`` where a part of it is missing or altered, as far as this can be found without drawing
    ///   it.
    func shown(_ data: Data, page: Int?) throws(PictureFault) -> Data {
        switch self {
        case .png: try PNGChunks.check(data)
        case .jpeg: try JPEGSegments.check(data)
        case .gif: try GIFBlocks.check(data)
        case .webP: try WebPChunks.check(data)
        case .svg:
            if let fault = XMLShape.fault(of: data) { throw .damaged("SVG", fault) }
        case .pdf: return try PDFPage.svg(of: data, page: page)
        }
        return data
    }

    /// Whether the first element is `<svg`, after declaration, comments and document type.
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
