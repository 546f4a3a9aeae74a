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
        for cell in document.cells {
            for file in cell.options.files {
                inputs.add(file.url, "'\(file.path)', which the cell '\(cell.label)' reads")
            }
        }
        for (link, picture) in document.pictures { inputs.add(picture.url, "the picture '\(link)'") }
        if let templates {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: templates.path)) ?? []
            for name in names { inputs.add(templates.appendingPathComponent(name), "the template '\(name)'") }
        }
        return inputs
    }
}
