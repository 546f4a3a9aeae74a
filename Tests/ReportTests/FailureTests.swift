import Foundation
import Testing

@testable import Report

/// What a failed cell does to the rest, and to the exit status.
@Suite struct FailureTests {
    static func report(_ counter: String, onError: String = "continue") -> String {
        """
        ```{echo} bad
        text: \(counter)
        fails: the loss is not a number at step 412
        on-error: \(onError)
        ```

        ```{echo} middle
        uses: [bad]
        text: \(counter)
        ```

        ```{echo} last
        uses: [middle]
        text: \(counter)
        ```

        ```{echo} fine
        text: \(counter)
        shows: table
        ```

        The value is `{value} last.number` and `{value} fine.number | .1`, see @last.

        """
    }

    @Test func showsTheErrorAndBlocksOnlyDependents() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.report(workplace.counter))
        #expect(outcome.exitStatus == 1)
        let results = try #require(outcome.run?.results)
        #expect(results["middle"]?.outcome == .blocked(by: "bad"))
        #expect(results["last"]?.outcome == .blocked(by: "bad"))
        #expect(results["fine"]?.outcome == .ran)
        #expect(
            outcome.messages == [
                "report.md:1:1: error: the cell 'bad' failed: the loss is not a number at step 412; try something else"
            ])
        let html = try workplace.html
        #expect(html.contains("<pre><code>the loss is not a number at step 412\ntry something else</code></pre>"))
        #expect(html.contains("it uses <a href=\"#bad\">bad</a>, which failed."))
        #expect(html.contains("it depends on <a href=\"#bad\">bad</a>, which failed."))
        #expect(html.contains("not available"))
        #expect(html.contains("0.5"))
    }

    @Test func doesNotKeepFailures() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.report(workplace.counter))
        try await workplace.render()
        #expect(workplace.runs("bad") == 2)
        #expect(workplace.runs("fine") == 1)
    }

    @Test func startsNothingMoreAfterACellThatStopsOnError() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.report(workplace.counter, onError: "stop")) { $0.jobs = 1 }
        #expect(outcome.run?.results["fine"]?.outcome == .blocked(by: "bad"))
        #expect(workplace.runs("fine") == 0)
    }

    @Test func waitsWithManualCellsUntilAskedFor() async throws {
        let workplace = try Workplace()
        let text = """
            ```{echo} long
            text: \(workplace.counter)
            run: manual
            ```

            ```{echo} after
            text: \(workplace.counter)
            uses: [long]
            ```

            """
        let first = try await workplace.render(text)
        #expect(first.exitStatus == 0)
        #expect(first.run?.results["long"]?.outcome == .manual)
        #expect(first.run?.results["after"]?.outcome == .blocked(by: "long"))
        #expect(try workplace.html.contains("it waits for <a href=\"#long\">long</a>, which runs only when asked."))
        let plan = try workplace.session.plan()
        #expect(plan.entries.map(\.state) == [.manual, .blocked(by: "long")])
        try await workplace.render { $0.refresh = ["long"] }
        #expect(workplace.runs("after") == 1)
        let third = try await workplace.render()
        #expect(third.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
    }

    @Test func leavesThePageAloneWhenTheReportIsWrong() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\ntext: \(workplace.counter)\n```\n")
        let before = try workplace.html
        let outcome = try await workplace.render(
            "```{echo} a\ntext: \(workplace.counter)\nsteps: 3\n```\n\n```{echo} b\nstep: 1\n```\n")
        #expect(outcome.exitStatus == 2)
        #expect(outcome.summary == nil)
        #expect(workplace.runs("a") == 1)
        #expect(try workplace.html == before)
    }

    @Test func computesNothingWhereThePageCannotBeWritten() async throws {
        let workplace = try Workplace()
        let text = "```{echo} a\ntext: \(workplace.counter)\n```\n"
        try FileManager.default.createDirectory(at: workplace.page, withIntermediateDirectories: true)
        let inTheWay = try await workplace.render(text)
        #expect(inTheWay.exitStatus == 1)
        #expect(inTheWay.messages[0].hasSuffix("out/report.html: it is a folder; name a file in it"))
        let ontoItself = await workplace.session.render(to: workplace.report)
        #expect(
            ontoItself.messages == [
                "report.md: error: the page would take the place of the report; give another file to -o"
            ])
        #expect(workplace.runs("a") == 0)
    }

    @Test func findsValuesThatNoResultHolds() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render("Text `{value} a.numbr`.\n\n```{echo} a\ndeclares: false\n```\n")
        #expect(outcome.exitStatus == 1)
        #expect(outcome.messages.count == 1)
        #expect(outcome.messages[0].hasPrefix("report.md:1:6: error: 'a' has no value 'numbr'; did you mean 'number'?"))
        #expect(try workplace.html.contains("no such value"))
    }

    /// Results that no cell of this run had its turn with stand on the page, too.
    @Test func aStoppedRunLeavesAPageThatSaysWhatIsMissing() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\nshows: table\n```\n")
        let cancellation = Cancellation()
        cancellation.cancel()
        let text = "```{echo} a\nshows: table\n```\n\n```{echo} b\n```\n\n```{echo} c\nuses: [b]\n```\n"
        let outcome = try await workplace.render(text) { $0.cancellation = cancellation }
        #expect(outcome.exitStatus == 130)
        #expect(outcome.summary?.hasSuffix("report.html: stopped; 2 of 3 cells have no result: b, c") == true)
        let html = try workplace.html
        #expect(html.contains("<strong>Not finished.</strong> The run was stopped. 2 of 3 cells have no result: b, c."))
        #expect(html.ranges(of: "<strong>Not computed yet.</strong>").count == 2)
        #expect(try await workplace.render().exitStatus == 0)
        #expect(try !workplace.html.contains("Not finished."))
    }

    /// What reads a pipe would take it for the page.
    @Test func aStoppedRunWritesNothingIntoAPipe() async throws {
        let workplace = try Workplace()
        try workplace.write("```{echo} a\n```\n")
        let pipe = workplace.folder.appendingPathComponent("pipe")
        #expect(mkfifo(pipe.path, 0o600) == 0)
        let session = workplace.session
        session.cancellation.cancel()
        let outcome = await session.render(to: pipe)
        #expect(outcome.exitStatus == 130 && outcome.summary == nil)
    }

    /// Nothing is missing where the signal came too late.
    @Test func aPageIsNotWrittenAnewWhereNothingIsMissing() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\n```\n")
        let before = try workplace.html
        let cancellation = Cancellation()
        cancellation.cancel()
        let outcome = try await workplace.render { $0.cancellation = cancellation }
        #expect(outcome.exitStatus == 130)
        #expect(try workplace.html == before)
    }
}
