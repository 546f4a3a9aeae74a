import Foundation
import TestSupport
import Testing

@testable import Files

/// A file that is read is known again under each of its names.
@Suite struct FileIdentityTests {
    let folder: TemporaryFolder
    let files: ProtectedFiles

    init() throws {
        folder = try TemporaryFolder()
        var files = ProtectedFiles()
        files.add(try folder.file("report.md", "text"), "the report")
        files.add(folder.file("report.md"), "something else")
        files.add(try folder.file("data.csv", "text"), "the data")
        files.add(folder.file("missing"), "nothing")
        self.files = files
        try FileManager.default.createDirectory(at: folder.file("x"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link").path, withDestinationPath: "report.md")
        try FileManager.default.createSymbolicLink(atPath: folder.file("again").path, withDestinationPath: "link")
        try FileManager.default.createSymbolicLink(atPath: folder.file("here").path, withDestinationPath: ".")
        try FileManager.default.linkItem(at: folder.file("report.md"), to: folder.file("hard"))
        _ = try folder.file("other.md", "text")
    }

    @Test(arguments: ["report.md", "./report.md", "x/../report.md", "here/report.md", "link", "again", "hard"])
    func knowsAFileByAnyName(_ name: String) throws {
        #expect(try files.name(of: OutputFile(URL(fileURLWithPath: folder.url.path + "/" + name))) == "the report")
    }

    @Test(arguments: ["other.md", "new", "missing", "x/new"]) func letsOthersBe(_ name: String) throws {
        #expect(try files.name(of: OutputFile(folder.file(name))) == nil)
    }

    @Test func knowsAnOpenFile() throws {
        let file = open(folder.file("data.csv").path, O_WRONLY | O_APPEND)
        defer { close(file) }
        #expect(try files.name(of: OutputFile(URL(fileURLWithPath: "/dev/fd/\(file)"))) == "the data")
    }

    @Test func letsADeviceBeReadAndWritten() throws {
        var files = ProtectedFiles()
        files.add(URL(fileURLWithPath: "/dev/null"), "nothing")
        #expect(try files.name(of: OutputFile(URL(fileURLWithPath: "/dev/null"))) == nil)
    }
}
