import Files
import Foundation
import TestSupport
import Testing

@testable import Report

/// Digests of large files are kept between runs, and hold for as long as nothing tells that the file has changed.
@Suite struct KnownDigestsTests {
    private let folder: TemporaryFolder
    private let file: URL
    private let kept: KnownDigests

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("events.csv")
        try Data("x,y\n1,2\n".utf8).write(to: file)
        kept = KnownDigests(folder: folder.file("digests"))
    }

    private func contents() -> InputContents { InputContents(in: AllowedFolders([folder.url]), kept: kept) }

    /// A digest that no reading gives, for the file in the state that it is in.
    private func plant() throws {
        var status = stat()
        try #require(stat(file.path, &status) == 0)
        let stamp: [Int64] = [
            Int64(bitPattern: UInt64(status.st_dev)), Int64(bitPattern: UInt64(status.st_ino)), Int64(status.st_size),
            Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec), Int64(status.st_ctim.tv_sec),
            Int64(status.st_ctim.tv_nsec),
        ]
        kept.keep(
            KnownDigest(stamp: stamp, digest: "planted"), of: file, changed: Date(timeIntervalSinceNow: -60),
            read: Date())
    }

    private func right() throws -> String { SHA256.hex(try Data(contentsOf: file)) }

    @Test func trustsWhatItKnowsOfAFileThatIsTheSame() throws {
        try plant()
        #expect(try contents().digest(of: file) == "planted")
        // Without a memory the file is read.
        #expect(try InputContents().digest(of: file) == right())
    }

    @Test(arguments: ["longer", "rewritten", "replaced", "touched back"])
    func readsAFileThatHasChanged(_ fate: String) throws {
        var status = stat()
        try #require(stat(file.path, &status) == 0)
        try plant()
        switch fate {
        case "longer": try Data("x,y\n1,2\n3,4\n".utf8).write(to: file)
        case "rewritten":
            let handle = try FileHandle(forWritingTo: file)
            try handle.write(contentsOf: Data("x,y\n7,2\n".utf8))
            try handle.close()
        case "replaced": try Data("x,y\n7,2\n".utf8).write(to: file, options: .atomic)
        default:
            // Other bytes, as many, under the old time.
            try Data("x,y\n7,2\n".utf8).write(to: file)
            var times = [status.st_atim, status.st_mtim]
            try #require(utimensat(AT_FDCWD, file.path, &times, 0) == 0)
        }
        #expect(try contents().digest(of: file) == right())
    }

    /// A file might change once more without a new time.
    @Test func keepsNothingOfAFileThatHasJustChanged() throws {
        #expect(try contents().digest(of: file) == right())
        #expect(kept.digest(of: file) == nil)
    }

    @Test func aDamagedMemoryIsNone() throws {
        try plant()
        let places = try FileManager.default.contentsOfDirectory(at: kept.folder, includingPropertiesForKeys: nil)
        try #require(places.count == 1)
        try Data("{\"stamp\": [".utf8).write(to: places[0])
        #expect(try contents().digest(of: file) == right())
    }

    /// `plan` and `validate` make no store.
    @Test func makesNoFolderWhereThereIsNoStore() throws {
        let nowhere = KnownDigests(folder: folder.file("store/digests"))
        nowhere.keep(
            KnownDigest(stamp: [1], digest: "planted"), of: file, changed: Date(timeIntervalSinceNow: -60), read: Date()
        )
        #expect(!FileManager.default.fileExists(atPath: folder.file("store").path))
    }
}
