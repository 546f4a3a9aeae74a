import Foundation
import TestSupport
import Testing

@testable import Preview
@testable import Report

@Suite struct ReportFolderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["sub", ".hidden", "outside"] {
            try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: false)
        }
        let cell = "Text.\n\n```{pace} a\n```\n"
        for name in ["a10.md", "a9.md", "sub/b c.md", ".hidden/c.md", ".d.md"] { _ = try folder.file(name, cell) }
        _ = try folder.file("front.md", "---\ntitle: T\n---\nText.\n")
        _ = try folder.file("README.md", "# Read me\n\n    ```{pace} a\n")
        _ = try folder.file("note.txt", cell)
    }

    @Test func findsReportsAndNothingElse() throws {
        let names = try ReportFolder(folder: folder.url.path).entries().map(\.name)
        #expect(names == ["a9", "a10", "front", "sub/b c"])
    }

    @Test func encodesNamesForAddresses() throws {
        #expect(try ReportFolder(folder: folder.url.path).entry("sub/b c")?.target == "sub/b%20c")
    }

    @Test(
        "does not leave the folder",
        arguments: [
            "../a9", "sub/../a9", ".hidden/c", ".d", "", "/etc/passwd", "sub//b c", "a9\0", "missing", "note.txt",
        ])
    func staysInside(name: String) throws { #expect(try ReportFolder(folder: folder.url.path).entry(name) == nil) }

    @Test func followsNoLinkOutside() throws {
        let other = try TemporaryFolder()
        let secret = try other.file("secret.md", "---\ntitle: S\n---\n")
        try FileManager.default.createSymbolicLink(at: folder.file("link.md"), withDestinationURL: secret)
        try FileManager.default.createSymbolicLink(at: folder.file("way"), withDestinationURL: other.url)
        try FileManager.default.createSymbolicLink(
            at: folder.file("inside.md"), withDestinationURL: folder.file("a9.md"))
        let reports = try ReportFolder(folder: folder.url.path)
        #expect(reports.entry("link") == nil)
        #expect(reports.entry("way/secret") == nil)
        #expect(reports.entry("inside") != nil)
        #expect(reports.entries().map(\.name).contains("inside"))
        #expect(!reports.entries().map(\.name).contains { $0.hasPrefix("way") || $0 == "link" })
    }

    @Test func takesReportsOneByOne() throws {
        let paths = ["a9.md", "sub/b c.md"].map { folder.file($0).path }
        let reports = try ReportFolder(reports: paths + [paths[0]])
        #expect(reports.entries().map(\.name) == ["a9", "b c", "a9-2"])
        #expect(reports.entry("a10") == nil)
        #expect(throws: MissingReports.self) { try ReportFolder(reports: ["/nonexistent.md"]) }
        #expect(throws: MissingReports.self) { try ReportFolder(folder: "/nonexistent") }
    }

    @Test func seesThatAFileIsAnother() throws {
        let file = try folder.file("watched.md", "one")
        let stamps = FileStamps([file, folder.file("missing")])
        #expect(stamps.areCurrent)
        try Data("two".utf8).write(to: file)
        #expect(!stamps.areCurrent)
        let again = FileStamps([file, folder.file("missing")])
        try Data("one".utf8).write(to: file, options: .atomic)
        #expect(!again.areCurrent)
        let third = FileStamps([file, folder.file("missing")])
        _ = try folder.file("missing", "")
        #expect(!third.areCurrent)
    }
}
