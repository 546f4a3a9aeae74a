import Foundation
import Synchronization
import Testing

@testable import Report

/// Cells with parts: the outcome of each part, and what is computed again.
@Suite struct PartsTests {
    func workplace() throws -> Workplace { try Workplace(directives: [Echo.self, Divide.self]) }

    func report(_ workplace: Workplace, _ options: String, before: String = "", seed: Int = 7) -> String {
        before + "```{divide} a\ntext: \(workplace.counter)\nseed: \(seed)\n\(options)\n```\n"
    }

    func runs(_ workplace: Workplace, _ count: Int) -> [Int] {
        (0..<count).map { Divide.runs(of: workplace.counter, "part \($0)") }
    }

    /// The folder of a part in the store, as the cell's manifest says.
    func place(of part: Int, _ workplace: Workplace) throws -> URL {
        let key = try #require(workplace.store.latestKey(of: "a", in: try workplace.session.read().nameInStore))
        let manifest = try #require(workplace.store.manifest(key))
        guard case .key(let digest) = manifest.parts[part].outcome else { throw CellFailure("the part failed") }
        return workplace.store.folder.appendingPathComponent("\(digest.prefix(2))/\(digest)")
    }

    @Test func givesTheResultsInOrder() async throws {
        let workplace = try workplace()
        let outcome = try await workplace.render(report(workplace, "sizes: [3, 1, 2]"))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let parts = try #require(outcome.run?.artifact("a")?.result[path: "parts"]?.array)
        #expect(parts.map { $0[path: "size"]?.int } == [3, 1, 2])
        #expect(parts.map { $0[path: "seed"]?.string } == ["7", "8", "9"])
        #expect(parts.map { $0[path: "label"]?.string } == ["a/part 0", "a/part 1", "a/part 2"])
        try await workplace.render()
        #expect(runs(workplace, 3) == [1, 1, 1])
    }

    @Test func computesOnlyThePartsThatAreNew() async throws {
        let workplace = try workplace()
        try await workplace.render(report(workplace, "sizes: [1, 2, 3]"))
        let more = try await workplace.render(report(workplace, "sizes: [1, 2, 3, 4, 5]"))
        #expect(runs(workplace, 5) == [1, 1, 1, 1, 1])
        let fresh = try self.workplace()
        let atOnce = try await fresh.render(report(fresh, "sizes: [1, 2, 3, 4, 5]"))
        #expect(more.run?.artifact("a") == atOnce.run?.artifact("a"))
    }

    @Test func computesOnlyThePartsWhoseDescriptionChanged() async throws {
        let workplace = try workplace()
        try await workplace.render(report(workplace, "sizes: [1, 2, 3]"))
        try await workplace.render(report(workplace, "sizes: [1, 20, 3]"))
        #expect(runs(workplace, 3) == [1, 2, 1])
        try await workplace.render(report(workplace, "sizes: [1, 20, 3]", seed: 100))
        #expect(runs(workplace, 3) == [2, 3, 2])
    }

    @Test func computesOnlyThePartsWhoseInputsChanged() async throws {
        let workplace = try workplace()
        func text(_ common: Int, _ first: Int) -> String {
            let cells = "```{echo} common\nsteps: \(common)\n```\n\n```{echo} first\nsteps: \(first)\n```\n\n"
            return report(workplace, "sizes: [1, 2]\nuses: [common]\nfirst-uses: [first]", before: cells)
        }
        try await workplace.render(text(1, 1))
        try await workplace.render(text(1, 2))
        #expect(runs(workplace, 2) == [2, 1])
        let last = try await workplace.render(text(2, 2))
        #expect(runs(workplace, 2) == [3, 2])
        #expect(last.run?.artifact("a")?.result[path: "parts.1.uses.0.steps"] == 2)
    }

    @Test func sharesPartsAmongCells() async throws {
        let workplace = try workplace()
        let both =
            report(workplace, "sizes: [1, 2]") + "\n"
            + report(workplace, "sizes: [1, 2, 3]")
            .replacing("{divide} a", with: "{divide} b")
        try await workplace.render(both)
        #expect(runs(workplace, 3) == [1, 1, 1])
    }

    @Test func keepsWhatIsFinishedWhenAPartFails() async throws {
        let workplace = try workplace()
        let text = report(workplace, "sizes: [1, 2, 3]\nfails: [2]")
        let outcome = try await workplace.render(text)
        let result = try #require(outcome.run?.artifact("a")?.result)
        #expect(result[path: "failed"] == 1)
        #expect(result[path: "parts.1"] == "2 is too much; take less")
        #expect(result[path: "parts.2.size"] == 3)
        #expect(
            outcome.messages == [
                "report.md: warning: 1 of 3 parts of 'a' failed and run again next time (part 1); "
                    + "part 1: 2 is too much; take less"
            ])
        #expect(try workplace.session.plan().entries.map(\.state) == [.willRun])
        #expect(try workplace.session.plan().entries.map(\.why) == ["part 1 failed"])
        try await workplace.render(text)
        #expect(runs(workplace, 3) == [1, 2, 1], "the part that failed ran again, the others did not")
        let healed = try await workplace.render(report(workplace, "sizes: [1, 2, 3]"))
        #expect(healed.messages == [])
        #expect(runs(workplace, 3) == [1, 3, 1])
    }

    @Test func keepsWhatIsFinishedWhenTheRunIsStopped() async throws {
        let workplace = try workplace()
        let counter = workplace.counter
        let cancellation = Cancellation()
        let watch = Task {
            while Divide.runs(of: counter, "part 1") == 0 { try await Task.sleep(for: .milliseconds(2)) }
            // Time to leave a checkpoint.
            try await Task.sleep(for: .milliseconds(20))
            cancellation.cancel()
        }
        let stopped = try await workplace.render(report(workplace, "sizes: [1, 2, 3]\nwaits: [2]")) {
            $0.cancellation = cancellation
            $0.jobs = 1
        }
        try await watch.value
        #expect(stopped.exitStatus == 130)
        #expect(runs(workplace, 3) == [1, 1, 0])
        let resumed = try await workplace.render(report(workplace, "sizes: [1, 2, 3]"))
        #expect(runs(workplace, 3) == [1, 2, 1])
        let parts = try #require(resumed.run?.artifact("a")?.result[path: "parts"]?.array)
        #expect(parts.map { $0[path: "resumed"] } == [.null, "half of 2", .null], "each has its own checkpoints")
        let unfinished = workplace.store.folder.appendingPathComponent("unfinished")
        #expect(try FileManager.default.contentsOfDirectory(atPath: unfinished.path) == [])
    }

    @Test func computesPartsAnewWhenTheirCellIsAskedFor() async throws {
        let workplace = try workplace()
        try await workplace.render(report(workplace, "sizes: [1, 2]"))
        try await workplace.render { $0.refresh = ["a"] }
        #expect(runs(workplace, 2) == [2, 2])
        try await workplace.render { $0.usesCache = false }
        #expect(runs(workplace, 2) == [3, 3])
    }

    @Test(arguments: ["artifact.json", "bytes.bin", "manifest.json"])
    func computesADamagedPartAgainWithAWarning(_ file: String) async throws {
        let workplace = try workplace()
        try await workplace.render(report(workplace, "sizes: [1, 2]"))
        try Data("{}".utf8).write(to: place(of: 1, workplace).appendingPathComponent(file))
        let more = try await workplace.render(report(workplace, "sizes: [1, 2, 3]"))
        #expect(runs(workplace, 3) == [1, 2, 1])
        #expect(more.messages.count == 1)
        #expect(more.messages[0].hasPrefix("report.md: warning: the stored part 1 of 'a' is damaged ("))
        let again = try await workplace.render(report(workplace, "sizes: [1, 2, 3, 4]"))
        #expect(again.messages == [])
        #expect(runs(workplace, 4) == [1, 2, 1, 1])
    }

    @Test func saysInTheManifestWhatAPartIs() async throws {
        let workplace = try workplace()
        try await workplace.render(report(workplace, "sizes: [1, 2]"))
        let manifest = try Value(
            json: Data(contentsOf: place(of: 1, workplace).appendingPathComponent("manifest.json")))
        #expect(manifest[path: "label"] == "a")
        #expect(manifest[path: "part"] == "part 1")
        #expect(manifest[path: "report"] == "report.md")
        #expect(manifest[path: "components.part-of"] == "parts")
        #expect(manifest[path: "components.components"] == ["size": 2])
        #expect(manifest[path: "components.seed"] == "8")
    }

    @Test func computesAPartOnceWhenRunsMeet() async throws {
        let workplace = try workplace()
        // The cells differ, so their own locks do not keep the runs apart.
        let sessions = try (1...4).map { count in
            let sizes = (1...(2 + count)).map(String.init).joined(separator: ", ")
            try workplace.write(report(workplace, "sizes: [\(sizes)]"), to: "\(count).md")
            var session = RenderSession(
                report: workplace.folder.appendingPathComponent("\(count).md"), as: "\(count).md",
                directives: workplace.session.directives)
            session.store = workplace.store
            session.jobs = 2
            return session
        }
        let statuses = await withTaskGroup(of: Int32.self) { group in
            for session in sessions {
                let page = session.report.appendingPathExtension("html")
                group.addTask { await session.render(to: page).exitStatus }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == [0, 0, 0, 0])
        #expect(runs(workplace, 6) == [1, 1, 1, 1, 1, 1])
    }

    @Test func runsPartsSideBySide() async throws {
        let workplace = try workplace()
        let outcome = try await workplace.render(report(workplace, "sizes: [1, 2, 3]\nmeets: true")) { $0.jobs = 3 }
        #expect(outcome.run?.artifact("a")?.result[path: "failed"] == 0, "they met")
    }

    @Test(arguments: [1, 2, 3, 7, 20])
    func sharesTheThreadsAndGivesTheSameWithAnyNumber(_ threads: Int) async throws {
        let workplace = try workplace()
        let outcome = try await workplace.render(report(workplace, "sizes: [3, 1, 4, 1, 5]")) { $0.jobs = threads }
        let alone = try self.workplace()
        let expected = try await alone.render(report(alone, "sizes: [3, 1, 4, 1, 5]")) { $0.jobs = 1 }
        #expect(outcome.run?.artifact("a") == expected.run?.artifact("a"))
        let shares = Divide.threads(of: workplace.counter)
        #expect(shares.count == 5)
        #expect(shares.allSatisfy { $0 >= 1 && $0 <= max(1, (threads + 4) / 5) })
    }

    @Test func failsWhereAPartFailsThatItRequires() async throws {
        let workplace = try workplace()
        let outcome = try await workplace.render(
            report(workplace, "sizes: [1, 2, 3]\nfails: [2]\nrequired: true\nadds: true"))
        #expect(
            outcome.run?.results["a"]?.outcome == .failed(message: "part 1: 2 is too much", advice: "take less"))
        #expect(runs(workplace, 3) == [1, 1, 1], "the others are computed all the same")
        let healed = try await workplace.render(report(workplace, "sizes: [1, 2, 3]\nrequired: true\nadds: true"))
        #expect(healed.run?.artifact("a")?.result[path: "sum.sum"] == 6)
        #expect(runs(workplace, 3) == [1, 2, 1])
    }

    @Test func writesADescriptionDownAndReadsItBack() throws {
        let cell = CellReference(label: "b", at: SourcePlace(file: "r.md", line: 1, column: 1), option: "uses")
        for part in [
            PartDescription("part 1", components: ["x": 0.1, "y": 1.0, "n": 3, "o": .null], seed: .max, uses: [cell]),
            PartDescription("part 2", components: .null, seed: 0),
            PartDescription("part 3", components: ["meanError": [.number(.nan), .number(-.infinity)]], seed: 1),
        ] {
            let json = try Value(encoding: part).prettyJSON
            let read = try Value(json: Data(json.utf8)).decoded(as: PartDescription.self)
            #expect(read.label == part.label && read.seed == part.seed && read.uses == part.uses)
            #expect(read.components.canonicalJSON == part.components.canonicalJSON)
        }
    }

    @Test func givesEveryPartASeedOfItsOwn() {
        let seeds = (0..<10).flatMap { (seed: UInt64) -> [UInt64] in
            let context = RunContext(label: "a", seed: seed, threads: ThreadGrant(fixed: 1))
            return (0..<10).map { context.seed(for: "toy \($0)") } + [context.seed]
        }
        #expect(Set(seeds).count == 110)
    }

    @Test func hasNoPartsOfNothing() async throws {
        let workplace = try workplace()
        let outcome = try await workplace.render(report(workplace, "sizes: []"))
        #expect(outcome.run?.artifact("a")?.result[path: "parts"] == .array([]))
    }

    @Test func leavesTheNumberOfPartsOutOfTheComponents() throws {
        let document = try document("```{echo} a\nsteps: 3\ntext: b\n```\n")
        let options = try #require(document.cell("a")?.options)
        let components = try #require(options.canonical(without: Echo.steps, Echo.rate).object)
        let all = try #require(options.canonical.object)
        #expect(Set(all.keys).subtracting(components.keys) == ["steps", "rate"])
        #expect(components.allSatisfy { all[$0.key] == $0.value })
    }
}
