import Foundation
import Testing

@testable import Report

/// A checkpoint is of one key and one name, and is resumed under no other.
@Suite struct CheckpointKeyTests {
    private static func place(_ workplace: Workplace, _ key: String, _ name: String) -> URL {
        workplace.store.folder.appendingPathComponent("unfinished/\(key)/\(name)")
    }

    private static func saved() throws -> Workplace {
        let workplace = try Workplace()
        workplace.store.checkpoints("one").save(Data("state of one".utf8), as: "state")
        workplace.store.checkpoints("two").save(Data("state of two".utf8), as: "state")
        return workplace
    }

    @Test(arguments: [
        ("one", "two", "state"), ("two", "one", "state"), ("one", "three", "state"), ("one", "one", "other"),
    ])
    func oneThatWasCopiedElsewhereCountsAsMissing(_ from: String, _ key: String, _ name: String) throws {
        let workplace = try Self.saved()
        let target = Self.place(workplace, key, name)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? FileManager.default.removeItem(at: target)
        try FileManager.default.copyItem(at: Self.place(workplace, from, "state"), to: target)
        #expect(workplace.store.checkpoints(key).load(name) == nil)
        #expect(workplace.store.checkpoints(from).load("state") == Data("state of \(from)".utf8))
    }

    @Test(arguments: [0, 1, 63, 64]) func oneThatIsCutCountsAsMissing(_ length: Int) throws {
        let workplace = try Self.saved()
        let file = Self.place(workplace, "one", "state")
        try Data(try Data(contentsOf: file).prefix(length)).write(to: file)
        #expect(workplace.store.checkpoints("one").load("state") == nil)
    }

    @Test func oneWithoutItsKeyCountsAsMissing() throws {
        let workplace = try Self.saved()
        let content = Data("state of one".utf8)
        try (Data(SHA256.hex(content).utf8) + content).write(to: Self.place(workplace, "one", "state"))
        #expect(workplace.store.checkpoints("one").load("state") == nil)
    }

    @Test func anEmptyOneIsKept() throws {
        let workplace = try Workplace()
        workplace.store.checkpoints("one").save(Data(), as: "state")
        #expect(workplace.store.checkpoints("one").load("state") == Data())
        #expect(workplace.store.checkpoints("two").load("state") == nil)
    }

    @Test func aCellDoesNotGoOnFromTheStateOfAnother() async throws {
        let workplace = try Workplace()
        let text = "```{echo} a\n```\n\n```{echo} b\n```\n"
        try workplace.write(text)
        let document = try workplace.session.read()
        let maker = KeyMaker(document: document)
        let keys = try document.cells.compactMap { try maker.key(of: $0, digests: [:])?.digest }
        try #require(Set(keys).count == 2)
        try workplace.store.prepare()
        workplace.store.checkpoints(keys[0]).save(Data("of a".utf8), as: "half")
        let (from, to) = (
            Self.place(workplace, keys[0], "half"), Self.place(workplace, keys[1], "half")
        )
        try FileManager.default.createDirectory(at: to.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: from, to: to)
        let outcome = try await workplace.render(text)
        #expect(outcome.run?.artifact("a")?.result[path: "resumed"] == "of a")
        #expect(outcome.run?.artifact("b")?.result[path: "resumed"] == .null)
    }
}
