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
                cell   verb  state     last took  why
                first  echo  will run             never run
                b      echo  manual               runs only when asked: --refresh b

                1 of 2 cells will run.

                """)
    }

    @Test func putsCellsAfterWhatTheyUse() throws {
        let document = try document("```{echo} a\nuses: [c]\n```\n\n```{echo} b\n```\n\n```{echo} c\nuses: [b]\n```\n")
        #expect(document.graph.order == ["b", "c", "a"])
        #expect(document.graph.closure(of: "a") == ["b", "c"])
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
        #expect(CellKey.changes(from: old, to: new) == ["it ran on a processor whose results have other last digits"])
    }
}
