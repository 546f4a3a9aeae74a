import Foundation
import Testing

@testable import Report

/// A manifest proves itself: the digest of its components is its key, and nothing stands in it twice.
@Suite struct ManifestProofTests {
    private static let text = "```{echo} a\ntext: COUNTER\n```\n\n```{echo} b\nsteps: 3\n```\n"

    private static func place(_ label: String, _ workplace: Workplace) throws -> URL {
        let name = try workplace.session.read().nameInStore
        let key = try #require(workplace.store.latestKey(of: label, in: name))
        return workplace.store.folder.appendingPathComponent("\(key.prefix(2))/\(key)")
    }

    /// A rendered report of which one manifest was edited.
    private static func edited(_ old: String, _ new: String) async throws -> Workplace {
        let workplace = try Workplace()
        try await workplace.render(text.replacing("COUNTER", with: workplace.counter))
        let file = try place("a", workplace).appendingPathComponent("manifest.json")
        let manifest = try String(contentsOf: file, encoding: .utf8)
        try #require(manifest.contains(old))
        let first = try #require(manifest.range(of: old))
        try manifest.replacingCharacters(in: first, with: new).write(to: file, atomically: true, encoding: .utf8)
        return workplace
    }

    @Test(
        arguments: [
            ("\"steps\": 10", "\"steps\": 11"), ("\"seed\": \"1\"", "\"seed\": \"2\""),
            ("\"verb\": \"echo\"", "\"verb\": \"other\""), ("\"number\": 0.5", "\"number\": 0.25"),
            ("\"label\": \"a\"", "\"label\": \"b\""),
        ]) func componentsThatAreNotThoseOfTheKeyAreDamage(_ old: String, _ new: String) async throws
    {
        let workplace = try await Self.edited(old, new)
        let entry = try #require(try workplace.session.plan().entries.first { $0.label == "a" })
        #expect(entry.state == .willRun)
        #expect(
            entry.why == "its stored result is damaged: the manifest's key is not the digest of its components")
        let outcome = try await workplace.render()
        #expect(outcome.exitStatus == 0 && workplace.runs("a") == 2)
        #expect(
            outcome.messages == [
                "report.md: warning: the stored result of 'a' is damaged (the manifest's key is not the digest of its "
                    + "components); it is computed again"
            ])
        #expect(try await workplace.render().messages == [])
        #expect(workplace.runs("a") == 2)
    }

    /// When, where and for which cell: what stands on pages and in lists, and is part of no key.
    @Test(
        arguments: [
            ("\"report\": \"report.md\"", "\"report\": \"repost.md\""),
            ("\"status\": \"done\"", "\"status\": \"dune\""),
            ("\"started\": \"2", "\"started\": \"3"), ("\"cores\": ", "\"cores\": 1"), ("\"engine\":", "\"enginf\":"),
            ("\"proof\": \"", "\"proof\": \"0"), ("\"proof\":", "\"prooe\":"),
        ]) func aRecordThatIsNotWhatWasWrittenIsDamage(_ old: String, _ new: String) async throws
    {
        let workplace = try await Self.edited(old, new)
        let catalogue = try StoreCatalogue(workplace.store)
        #expect(catalogue.entries.count { $0.damage?.hasPrefix("the manifest") == true } == 1)
        let outcome = try await workplace.render()
        #expect(outcome.exitStatus == 0 && workplace.runs("a") == 2)
        #expect(outcome.messages.first?.contains("is damaged (the manifest ") == true, "\(outcome.messages)")
    }

    /// Written before manifests had a proof.
    @Test func aRecordWithoutAProofCounts() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text.replacing("COUNTER", with: workplace.counter))
        let file = try Self.place("a", workplace).appendingPathComponent("manifest.json")
        var manifest = try #require(try Value(json: Data(contentsOf: file)).object)
        manifest["proof"] = nil
        try Data(Value.object(manifest).prettyJSON.utf8).write(to: file)
        #expect(try await workplace.render().messages == [])
        #expect(workplace.runs("a") == 1)
    }

    @Test(
        arguments: [
            ("\"key\":", "\"key\": \"0\", \"key\":", "key"),
            ("\"components\":", "\"components\": {}, \"components\":", "components"),
            ("\"steps\":", "\"steps\": 12, \"steps\":", "steps"), ("\"files\":", "\"files\": {}, \"files\":", "files"),
        ]) func whatStandsTwiceIsDamage(_ old: String, _ new: String, _ name: String) async throws
    {
        let workplace = try await Self.edited(old, new)
        let outcome = try await workplace.render()
        #expect(outcome.exitStatus == 0 && workplace.runs("a") == 2)
        #expect(outcome.messages.count == 1)
        #expect(outcome.messages.first?.contains("is damaged (invalid JSON at line ") == true)
        #expect(outcome.messages.first?.contains("the key '\(name)' stands twice") == true)
    }

    @Test func theWholeResultOfAnotherKeyIsDamage() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text.replacing("COUNTER", with: workplace.counter))
        let (a, b) = (try Self.place("a", workplace), try Self.place("b", workplace))
        try FileManager.default.removeItem(at: a)
        try FileManager.default.copyItem(at: b, to: a)
        #expect(workplace.store.manifest(a.lastPathComponent) == nil)
        let outcome = try await workplace.render()
        #expect(outcome.exitStatus == 0 && workplace.runs("a") == 2)
        #expect(outcome.messages.first?.contains("is damaged (its manifest is of another key)") == true)
    }

    /// As an archive of results does: times are written in whole seconds, whatever they were.
    @Test(arguments: [0, 0.25, 0.9, 0.9999], [0.05, 0.2, 0.75, 3600.5])
    func readAndWrittenAgainItIsTheSame(_ fraction: Double, _ seconds: Double) throws {
        struct Key: StoreKey { let value: Value = ["verb": "echo"] }
        let record = Manifest.Record(
            label: "a", report: "report.md", started: Date(timeIntervalSince1970: 1_800_000_000 + fraction),
            seconds: seconds, threads: 2,
            host: Host(engine: "1", name: "here", system: "Linux", cores: 2, instructionSet: "avx2"))
        let written = Manifest(of: Artifact(result: ["number": 1]), key: Key(), record: record).value
        #expect(try Manifest(json: Data(written.canonicalJSON.utf8)).value == written)
        #expect(written[path: "started"]?.string == "2027-01-15T08:00:00Z")
        #expect(written[path: "host.instruction-set"] == "avx2" && record.host.machine == "here, 2 cores (avx2), Linux")
    }

    @Test func everyManifestThatIsWrittenProvesItself() async throws {
        let workplace = try Workplace()
        try await workplace.render(
            """
            ```{echo} a
            rate: 1e-7
            window: {shift: [-0, 1e22], "$number": [0.1, 9007199254740992]}
            text: "ν̂ \\" 😀"
            number: -0.0
            ```

            ```{check} c
            claims: [{claim: large, value: a.number, below: 9007199254740993}]
            ```

            """)
        for label in ["a", "c"] {
            let place = try Self.place(label, workplace)
            let manifest = try Manifest(json: Data(contentsOf: place.appendingPathComponent("manifest.json")))
            #expect(manifest.key == place.lastPathComponent)
            #expect(SHA256.hex(manifest.components.canonicalJSON.utf8) == manifest.key)
        }
    }
}
