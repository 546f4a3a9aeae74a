import Foundation
import Testing

@testable import Report

@Suite struct PlanTests {
    func plan(_ workplace: Workplace, _ text: String, refresh: [String] = []) throws -> [String] {
        try workplace.write(text)
        var session = workplace.session
        session.refresh = refresh
        return try session.plan().entries.map { "\($0.label): \($0.state.words): \($0.why)" }
    }

    @Test func saysWhatWillRunAndWhatChanged() async throws {
        let workplace = try Workplace()
        func text(_ steps: Int, _ front: String = "") -> String {
            front + """
                ```{echo} a
                steps: \(steps)
                ```

                ```{echo} b
                uses: [a]
                ```

                ```{echo} c
                text: alone
                ```

                """
        }
        #expect(
            try plan(workplace, text(1)) == [
                "a: will run: never run", "b: will run: after 'a'", "c: will run: never run",
            ])
        try await workplace.render()
        #expect(try plan(workplace, text(1)).allSatisfy { $0.contains(": cached: computed 20") })
        let edited = try plan(workplace, text(2))
        #expect(edited[0] == "a: will run: steps: 1 → 2")
        #expect(edited[1] == "b: will run: after 'a'")
        #expect(edited[2].hasPrefix("c: cached"))
        #expect(try plan(workplace, text(1, "---\nseed: 2\n---\n\n"))[0] == "a: will run: seed: 1 → 2")
        #expect(try plan(workplace, text(1), refresh: ["c"])[2] == "c: will run: asked for by --refresh")
        #expect(Echo.runs(of: "alone", "c") >= 1)
    }

    @Test func printsATable() throws {
        let workplace = try Workplace()
        try workplace.write("```{echo} first\n```\n\n```{echo} b\nuses: [first]\nrun: manual\n```\n")
        #expect(
            try workplace.session.plan().description == """
                cell   verb  result   render    last took  expected  why
                first  echo  missing  will run                       never run
                b      echo  missing  manual                         runs only when asked: --refresh b

                1 of 2 cells will run.

                """)
    }

    @Test func saysWhatTheStoreHoldsAndWhatRunsForIt() async throws {
        let workplace = try Workplace()
        func text(_ steps: String) -> String {
            """
            ---
            params: {steps: 10}
            ---

            ```{echo} a
            steps: ${steps}
            network: {width: \(steps)}
            ```

            ```{echo} b
            uses: [a]
            ```

            ```{echo} c
            uses: [b]
            ```

            ```{echo} alone
            text: x
            ```

            """
        }
        try await workplace.render(text("64"))
        try workplace.write(text("65"))
        var session = workplace.session
        session.parameters = [("steps", "20")]
        let name = try session.read().nameInStore
        let key = try #require(workplace.store.latestKey(of: "alone", in: name))
        let file = workplace.store.folder.appendingPathComponent("\(key.prefix(2))/\(key)/bytes.bin")
        try Data([1]).write(to: file)
        let plan = try session.plan()
        let entries = Dictionary(uniqueKeysWithValues: plan.entries.map { ($0.label, $0) })
        #expect(plan.entries.map(\.condition) == [.stale, .stale, .stale, .damaged])
        #expect(entries["a"]?.changes.map(\.words) == ["network.width: 64 → 65", "steps: 10 → 20 (by -p steps)"])
        #expect(entries["a"]?.reruns == ["b", "c"] && entries["b"]?.reruns == [] && entries["b"]?.changes == [])
        #expect(entries["alone"]?.why == "its stored result is damaged: bytes.bin is not what was written")
        let lines = plan.description.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(lines.contains("where its result changes, also: b, c"))
        #expect(lines.contains("steps: 10 → 20 (by -p steps)"))
    }

    @Test func tellsWhichResultOfACellChanged() async throws {
        let workplace = try Workplace()
        func text(_ steps: Int) -> String {
            "```{echo} a\nsteps: \(steps)\n```\n\n```{echo} b\nuses: [a]\nrun: manual\n```\n"
        }
        try await workplace.render(text(1)) { $0.refresh = ["b"] }
        try await workplace.render(text(2))
        let entry = try #require(try workplace.session.plan().entries.last)
        #expect(entry.condition == .stale && entry.state == .manual)
        #expect(entry.changes.count == 1)
        let words = try #require(entry.changes.first?.words)
        #expect(words.wholeMatch(of: /'a' changed \([0-9a-f]{8} → [0-9a-f]{8}\)/) != nil, "\(words)")
    }

    @Test func putsCellsAfterWhatTheyUse() throws {
        let document = try document("```{echo} a\nuses: [c]\n```\n\n```{echo} b\n```\n\n```{echo} c\nuses: [b]\n```\n")
        #expect(document.graph.order == ["b", "c", "a"])
        #expect(document.graph.closure(of: "a") == ["b", "c"])
    }
}

/// How long a render will take, judged by earlier runs.
@Suite struct TimeEstimateTests {
    /// Gives the last result of a cell another time, which is no part of its key.
    private func set(_ seconds: Double, threads: Int, of label: String, _ workplace: Workplace) throws {
        let name = try workplace.session.read().nameInStore
        let key = try #require(workplace.store.latestKey(of: label, in: name))
        let file = workplace.store.folder.appendingPathComponent("\(key.prefix(2))/\(key)/manifest.json")
        var manifest = try #require(try Value(json: Data(contentsOf: file)).object)
        manifest["seconds"] = .number(seconds)
        manifest["threads"] = .integer(threads)
        manifest["proof"] = nil
        try Data(Value.object(manifest).prettyJSON.utf8).write(to: file)
    }

    @Test func areScaledByWhatTheTimeGrowsWith() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\nsteps: 10\n```\n\n```{echo} b\nsteps: 100\ntext: other\n```\n")
        try set(6, threads: 2, of: "a", workplace)
        try set(50, threads: 4, of: "b", workplace)
        try workplace.write("```{echo} a\nsteps: 30\n```\n\n```{echo} c\nsteps: 50\ntext: other\n```\n")
        let plan = try workplace.session.plan()
        #expect(plan.entries[0].expected == TimeEstimate(seconds: 18, basis: "its last run, × 3.0 for steps"))
        #expect(
            plan.entries[1].expected
                == TimeEstimate(
                    seconds: 50, basis: "'b' of report.md, × 0.50 for steps, on 2 threads in place of 4"))
        #expect(plan.total?.seconds == 68 && plan.total?.threads == 2 && plan.total?.unknown == [])
        #expect(plan.description.hasSuffix("2 of 2 cells will run: about 1 min 8 s on 2 threads.\n"))
    }

    @Test func tellWhatNothingIsKnownOf() async throws {
        let workplace = try Workplace(directives: [Echo.self, Gauge.self])
        try await workplace.render("```{echo} a\n```\n")
        try set(6, threads: 2, of: "a", workplace)
        try workplace.write("```{echo} a\nsteps: 20\n```\n\n```{gauge} g\n```\n")
        #expect(
            try workplace.session.plan().description.hasSuffix(
                "2 of 2 cells will run: about 12 s on 2 threads, not counting g, of which the store knows no earlier run.\n"
            ))
    }
}

/// What the last digits depend on is part of every key, where it is not what most machines have.
@Suite struct ArithmeticKeyTests {
    private func keys(_ arithmetic: String?) throws -> [String] {
        let registry = DirectiveRegistry([Echo.self], arithmetic: arithmetic)
        let text = "```{echo} a\n```\n\n```{echo} b\nuses: [a]\n```\n"
        let document = try DocumentReader(directives: registry)
            .read(text: text, file: "r.md", folder: URL(fileURLWithPath: "/"))
        return try document.cells.map { cell in
            try #require(try KeyMaker(document: document).key(of: cell, digests: ["a": "0", "b": "1"])).value
                .canonicalJSON
        }
    }

    @Test func isPartOfEveryKey() throws {
        let usual = try keys(nil)
        #expect(usual.allSatisfy { !$0.contains("arithmetic") })
        let baseline = try keys("baseline")
        #expect(baseline.allSatisfy { $0.contains("\"arithmetic\":\"baseline\"") })
        #expect(Set(usual + baseline + (try keys("neon"))).count == 6)
    }

    @Test func isSaidWhereItChanges() throws {
        let (old, new) = (try Value(json: Data(try keys(nil)[0].utf8)), try Value(json: Data(try keys("neon")[0].utf8)))
        #expect(
            CellKey.changes(from: old, to: new).map(\.words)
                == ["it ran on a processor whose results have other last digits (usual → neon)"])
    }
}
