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
        // A pipe is written to, and not replaced.
        guard UnreadableFile(url) == nil, let file = FileHandle(forReadingAtPath: url.path) else { return true }
        let beginning = (try? file.read(upToCount: 512)) ?? Data()
        let text = String(decoding: beginning, as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return text.isEmpty || text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
    }
}
