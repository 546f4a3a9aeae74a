import Foundation
import Testing

@testable import Report

/// Whole documents with what is wrong with them: `Documents/x.md` and `Documents/x.expected`.
@Suite struct DocumentDiagnosticsTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Documents")

    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
        }
    }

    @Test(arguments: try names) func namesEveryMistakeAndItsPlace(_ name: String) throws {
        let url = Self.folder.appendingPathComponent("\(name).md")
        var found = "no diagnostic\n"
        do {
            _ = try DocumentReader(directives: DirectiveRegistry([Echo.self])).read(url, as: "\(name).md")
        } catch {
            found = error.description.replacing(Self.folder.path, with: "FOLDER") + "\n"
        }
        try Snapshot(Self.folder.appendingPathComponent("\(name).expected")).expect(found)
    }

    @Test func coversAllBadInput() throws {
        #expect(try Self.names.count >= 30)
    }

    @Test func reportsAFileThatCannotBeRead() throws {
        let reader = DocumentReader(directives: DirectiveRegistry())
        let missing = Self.folder.appendingPathComponent("none.md")
        let error = #expect(throws: InvalidDocument.self) { try reader.read(missing, as: "none.md") }
        #expect(error?.description == "none.md:1:1: error: cannot read the report: there is no such file")
        let folder = #expect(throws: InvalidDocument.self) { try reader.read(Self.folder, as: "d") }
        #expect(folder?.description == "d:1:1: error: cannot read the report: it is a folder")
    }

    @Test func refusesAFileThatIsNoReportByItsSize() throws {
        let workplace = try Workplace()
        try workplace.write("# A\n")
        // Nothing is written for it, and nothing read.
        let file = try FileHandle(forWritingTo: workplace.report)
        try file.truncate(atOffset: 3 << 30)
        try file.close()
        let error = #expect(throws: InvalidDocument.self) { try workplace.session.read() }
        #expect(
            error?.description == "report.md:1:1: error: the report has 3072 MB, and a report has at most 64; "
                + "keep data in files that cells read, or make several reports of it")
        try workplace.write("# A\n")
        _ = try workplace.session.read()
    }

    @Test func placesTheFirstByteThatIsNotText() throws {
        let workplace = try Workplace()
        try Data("# A\nab\u{e9}".utf8 + [0xFF, 0x0A]).write(to: workplace.report)
        let error = #expect(throws: InvalidDocument.self) { try workplace.session.read() }
        #expect(error?.description == "report.md:2:4: error: the report is not UTF-8 text; save it as UTF-8")
    }

    @Test func readsWindowsLinesAndAByteOrderMark() throws {
        let document = try document("\u{FEFF}---\r\ntitle: A\r\n---\r\n\r\n```{echo} a\r\nsteps: 3\r\n```\r\n")
        #expect(document.title == "A")
        #expect(document.cell("a")?.options[Echo.steps] == 3)
    }
}
