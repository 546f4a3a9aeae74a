import Files
import Foundation

extension RenderSession {
    /// All files from which the page is made; they must not be overwritten.
    ///
    /// - Throws: ``InvalidDocument`` where the report has mistakes: then its inputs are not known.
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
    /// Adds the files that replace built-in templates.
    mutating func add(templates: URL?) {
        guard let templates else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: templates.path)) ?? []
        for name in names { add(templates.appendingPathComponent(name), "the template '\(name)'") }
    }
}

/// A file at the place of a new page.
public enum PageFile {
    /// Whether a page may replace it: it does not exist, or begins like a page.
    public static func mayBeReplaced(_ url: URL) -> Bool {
        guard let text = beginning(of: url) else { return true }
        return text.isEmpty || isPage(text)
    }

    /// Whether a page may replace it although the user did not choose its name: it does not exist, or this program
    /// wrote it.
    ///
    /// - Parameter hasOwnTemplates: whether custom templates are used: then any page counts as written by this program.
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
