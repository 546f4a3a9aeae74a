import Foundation
import Testing

@testable import Report

/// What is computed again after an edit, and what is not.
@Suite struct RerunTests {
    static func report(
        _ counter: String, front: String = "seed: 3", caption: String = "The caption.", steps: Int = 10,
        comment: String = "", extra: String = ""
    ) -> String {
        """
        ---
        \(front)
        ---

        The fit ends at `{value} b.number ± b.sigma | .2`; see @b.

        ```{echo} a
        text: \(counter)
        steps: \(steps) \(comment)
        ```

        ```{echo} b
        \(extra)
        text: \(counter)
        uses: [a]
        shows: figure
        caption: \(caption)
        ```

        ```{echo} c
        text: \(counter)
        uses: [b]
        ```

        ```{echo} other
        text: \(counter)
        steps: 500
        ```

        """
    }

    func runs(_ workplace: Workplace) -> [Int] { ["a", "b", "c", "other"].map(workplace.runs) }

    @Test func runsNothingTheSecondTime() async throws {
        let workplace = try Workplace()
        let first = try await workplace.render(Self.report(workplace.counter))
        #expect(first.exitStatus == 0, "\(first.messages)")
        #expect(runs(workplace) == [1, 1, 1, 1])
        let second = try await workplace.render()
        #expect(second.exitStatus == 0)
        #expect(runs(workplace) == [1, 1, 1, 1])
        #expect(second.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
        #expect(try workplace.html.contains("0.50 ± 0.01"))
    }

    @Test func runsNothingAfterAnEditOfACaption() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.report(workplace.counter))
        try await workplace.render(Self.report(workplace.counter, caption: "Other words."))
        #expect(runs(workplace) == [1, 1, 1, 1])
        #expect(try workplace.html.contains("Other words."))
    }

    @Test func runsNothingAfterAnEditOfACommentOrOfTheOrderOfKeys() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.report(workplace.counter))
        try await workplace.render(
            Self.report(
                workplace.counter, comment: "# as before", extra: "# a comment\nnetwork:   {layers: 2, width: 64}"))
        #expect(runs(workplace) == [1, 1, 1, 1])
    }

    @Test func runsACellAndItsDependentsAfterAnEditOfAnOption() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.report(workplace.counter))
        try await workplace.render(Self.report(workplace.counter, steps: 11))
        #expect(runs(workplace) == [2, 2, 2, 1])
        try await workplace.render(Self.report(workplace.counter))
        #expect(runs(workplace) == [2, 2, 2, 1], "the first results are still in the store")
    }

    @Test func runsEverythingAfterAnEditOfTheSeed() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.report(workplace.counter))
        try await workplace.render(Self.report(workplace.counter, front: "seed: 4"))
        #expect(runs(workplace) == [2, 2, 2, 2])
        try await workplace.render(Self.report(workplace.counter, extra: "seed: 5"))
        #expect(runs(workplace) == [2, 3, 3, 2])
    }

    @Test func takesParametersFromTheCommandLine() async throws {
        let workplace = try Workplace()
        let text =
            "---\nparams: {n: 5}\n---\n\n```{echo} a\ntext: \(workplace.counter)\nsteps: ${n}\n```\n\nn is ${n}.\n"
        try await workplace.render(text)
        #expect(try workplace.html.contains("n is 5."))
        let outcome = try await workplace.render { $0.parameters = [("n", "6")] }
        #expect(outcome.run?.artifact("a")?.result[path: "steps"] == 6)
        #expect(try workplace.html.contains("n is 6."))
        let wrong = try await workplace.render { $0.parameters = [("m", "6")] }
        #expect(wrong.exitStatus == 2)
        #expect(wrong.messages == ["report.md:2:9: error: the report has no parameter 'm'; available: n"])
    }

    @Test func runsWhatReadsAFileAfterAnEditOfTheFile() async throws {
        let workplace = try Workplace()
        try workplace.write("one", to: "data.txt")
        let text =
            "```{echo} a\ntext: \(workplace.counter)\nfile: data.txt\n```\n\n```{echo} b\ntext: \(workplace.counter)\nuses: [a]\n```\n"
        try await workplace.render(text)
        try await workplace.render()
        #expect(["a", "b"].map(workplace.runs) == [1, 1])
        try workplace.write("two", to: "data.txt")
        let outcome = try await workplace.render()
        #expect(["a", "b"].map(workplace.runs) == [2, 2])
        #expect(outcome.run?.artifact("a")?.result[path: "file"] == "two")
    }

    @Test func computesAnewWhatIsAskedFor() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.report(workplace.counter))
        try await workplace.render { $0.refresh = ["a"] }
        #expect(runs(workplace) == [2, 1, 1, 1], "the new result is the same, so nothing follows from it")
        try await workplace.render { $0.usesCache = false }
        #expect(runs(workplace) == [3, 2, 2, 2])
        let wrong = try await workplace.render { $0.refresh = ["othr"] }
        #expect(wrong.exitStatus == 2)
        #expect(
            wrong.messages == [
                "report.md:1:1: error: --refresh names 'othr', and no cell is called so; did you mean 'other'? "
                    + "available: a, b, c, other"
            ])
    }

    @Test func takesDefaultsFromTheFrontMatter() async throws {
        let workplace = try Workplace()
        let front = "defaults:\n  echo: {steps: 7, network: {width: 3}}"
        try await workplace.render(Self.report(workplace.counter))
        let outcome = try await workplace.render(
            "---\n\(front)\n---\n\n```{echo} a\n```\n\n```{echo} b\nsteps: 8\n```\n")
        #expect(outcome.run?.artifact("a")?.result[path: "steps"] == 7)
        #expect(outcome.run?.artifact("b")?.result[path: "steps"] == 8)
    }
}
