import Files
import Foundation
import TestSupport
import Testing

/// A file that must not be there yet.
@Suite struct NewFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func writesANewFile() throws {
        try FileSystem.create(Data("text".utf8), at: folder.file("new"))
        #expect(try String(contentsOf: folder.file("new"), encoding: .utf8) == "text")
        #expect(try folder.names() == ["new"])
    }

    @Test func leavesWhatIsThereAsItIs() throws {
        _ = try folder.file("old", "old")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link").path, withDestinationPath: folder.file("nowhere").path)
        try FileManager.default.createDirectory(at: folder.file("folder"), withIntermediateDirectories: false)
        for name in ["old", "link", "folder"] {
            let error = #expect(throws: FileError.self) {
                try FileSystem.create(Data("new".utf8), at: folder.file(name))
            }
            #expect(error?.code == EEXIST, "\(name)")
        }
        #expect(try String(contentsOf: folder.file("old"), encoding: .utf8) == "old")
        #expect(try folder.names() == ["folder", "link", "old"])
    }

    @Test func leavesNothingOfWhatCannotBeWritten() throws {
        let error = #expect(throws: FileError.self) {
            try FileSystem.create(Data("text".utf8), at: folder.file("none/new"))
        }
        #expect(error?.code == ENOENT)
        #expect(try folder.names().isEmpty)
    }
}
