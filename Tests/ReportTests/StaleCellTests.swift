import Foundation
import Testing

@testable import Report

/// Cells that run only when asked for show their last result, and say that it is stale and why.
@Suite struct StaleCellTests {
    private static func text(_ steps: Int, _ number: Double = 0.5, more: String = "") -> String {
        """
        ```{echo} source
        number: \(number)
        ```

        ```{echo} long
        steps: \(steps)
        uses: [source]
        shows: table
        run: manual
        ```

        ```{table} shown
        header: [Steps]
        rows: [["{long.steps}"]]
        ```

        It took `{value} long.steps` steps.
        \(more)

        """
    }

    private func section(_ label: String, _ workplace: Workplace) throws -> String {
        let html = try workplace.html
        let start = try #require(html.range(of: "<section class=\"cell\" id=\"\(label)\"")?.lowerBound)
        let end = try #require(html[start...].range(of: "</section>")?.upperBound)
        return String(html[start..<end])
    }

    @Test func showTheirLastResultUnderABanner() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text(3)) { $0.refresh = ["long"] }
        #expect(try !section("long", workplace).contains("cell-outdated"))
        let json = workplace.folder.appendingPathComponent("r.json")
        let outcome = try await workplace.render(Self.text(4)) { $0.results = json }
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let long = try section("long", workplace)
        #expect(long.contains("<div class=\"cell-outdated\" data-absence=\"manual\">"))
        #expect(long.contains("<strong>Stale: this is the last result.</strong> It is of 20"))
        #expect(long.contains(" Since then: steps: 3 → 4. It runs only when asked: <code>--refresh long</code>.</p>"))
        #expect(!long.contains("<button type=\"button\" class=\"run-cells\""))
        #expect(long.contains("<td align=\"right\">3</td>"), "the result is drawn with the options of its own")
        let html = try workplace.html
        #expect(html.contains("title=\"long.steps, out of date\">3</span>"))
        #expect(html.contains("it waits for <a href=\"#long\">long</a>, which runs only when asked."))
        #expect(html.contains("cg-node cg-stale"))
        let document = try Value(json: Data(contentsOf: json))
        #expect(document[path: "cells.long.state"] == "stale" && document[path: "cells.long.result.steps"] == 3)
        #expect(document[path: "cells.long.message"] == "since then: steps: 3 → 4")
        #expect(document[path: "cells.shown.state"] == "blocked")
    }

    @Test func areDrawnFromWhatTheyWereComputedFrom() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text(3, 0.25)) { $0.refresh = ["long"] }
        try await workplace.render(Self.text(3, 0.75))
        let long = try section("long", workplace)
        #expect(long.contains(" Since then: &#39;source&#39; changed ("))
        #expect(long.contains("<td align=\"right\">3</td>"))
        // The record of the page, by which reports are compared, holds no stale result.
        let html = try workplace.html
        let record = try #require(html.range(of: "id=\"_record\">")?.upperBound)
        let json = try Value(json: Data(html[record...].prefix { $0 != "<" }.utf8))
        let cell = try #require(json[path: "cells"]?.array?.first { $0[path: "label"] == "long" })
        #expect(cell[path: "result"] == nil && cell[path: "absence"] == "it runs only when asked")
    }

    @Test func tablesShowTheNumbersThatTheyWereMadeOf() async throws {
        let workplace = try Workplace()
        func text(_ steps: Int) -> String {
            """
            ```{echo} source
            steps: \(steps)
            ```

            ```{table} shown
            header: ["Steps of *it*"]
            rows: [["{source.steps}"], ["about {source.steps}, $x_1$"]]
            run: manual
            formats: [csv, latex]
            ```

            """
        }
        try await workplace.render(text(3)) { $0.refresh = ["shown"] }
        try await workplace.render(text(4))
        let shown = try section("shown", workplace)
        #expect(shown.contains("cell-outdated") && shown.contains("<td>3</td>") && shown.contains("<td>about 3, "))
        let files = workplace.page.deletingLastPathComponent().appendingPathComponent("report_files")
        for name in ["shown.csv", "shown.tex"] {
            let text = try String(contentsOf: files.appendingPathComponent(name), encoding: .utf8)
            #expect(text.contains("about 3, ") && !text.contains("about 4"), "\(name): \(text)")
        }
        #expect(
            try String(contentsOf: files.appendingPathComponent("shown.csv"), encoding: .utf8).contains("\r\n3\r\n"))
    }

    @Test func areFreshAgainWhereNothingDiffers() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text(3)) { $0.refresh = ["long"] }
        try await workplace.render(Self.text(4))
        let outcome = try await workplace.render(Self.text(3))
        #expect(outcome.run?.results["long"]?.outcome == .cached)
        #expect(try !section("long", workplace).contains("cell-outdated"))
    }

    @Test func sayNothingOfAResultWhoseSourceIsGone() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text(3, 0.25)) { $0.refresh = ["long"] }
        let name = try workplace.session.read().nameInStore
        let key = try #require(workplace.store.latestKey(of: "source", in: name))
        try FileManager.default.removeItem(
            at: workplace.store.folder.appendingPathComponent("\(key.prefix(2))/\(key)"))
        let outcome = try await workplace.render(Self.text(3, 0.75))
        #expect(outcome.run?.results["long"]?.outcome == .manual)
        #expect(try section("long", workplace).contains("it runs only when asked:"))
    }
}
