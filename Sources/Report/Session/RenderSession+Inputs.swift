import Files
import Foundation

extension RenderSession {
    /// All files that the page is made from, which must not be overwritten.
    ///
    /// - Throws: ``InvalidDocument`` where the report is wrong: what it reads is then not known.
    public func inputs() throws(InvalidDocument) -> ProtectedFiles { inputs(of: try read()) }

    func inputs(of document: Document) -> ProtectedFiles {
        var inputs = ProtectedFiles()
        inputs.add(report, "the report")
        inputs.add(review.url, "the review of the report")
        for cell in document.cells {
            for file in cell.options.files {
                inputs.add(file.url, "'\(file.path)', which the cell '\(cell.label)' reads")
            }
        }
        for file in document.bibliography { inputs.add(file.url, "the bibliography '\(file.path)'") }
        for (link, picture) in document.pictures { inputs.add(picture.url, "the picture '\(link)'") }
        inputs.add(templates: templates)
        inputs.add(folder: store.folder, "a file of the store")
        return inputs
    }
}

extension ProtectedFiles {
    /// What replaces the templates that are built in.
    mutating func add(templates: URL?) {
        guard let templates else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: templates.path)) ?? []
        for name in names { add(templates.appendingPathComponent(name), "the template '\(name)'") }
    }
}

/// A file where a page is to stand.
public enum PageFile {
    /// Whether a page may take its place: there is none, or it begins as a page does.
    public static func mayBeReplaced(_ url: URL) -> Bool {
        guard let text = beginning(of: url) else { return true }
        return text.isEmpty || isPage(text)
    }

    /// Whether a page may take its place where nobody gave its name: there is none, or this program wrote it.
    ///
    /// - Parameter hasOwnTemplates: whether other templates than those that are built in set it: any page then counts as its own.
    public static func isOwn(_ url: URL, hasOwnTemplates: Bool) -> Bool {
        guard let text = beginning(of: url) else { return true }
        let mark = "<meta name=\"generator\" content=\"fiducial\">"
        return text.isEmpty || isPage(text) && (hasOwnTemplates || text.contains(mark))
    }

    private static func isPage(_ text: some StringProtocol) -> Bool {
        text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
    }

    /// In lower case; nil where there is no file. A pipe is written to, and not replaced.
    private static func beginning(of url: URL) -> Substring? {
        guard UnreadableFile(url) == nil, let file = FileHandle(forReadingAtPath: url.path) else { return nil }
        let bytes = (try? file.read(upToCount: 1024)) ?? Data()
        return String(decoding: bytes, as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    }
}
