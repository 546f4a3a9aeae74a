import Foundation
import TestSupport
import Testing

@testable import Files

/// A stamp shows whether a file is still the same.
@Suite struct FileStampTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func staysAndChangesWithTheFile() throws {
        let file = try folder.file("a", "text")
        let stamp = try #require(FileStamp(file))
        #expect(FileStamp(file) == stamp)
        #expect(stamp.numbers.count == 7 && stamp.numbers[2] == 4)
        try Data("other text".utf8).write(to: file)
        #expect(FileStamp(file) != stamp)
    }

    @Test func ofAnotherFileOrOfNone() throws {
        let (one, two) = (try folder.file("a", "text"), try folder.file("b", "text"))
        #expect(FileStamp(one) != FileStamp(two))
        #expect(FileStamp(folder.file("missing")) == nil)
    }

    @Test func followsLinks() throws {
        let file = try folder.file("a", "text")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link").path, withDestinationPath: "a")
        #expect(FileStamp(folder.file("link")) == FileStamp(file))
    }
}
