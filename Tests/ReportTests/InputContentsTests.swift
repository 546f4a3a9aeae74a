import Foundation
import Synchronization
import Testing

@testable import Report

/// The bytes that a cell uses are the bytes that its key stands for, whatever another program does to the file.
@Suite struct InputContentsTests {
    private static let text = "```{echo} a\nfile: data.txt\n```\n\n```{echo} b\nsteps: 3\nfile: ./data.txt\n```\n"

    private static func document(_ workplace: Workplace) throws -> Document { try workplace.session.read() }

    private static func bytes(_ document: Document, _ label: String) throws -> (used: Data, digest: String?) {
        let cell = try #require(document.cell(label))
        let file = try #require(cell.options.files.first)
        let key = try #require(try KeyMaker(document: document).key(of: cell, digests: [:]))
        return (try file.read(), key.files[file.path])
    }

    @Test func aFileThatIsReplacedAfterItsDigestWasTakenIsUsedAsItWas() throws {
        let workplace = try Workplace()
        try workplace.write("12", to: "data.txt")
        try workplace.write(Self.text)
        let document = try Self.document(workplace)
        let first = try Self.bytes(document, "a")
        try workplace.write("13", to: "data.txt")
        let second = try Self.bytes(document, "a")
        #expect(first.used == Data("12".utf8) && second.used == first.used)
        #expect(first.digest == SHA256.hex("12".utf8) && second.digest == first.digest)
        // Another cell of the same report sees the same file, however it writes the path.
        let other = try Self.bytes(document, "b")
        #expect(other.used == first.used && other.digest == first.digest)
        // The next render reads it anew.
        #expect(try Self.bytes(Self.document(workplace), "a").used == Data("13".utf8))
    }

    @Test(arguments: ["removed", "emptied", "longer", "folder"])
    func noLaterFateOfTheFileMatters(_ fate: String) throws {
        let workplace = try Workplace()
        try workplace.write(String(repeating: "x", count: 100_000), to: "data.txt")
        try workplace.write(Self.text)
        let document = try Self.document(workplace)
        let first = try Self.bytes(document, "a")
        let file = workplace.folder.appendingPathComponent("data.txt")
        switch fate {
        case "emptied": try workplace.write("", to: "data.txt")
        case "longer": try workplace.write(String(repeating: "y", count: 300_000), to: "data.txt")
        default: try FileManager.default.removeItem(at: file)
        }
        if fate == "folder" { try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false) }
        let second = try Self.bytes(document, "b")
        #expect(first.used.count == 100_000 && second.used == first.used && second.digest == first.digest)
    }

    @Test(arguments: [true, false]) func resultsLieUnderTheKeyOfWhatWasReadBesideABusyWriter(_ inPlace: Bool)
        async throws
    {
        let workplace = try Workplace()
        let file = workplace.folder.appendingPathComponent("data.txt")
        try Data("0".utf8).write(to: file)
        // On a thread of its own: it never waits for anything, and would keep one of the threads of tasks for itself.
        let isDone = Flag()
        let writer = DispatchGroup()
        writer.enter()
        Thread.detachNewThread {
            var number = 0
            while !isDone.value.withLock({ $0 }) {
                number += 1
                try? Data(String(repeating: "\(number % 10)", count: 20_000).utf8)
                    .write(to: file, options: inPlace ? [] : .atomic)
                usleep(4000)
            }
            writer.leave()
        }
        defer {
            isDone.value.withLock { $0 = true }
            writer.wait()
        }
        for _ in 0..<20 {
            let outcome = try await workplace.render(Self.text)
            for (label, path) in [("a", "data.txt"), ("b", "./data.txt")] {
                guard let result = outcome.run?.results[label], let key = result.key else { continue }
                let manifest = try #require(workplace.store.manifest(key))
                let used = try #require(result.artifact?.result[path: "file"]?.string)
                #expect(manifest.components[path: "files"]?.object?[path] == .string(SHA256.hex(used.utf8)))
            }
            let texts = ["a", "b"].compactMap { outcome.run?.artifact($0)?.result[path: "file"]?.string }
            #expect(Set(texts).count <= 1, "the cells of one page saw two files")
        }
    }

    private final class Flag: Sendable { let value = Mutex(false) }

    @Test func aCellThatRunsLaterUsesWhatItsReportWasCheckedWith() async throws {
        let workplace = try Workplace()
        try workplace.write("{\"n\": 12}", to: "numbers.json")
        try workplace.write("```{json} j\nfile: numbers.json\n```\n")
        let session = workplace.session
        let document = try session.read()
        try workplace.write("{\"m\": 13}", to: "numbers.json")
        try session.store.prepare()
        let host = Host(engine: "fiducial test", name: "host", system: "system", cores: 2)
        let run = try await Executor(session.source, runner: LocalRunner(threads: 2), host: host).run(document)
        #expect(run.artifact("j")?.result == ["n": 12])
        let key = try #require(run.results["j"]?.key)
        let files = workplace.store.manifest(key)?.components[path: "files"]
        #expect(files == ["numbers.json": .string(SHA256.hex("{\"n\": 12}".utf8))])
        // The next render finds the new file, and never takes the one for the other.
        #expect(try await workplace.render().run?.artifact("j")?.result == ["m": 13])
    }

    @Test func saysWhyAFileCannotBeRead() throws {
        let workplace = try Workplace()
        func words(_ name: String) -> String {
            do {
                _ = try InputContents().data(of: workplace.folder.appendingPathComponent(name))
                return "read"
            } catch {
                return error.description
            }
        }
        #expect(words("none") == "there is no such file")
        #expect(words(".") == "it is not a regular file")
        #expect(mkfifo(workplace.folder.appendingPathComponent("pipe").path, 0o600) == 0)
        #expect(words("pipe") == "it is not a regular file")
        try workplace.write("", to: "empty")
        #expect(words("empty") == "read")
    }

    @Test func aFileThatIsGoneFailsTheCellInItsOwnWords() async throws {
        let workplace = try Workplace()
        try workplace.write("12", to: "data.txt")
        try workplace.write(Self.text)
        let document = try Self.document(workplace)
        try FileManager.default.removeItem(at: workplace.folder.appendingPathComponent("data.txt"))
        let cell = try #require(document.cell("a"))
        let failure = #expect(throws: CellFailure.self) { try KeyMaker(document: document).key(of: cell, digests: [:]) }
        #expect(failure?.message == "cannot read 'data.txt': there is no such file")
    }
}
