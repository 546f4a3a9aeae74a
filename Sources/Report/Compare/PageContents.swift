import Foundation

/// What a rendered page holds for programs, found in its HTML.
struct PageContents {
    private let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }
    init(_ html: String) { self.init(bytes: Array(html.utf8)) }

    /// The results of the cells, as the page holds them.
    ///
    /// - Parameter path: the name in messages.
    /// - Throws: ``ComparisonError``.
    func record(of path: String) throws(ComparisonError) -> ReportRecord {
        let opening = "<script type=\"application/json\" id=\"\(ReportRecord.element)\">"
        var start: Int?
        // It follows the text.
        while let next = find(opening, from: start ?? 0) { start = next + opening.utf8.count }
        guard let start, let end = find("</script>", from: start) else {
            guard find("<meta name=\"generator\" content=\"Fiducial\">", from: 0) != nil else { throw .noPage(path) }
            // The results stand at the end of a page.
            guard find("</html>", from: 0) != nil else { throw .otherForm(path, why: "the page was cut short") }
            throw .pageWithoutRecord(path)
        }
        do {
            let value = try Value(json: Data(bytes[start..<end]))
            if let form = value[path: "form"]?.int, form != ReportRecord.currentForm {
                throw ComparisonError.otherForm(path, why: "they are of form \(form)")
            }
            let record: ReportRecord = try value.decoded()
            var labels: Set<String> = []
            for cell in record.cells where !labels.insert(cell.label).inserted {
                throw ComparisonError.otherForm(path, why: "the cell '\(cell.label)' stands twice")
            }
            return record
        } catch let error as ComparisonError {
            throw error
        } catch {
            throw .otherForm(path, why: "\(error)")
        }
    }

    /// The pictures of every cell in the page, by label, without caption and links.
    var figures: [String: String] {
        let opening = "<figure class=\"cell-figure\" id=\""
        var figures: [String: String] = [:]
        var position = 0
        while let start = find(opening, from: position) {
            let nameStart = start + opening.utf8.count
            guard let quote = find("\"", from: nameStart), let inside = find(">", from: quote),
                let end = find("</figure>", from: inside)
            else { break }
            position = end
            let name = String(decoding: bytes[nameStart..<quote], as: UTF8.self)
            guard name.hasSuffix("_figure") else { continue }
            let cut = ["<figcaption", "<p class=\"cell-files\""].compactMap { find($0, from: inside, before: end) }
                .min()
            let html = String(decoding: bytes[(inside + 1)..<(cut ?? end)], as: UTF8.self).trimmed
            figures[String(name.dropLast("_figure".count)), default: ""] += html
        }
        return figures
    }

    /// The CSS rules that the pictures need; empty where they need none.
    var pictureRules: String {
        guard let start = find(PictureRules.opening, from: 0), let end = find(PictureRules.closing, from: start) else {
            return ""
        }
        return String(decoding: bytes[(start + PictureRules.opening.utf8.count)..<end], as: UTF8.self)
    }

    private func find(_ text: String, from start: Int, before end: Int? = nil) -> Int? {
        let wanted = Array(text.utf8)
        let end = end ?? bytes.count
        var index = start
        while index + wanted.count <= end, let found = bytes[index..<end].firstIndex(of: wanted[0]) {
            if bytes[found..<end].starts(with: wanted) { return found }
            index = found + 1
        }
        return nil
    }
}

extension InlineSVG {
    /// What no figure of a page holds, and what could lead its reader elsewhere.
    private static let foreign = [
        "<script", "<meta", "<iframe", "<object", "<embed", "<form", "<link", "<base", "<foreignobject", "<style",
    ]

    /// Figures of another page, with new ids; nil where they are not figures of a page of Fiducial.
    static func borrowed(_ figures: String, prefix: String) -> String? {
        let lowercased = figures.lowercased()
        guard !foreign.contains(where: lowercased.contains),
            XMLShape.fault(of: Data("<div>\(figures)</div>".utf8)) == nil
        else { return nil }
        return prefixingNames(in: Array(figures.utf8)[...], with: prefix)
    }
}
