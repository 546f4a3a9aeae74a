import Foundation
import Testing

@testable import Report

@Suite struct StoreTests {
    static let text = "```{echo} a\ntext: COUNTER\n```\n"

    func rendered() async throws -> (Workplace, entry: URL) {
        let workplace = try Workplace()
        try await workplace.render(Self.text.replacing("COUNTER", with: workplace.counter))
        let key = try #require(workplace.store.latestKey(of: "a", in: try workplace.session.read().nameInStore))
        return (workplace, workplace.store.folder.appendingPathComponent("\(key.prefix(2))/\(key)"))
    }

    @Test func keepsResultAttachmentsAndManifest() async throws {
        let (workplace, entry) = try await rendered()
        let manifest = try Value(json: Data(contentsOf: entry.appendingPathComponent("manifest.json")))
        #expect(manifest[path: "label"] == "a")
        #expect(manifest[path: "components.verb"] == "echo")
        #expect(manifest[path: "components.seed"] == "1")
        #expect(manifest[path: "components.options.steps"] == 10)
        #expect(manifest[path: "components.options.shows"] == nil, "presentation is no part of a key")
        #expect(manifest[path: "host.cores"]?.int ?? 0 > 0)
        #expect(manifest[path: "files"]?.object?.keys.sorted() == ["artifact.json", "bytes.bin"])
        let bytes = try Data(contentsOf: entry.appendingPathComponent("bytes.bin"))
        #expect(bytes == Data([0, 1, 2, 255]))
        let outcome = try await workplace.render()
        #expect(outcome.run?.artifact("a")?.attachments == ["bytes.bin": bytes])
    }

    @Test(arguments: ["artifact.json", "bytes.bin", "manifest.json"])
    func computesADamagedResultAgainWithAWarning(_ file: String) async throws {
        let (workplace, entry) = try await rendered()
        try Data("{}".utf8).write(to: entry.appendingPathComponent(file))
        let second = try await workplace.render()
        #expect(second.exitStatus == 0)
        #expect(workplace.runs("a") == 2)
        #expect(second.messages.count == 1)
        #expect(second.messages[0].hasPrefix("report.md: warning: the stored result of 'a' is damaged ("))
        let third = try await workplace.render()
        #expect(third.messages == [])
        #expect(workplace.runs("a") == 2)
    }

    @Test(arguments: ["artifact.json", "bytes.bin", "manifest.json"])
    func computesAResultAgainThatLacksAFile(_ file: String) async throws {
        let (workplace, entry) = try await rendered()
        try FileManager.default.removeItem(at: entry.appendingPathComponent(file))
        #expect(try await workplace.render().exitStatus == 0)
        #expect(workplace.runs("a") == 2)
    }

    /// What is young may be the work of another run.
    @Test(arguments: [(7200.0, false), (60.0, true)])
    func whatAKilledRunLeftHalfWrittenGoesWithTime(_ age: Double, _ stays: Bool) async throws {
        let (workplace, _) = try await rendered()
        let rubbish = workplace.store.folder.appendingPathComponent("tmp-1-2")
        try FileManager.default.createDirectory(at: rubbish, withIntermediateDirectories: false)
        try Data("half".utf8).write(to: rubbish.appendingPathComponent("artifact.json"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: rubbish.path)
        #expect(try await workplace.render().exitStatus == 0)
        #expect(FileManager.default.fileExists(atPath: rubbish.path) == stays)
    }

    @Test func leavesNothingHalfWritten() async throws {
        let (workplace, _) = try await rendered()
        let names = try FileManager.default.contentsOfDirectory(atPath: workplace.store.folder.path)
        #expect(!names.contains { $0.hasPrefix("tmp-") })
    }

    @Test func keepsNaNAsNaN() async throws {
        let workplace = try Workplace()
        let text = "`{value} a.number`\n\n```{echo} a\nnan: true\n```\n"
        try await workplace.render(text)
        let second = try await workplace.render(text)
        #expect(second.run?.results["a"]?.outcome == .cached)
        #expect(second.run?.artifact("a")?.result[path: "number"]?.double?.isNaN == true)
        #expect(try workplace.html.contains(">NaN</span>"))
    }

    @Test func computesTheSameOnceWhenTwoRunsMeet() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.text.replacing("COUNTER", with: workplace.counter))
        let session = workplace.session
        let pages = (0..<4).map { workplace.folder.appendingPathComponent("\($0).html") }
        let statuses = await withTaskGroup(of: Int32.self) { group in
            for page in pages { group.addTask { await session.render(to: page).exitStatus } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [0, 0, 0, 0])
        #expect(workplace.runs("a") == 1)
    }

    @Test func waitsForALockAndGivesUpWhenStopped() throws {
        let workplace = try Workplace()
        try workplace.store.prepare()
        let cancellation = Cancellation()
        let held = try workplace.store.lock("k", cancellation: cancellation)
        cancellation.cancel()
        #expect(throws: CancellationError.self) { try workplace.store.lock("k", cancellation: cancellation) }
        withExtendedLifetime(held) {}
    }

    @Test func saysWhyAStoreCannotBeUsed() async throws {
        let workplace = try Workplace()
        try workplace.write("in the way", to: "store")
        let outcome = try await workplace.render("```{echo} a\n```\n")
        #expect(outcome.exitStatus == 1)
        #expect(outcome.messages.first?.hasPrefix("report.md: error: cannot read the store") == true)
    }

    @Test func rerunsARenamedCellBecauseItsRandomNumbersAreOthers() async throws {
        let (workplace, _) = try await rendered()
        let renamed = try await workplace.render(
            "```{echo} b\ntext: \(workplace.counter)\n```\n")
        #expect(renamed.run?.results["b"]?.outcome == .ran)
    }

    @Test func doesNotRerunARenamedCellWithASeedOfItsOwn() async throws {
        let workplace = try Workplace()
        let body = "text: \(workplace.counter)\nseed: 7\n```\n"
        _ = try await workplace.render("```{echo} a\n" + body)
        let renamed = try await workplace.render("```{echo} b\n" + body)
        #expect(renamed.run?.results["b"]?.outcome == .cached)
    }

    @Test func takesNoCheckpointThatWasDamaged() throws {
        let workplace = try Workplace()
        let checkpoints = workplace.store.checkpoints("key")
        #expect(checkpoints.load("state") == nil)
        checkpoints.save(Data("one".utf8), as: "state")
        checkpoints.save(Data("two".utf8), as: "state")
        #expect(checkpoints.load("state") == Data("two".utf8))
        let file = workplace.store.folder.appendingPathComponent("unfinished/key/state")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: file)
        #expect(checkpoints.load("state") == nil)
        checkpoints.clear()
        #expect(!FileManager.default.fileExists(atPath: file.path))
        Checkpoints.none.save(Data(), as: "state")
        #expect(Checkpoints.none.load("state") == nil)
    }
}

extension StoreTests {
    @Test func filesOfUpToDateCellsCanBeTakenOut() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\n```\n\n```{echo} b\nuses: [a]\n```\n")
        let (files, missing) = try workplace.session.storedFiles()
        #expect(files.map { "\($0.label)/\($0.name)" } == ["a/bytes.bin", "b/bytes.bin"])
        #expect(files.allSatisfy { $0.data == Data([0, 1, 2, 255]) })
        #expect(missing.isEmpty)
        #expect(try workplace.session.storedFiles(of: ["b"]).files.map(\.label) == ["b"])

        // What is out of date is named, not given.
        try workplace.write("```{echo} a\n```\n\n```{echo} b\nuses: [a]\nsteps: 3\n```\n")
        let edited = try workplace.session.storedFiles()
        #expect(edited.files.map(\.label) == ["a"])
        #expect(edited.missing == ["b"])
    }

    @Test func filesOfAnUnknownOrDamagedCellAreRefused() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} first\n```\n")
        #expect(throws: InvalidDocument.self) { try workplace.session.storedFiles(of: ["frist"]) }
        let store = workplace.store.folder
        let names = FileManager.default.enumerator(atPath: store.path)?.compactMap { $0 as? String } ?? []
        let name = try #require(names.first { $0.hasSuffix("bytes.bin") })
        try Data([9]).write(to: store.appendingPathComponent(name))
        #expect(throws: SessionError.self) { try workplace.session.storedFiles() }
    }
}
