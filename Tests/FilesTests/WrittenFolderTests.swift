import Foundation
import TestSupport
import Testing

@testable import Files

/// Files under names that nobody gave take the place of nothing but what stood there by the same way.
@Suite struct WrittenFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func files(_ files: [String: String]) -> [(name: String, data: Data)] {
        files.sorted { $0.key < $1.key }.map { ($0.key, Data($0.value.utf8)) }
    }

    private func put(_ files: [String: String]) throws {
        var written = WrittenFolder(folder.url)
        try written.write(Self.files(files))
    }

    private func text(_ name: String) throws -> String { try String(contentsOf: folder.file(name), encoding: .utf8) }

    @Test func replacesWhatItWroteBefore() throws {
        try put(["a.tex": "one", "sub/b.pdf": "two"])
        try put(["a.tex": "three"])
        #expect(try text("a.tex") == "three" && text("sub/b.pdf") == "two")
        #expect(
            try text(".fiducial-files")
                == "\(SHA256.hex("three".utf8))  a.tex\n\(SHA256.hex("two".utf8))  sub/b.pdf\n")
        #expect(WrittenFolder(folder.url).names == ["a.tex", "sub/b.pdf"])
    }

    /// Nothing is written then, not even what is free.
    @Test func whatIsOfAnotherOriginOrWasChangedStays() throws {
        try put(["a": "one"])
        _ = try folder.file("foreign", "mine")
        for (name, words) in [
            ("foreign", "a file that this program did not write"), ("a", "changed after this program wrote it"),
        ] {
            if name == "a" { try Data("one, and more".utf8).write(to: folder.file("a")) }
            let error = #expect(throws: FileError.self) { try put([name: "new", "free": "new"]) }
            #expect(error?.message.contains(words) == true, "\(error.map(\.message) ?? "")")
        }
        #expect(try text("foreign") == "mine" && text("a") == "one, and more")
        #expect(try folder.names() == [".fiducial-files", "a", "foreign"])
    }

    @Test func whatLosesNothingIsNoObstacle() throws {
        _ = try folder.file("empty", "")
        _ = try folder.file("same", "text")
        try put(["empty": "text", "same": "text", "new": "text"])
        #expect(try text("empty") == "text")
        // From now on it knows them.
        try put(["same": "other"])
        #expect(try text("same") == "other")
    }

    /// A link stays one, and what it leads to has to be known too.
    @Test func looksThroughLinks() throws {
        _ = try folder.file("target", "mine")
        try FileManager.default.createSymbolicLink(atPath: folder.file("link").path, withDestinationPath: "target")
        #expect(throws: FileError.self) { try put(["link": "new"]) }
        #expect(try text("target") == "mine")
        try Data().write(to: folder.file("target"))
        try put(["link": "new"])
        #expect(try text("target") == "new")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link").path) == "target")
    }

    /// Killed between the listing and the file: either content is known.
    @Test(arguments: ["old", "new"]) func knowsWhatAKilledRunLeaves(_ content: String) throws {
        let digests = ["new", "old"].map { "\(SHA256.hex($0.utf8))  a\n" }.joined()
        _ = try folder.file(".fiducial-files", digests)
        _ = try folder.file("a", content)
        try put(["a": "next"])
        #expect(try text("a") == "next")
        #expect(try text(".fiducial-files") == "\(SHA256.hex("next".utf8))  a\n")
    }

    @Test func removesWhatItWroteAndNothingElse() throws {
        try put(["a": "one", "b": "two", "c": "three", "kept": "four"])
        _ = try folder.file("mine", "mine")
        try Data("two, and more".utf8).write(to: folder.file("b"))
        var written = WrittenFolder(folder.url)
        try written.remove(["a", "b", "c", "mine", "none"], unless: { $0.lastPathComponent == "c" })
        #expect(try folder.names() == [".fiducial-files", "b", "c", "kept", "mine"])
        #expect(WrittenFolder(folder.url).names == ["kept"])
        try written.remove(["kept"])
        #expect(try folder.names() == ["b", "c", "mine"])
    }

    @Test func anEmptyFolderGoesWithItsLastFile() throws {
        let inner = folder.file("inner")
        var written = WrittenFolder(inner)
        try written.remove(["a"])
        try written.write(Self.files(["a": "one"]))
        try written.remove(["a"])
        #expect(!FileManager.default.fileExists(atPath: inner.path))
        // One that no command made stays.
        try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
        try written.remove(["a"])
        #expect(FileManager.default.fileExists(atPath: inner.path))
    }

    /// Listings of names alone, from before there were digests.
    @Test func takesOverAnEarlierListing() throws {
        _ = try folder.file(".former", "a\n")
        _ = try folder.file("a", "whatever")
        _ = try folder.file("b", "mine")
        var written = WrittenFolder(folder.url, former: ".former")
        #expect(written.names == ["a"] && written.obstacle(at: "a") == nil && written.obstacle(at: "b") == .foreign)
        try written.write(Self.files(["a": "new"]))
        #expect(try folder.names() == [".fiducial-files", "a", "b"])
        #expect(written.obstacle(at: "a") == nil)
        try Data("changed".utf8).write(to: folder.file("a"))
        #expect(written.obstacle(at: "a") == .changed)
    }

    /// Several at once write the same, as renders side by side do.
    @Test func takesTurns() throws {
        let url = folder.url
        DispatchQueue.concurrentPerform(iterations: 8) { number in
            var written = WrittenFolder(url)
            for round in 0..<5 {
                do {
                    try written.write(Self.files(["a": "\(round)", "of-\(number)": "x"]))
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
        var written = WrittenFolder(url)
        #expect(written.names.count == 9)
        try written.write(Self.files(["a": "last"]))
    }
}
