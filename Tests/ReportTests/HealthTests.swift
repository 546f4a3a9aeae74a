import Foundation
import Synchronization
import Testing

@testable import Report

/// What cells have to say about their own results, wherever it is heard.
@Suite struct HealthTests {
    private static func cell(_ label: String, _ lines: String...) -> String {
        "```{frail} \(label)\n" + lines.map { $0 + "\n" }.joined() + "```\n\n"
    }

    private func render(
        _ text: String, change: (inout RenderSession) -> Void = { _ in }
    ) async throws -> (outcome: RenderSession.Outcome, html: String, workplace: Workplace) {
        let workplace = try Workplace(directives: [Echo.self, Frail.self])
        let outcome = try await workplace.render(text, change: change)
        return (outcome, (try? workplace.html) ?? "", workplace)
    }

    /// What stands in the page for one cell.
    private func section(_ label: String, _ html: String) throws -> String {
        let start = try #require(html.range(of: "<section class=\"cell\" id=\"\(label)\""))
        return String(
            html[start.lowerBound...].prefix(upTo: html[start.lowerBound...].range(of: "</section>")!.lowerBound))
    }

    // MARK: On the page

    @Test func aSoundReportSaysNothing() async throws {
        let (outcome, html, _) = try await render(Self.cell("a")) { $0.isStrict = true }
        #expect(outcome.exitStatus == 0 && outcome.remarks.isEmpty && outcome.health?.state == .sound)
        #expect(!html.contains("class=\"health-panel\"") && !html.contains("class=\"finding\""))
    }

    @Test func countsFindingsOnTopAndLinksEachToItsCell() async throws {
        let (_, html, _) = try await render(
            Self.cell("a", "finds: [wobbly]") + Self.cell("b", "finds: [wobbly, broken]"))
        let panel = try #require(
            html.firstMatch(of: /<section class="health-panel".*?<\/section>/.dotMatchesNewlines())
        ).output
        #expect(panel.contains("data-overall=\"unsound\""))
        #expect(panel.contains("</span> 1 unsound</span>") && panel.contains("</span> 2 doubtful</span>"))
        // The worst first.
        #expect(panel.matches(of: /href="#(\w)"/).map(\.output.1) == ["b", "a", "b"])
        let place = try #require(html.range(of: "health-panel\"")?.lowerBound)
        #expect(try place < #require(html.range(of: "<article class=\"report-body\">")?.lowerBound))
    }

    @Test func showsStateSentenceAndRemedyAtTheCell() async throws {
        let (_, html, _) = try await render(Self.cell("a", "finds: [broken]"))
        let cell = try section("a", html)
        #expect(cell.contains("<div class=\"finding\" data-health=\"unsound\">"))
        #expect(cell.contains("</span> unsound</strong> <code>broken</code></p>"))
        let sentence = "is <span class=\"unbroken\"><span class=\"math inline\">0.5</span>.</span></p>"
        #expect(String(cell).withTeX.contains("<p>The &lt;number&gt; of broken \(sentence)"))
        #expect(cell.contains("<p class=\"finding-remedy\">Hold it together.</p>"))
    }

    @Test func aHiddenCellIsHeardAllTheSame() async throws {
        let (_, html, _) = try await render(
            Self.cell("a", "finds: [wobbly]", "hide: true") + Self.cell("b", "hide: true"))
        let cell = try section("a", html)
        #expect(cell.contains("data-health=\"doubtful\"") && !cell.contains("<svg"))
        #expect(html.contains("<div class=\"cell-hidden\" id=\"b\"></div>"))
    }

    /// Directly, through another cell, and in a cell without a figure.
    @Test(arguments: [("b", "Drawn from"), ("c", "Drawn from"), ("d", "Computed from")])
    func saysWhatAFigureIsDrawnFrom(_ label: String, _ relation: String) async throws {
        let (_, html, _) = try await render(
            Self.cell("a", "finds: [wobbly, broken]", "draws: false") + Self.cell("b", "uses: [a]", "caption: B.")
                + Self.cell("c", "uses: [b]")
                + "```{table} d\nheader: [n]\nrows: [[\"{c.best}\"]]\n```\n\n" + Self.cell("e"))
        let cell = try section(label, html)
        #expect(
            cell.contains(
                "<p class=\"cell-origin\" data-health=\"unsound\">\(relation) <a href=\"#a\">a</a>, which is unsound: The "
            ))
        // What is worse hides what is less bad.
        #expect(!cell.contains("of wobbly"))
        #expect(try !section("e", html).contains("cell-origin"))
    }

    /// Sentences stand where they were found: a figure names what is doubtful, in one line for all cells.
    @Test func namesDoubtfulCellsInOneLine() async throws {
        let (_, html, _) = try await render(
            Self.cell("a", "finds: [wobbly]") + Self.cell("b", "finds: [wobbly]")
                + Self.cell("c", "uses: [a, b]") + Self.cell("d", "uses: [a]"))
        func told(_ label: String) throws -> [Substring] {
            try section(label, html).matches(of: /<p class="cell-origin" data-health="doubtful">(.*?)<\/p>/).map(\.1)
        }
        let links = ["a", "b"].map { "<a href=\"#\($0)\">\($0)</a> (wobbly)" }
        #expect(try told("c") == ["Drawn from \(links[0]), \(links[1]), which are doubtful."])
        #expect(try told("d") == ["Drawn from \(links[0]), which is doubtful."])
    }

    @Test func aStoredResultSaysTheSame() async throws {
        let text = Self.cell("a", "finds: [broken]") + Self.cell("b", "uses: [a]")
        let (first, html, workplace) = try await render(text)
        let second = try await workplace.render()
        #expect(second.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
        #expect(second.remarks == first.remarks && first.remarks.count == 1)
        #expect(try section("b", workplace.html).contains("which is unsound") && section("b", html).contains("unsound"))
    }

    // MARK: The author accepts

    @Test func aFindingIsAcceptedByNameVisibly() async throws {
        let front = "---\nauthors: [Ada Lovelace]\n---\n\n"
        let (outcome, html, workplace) = try await render(
            front + Self.cell("a", "finds: [wobbly]", "accept: [wobbly]") + Self.cell("b", "uses: [a]")
        ) { $0.isStrict = true }
        #expect(outcome.exitStatus == 0 && outcome.remarks.isEmpty)
        #expect(outcome.summary?.contains(", 1 accepted, ") == true)
        #expect(html.contains("data-overall=\"accepted\"") && html.contains("</span> 1 accepted</span>"))
        let cell = try section("a", html)
        #expect(cell.contains("accepted, doubtful</strong> <code>wobbly</code>"))
        #expect(cell.contains("<span class=\"finding-acceptance\">by Ada Lovelace</span>"))
        #expect(try section("b", html).contains("</a>, with findings accepted by Ada Lovelace.</p>"))
        // Presentation: the result is the same, and so is its key.
        let again = try await workplace.render(front + Self.cell("a", "finds: [wobbly]") + Self.cell("b", "uses: [a]"))
        #expect(again.run?.results.values.allSatisfy { $0.outcome == .cached } == true)
        #expect(again.remarks.count == 1)
    }

    /// What an author accepts is told where it was found, and elsewhere in one line; what nobody accepts is as loud as ever.
    @Test func acceptedFindingsAreOneLineBelowWhatIsDrawnFromThem() async throws {
        let (_, html, _) = try await render(
            Self.cell("a", "finds: [wobbly]", "accept: [wobbly]")
                + Self.cell("b", "finds: [broken]", "accept: [broken]")
                + Self.cell("c", "finds: [wobbly, broken]", "accept: [wobbly]") + Self.cell("d", "uses: [a, b, c]"))
        let cell = try section("d", html)
        let origins = cell.matches(of: /<p class="cell-origin" data-health="(\w+)">(.*?)<\/p>/).map(\.output)
        #expect(origins.map(\.1) == ["unsound", "accepted"])
        #expect(origins.first?.2.contains("The &lt;number&gt; of broken") == true)
        #expect(
            origins.last?.2
                == "Drawn from <a href=\"#a\">a</a>, <a href=\"#b\">b</a>, with findings accepted by the author.")
        #expect(!cell.contains("of wobbly"))
        #expect(try section("a", html).contains("of wobbly"))
    }

    @Test(arguments: [
        ("wobly", "r.md:3:10: error: 'frail' has no finding 'wobly' to accept; did you mean 'wobbly'?"),
        ("doubtful", "'frail' has no finding 'doubtful' to accept; available: broken, wobbly"),
        ("BROKEN", "did you mean 'broken'?"), ("\"\"", "has no finding ''"),
    ]) func anUnknownNameIsAnError(_ name: String, _ message: String) throws {
        let reader = DocumentReader(directives: DirectiveRegistry([Frail.self]))
        let text = "```{frail} a\ndraws: true\naccept: [\(name)]\n```\n"
        let error = #expect(throws: InvalidDocument.self) {
            try reader.read(text: text, file: "r.md", folder: URL(fileURLWithPath: "/nonexistent"))
        }
        let found = error?.diagnostics.map(\.description) ?? []
        #expect(found.count == 1 && found[0].contains(message), "\(found)")
    }

    @Test func aVerbThatFindsNothingHasNothingToAccept() throws {
        let error = #expect(throws: InvalidDocument.self) { try document("```{echo} a\naccept: [x]\n```\n") }
        #expect(error?.diagnostics.first?.description.contains("'echo' has no finding 'x' to accept") == true)
    }

    @Test func saysQuietlyWhatWasAcceptedAndNotFound() async throws {
        let (outcome, html, _) = try await render(Self.cell("a", "finds: [wobbly]", "accept: [broken]"))
        #expect(try section("a", html).contains("<p class=\"cell-note\">Accepted and not found: broken.</p>"))
        #expect(outcome.remarks.count == 1 && outcome.messages.isEmpty)
        #expect(outcome.health?.cells.first?.acceptedInVain == ["broken"])
    }

    // MARK: In the terminal and for programs

    @Test(arguments: [
        ("", "", false, Int32(0)), ("finds: [wobbly]", "", false, 0), ("finds: [broken]", "", false, 0),
        ("", "", true, 0),
        ("finds: [wobbly]", "", true, 1), ("finds: [broken]", "", true, 1),
        ("finds: [broken]", "accept: [broken]", true, 0), ("finds: [broken, wobbly]", "accept: [broken]", true, 1),
    ]) func theExitStatusOfAStrictRenderHearsIt(
        _ finds: String, _ accept: String, _ isStrict: Bool, _ status: Int32
    ) async throws {
        let (outcome, _, _) = try await render(Self.cell("a", finds, accept)) { $0.isStrict = isStrict }
        #expect(outcome.exitStatus == status, "\(outcome.remarks)")
        #expect(outcome.summary != nil)
    }

    @Test func remarksFollowTheSummary() async throws {
        let (outcome, _, _) = try await render(
            "Text.\n\n" + Self.cell("a", "finds: [wobbly, broken]") + Self.cell("b", "finds: [wobbly]"))
        #expect(
            outcome.remarks == [
                "report.md:3:1: unsound: the cell 'a' (broken): The <number> of broken is $0.5$. Hold it together.",
                "report.md:3:1: doubtful: the cell 'a' (wobbly): The <number> of wobbly is $0.5$. Hold it tight.",
                "report.md:7:1: doubtful: the cell 'b' (wobbly): The <number> of wobbly is $0.5$. Hold it tight.",
            ])
        #expect(outcome.summary?.contains(", 1 unsound, 2 doubtful, ") == true)
        #expect(outcome.messages.isEmpty)
    }

    @Test func plainProgressSaysItWhenTheCellHasEnded() async throws {
        let written = Mutex<[String]>([])
        let output = ProgressOutput(write: { text in written.withLock { $0.append(text) } }, now: { 0 })
        let text =
            Self.cell("a", "finds: [broken]") + Self.cell("b", "finds: [wobbly]", "accept: [wobbly]", "uses: [a]")
        let (_, _, workplace) = try await render(text) { $0.progress = PlainProgress(output: output) }
        let lines = written.withLock { $0 }
        let found = "a: unsound (broken): The <number> of broken is $0.5$. Hold it together.\n"
        let place = try #require(lines.firstIndex(of: found), "\(lines)")
        #expect(place > 0 && lines[place - 1].hasPrefix("a: "))
        #expect(lines.contains { $0.hasPrefix("b: accepted, doubtful (wobbly): ") })
        written.withLock { $0 = [] }
        try await workplace.render { $0.progress = PlainProgress(output: output) }
        #expect(written.withLock { $0 }.contains(found), "also from the store")
    }

    @Test func writesItAsJSON() async throws {
        let file = try Workplace()
        let health = file.folder.appendingPathComponent("health.json")
        let (outcome, _, _) = try await render(
            Self.cell("a", "finds: [wobbly, broken]", "accept: [broken]") + Self.cell("b", "uses: [a]")
                + "```{echo} c\nfails: no\n```\n"
        ) { $0.health = health }
        #expect(outcome.exitStatus == 1, "a cell failed")
        let value = try Value(json: Data(contentsOf: health))
        #expect(value[path: "report"] == "report.md" && value[path: "state"] == "doubtful")
        #expect(value[path: "cells.0.findings.0.name"] == "broken")
        #expect(value[path: "cells.0.findings.0.accepted"] == true)
        #expect(value[path: "cells.0.findings.1.remedy"] == "Hold it tight.")
        #expect(value[path: "cells.0.state"] == "doubtful" && value[path: "cells.0.line"] == 1)
        #expect(value[path: "cells.1.computed-from"] == [["label": "a", "state": "unsound"]])
        #expect(value[path: "cells.1.state"] == "sound")
        #expect(value[path: "cells.2.label"] == "c" && value[path: "cells.2.state"] == nil)
    }

    @Test func writesNoJSONOverTheReportOrThePage() async throws {
        let workplace = try Workplace(directives: [Frail.self])
        let text = Self.cell("a")
        for file in [workplace.report, workplace.page] {
            let outcome = try await workplace.render(text) { $0.health = file }
            #expect(
                outcome.exitStatus == 2 && outcome.messages.first?.contains("give another file to --health") == true)
            #expect(try String(contentsOf: workplace.report, encoding: .utf8) == text)
        }
    }

    // MARK: A value that cannot be had

    @Test(arguments: [
        ("{a.sigma}", "open"), ("{a.other}", "not available"), ("{a.lower}", "open"), ("{a.rows.1.sigma | .3}", "open"),
        ("{a.rows.0.sigma | .3}", "0.300"), ("{a.best ± a.sigma}", "0.5000 ± open"),
        ("{a.best + a.sigma - a.rows.0.sigma}", "0.50 −0.30, upper bound open"),
        ("{a.best + a.sigma - a.lower | .1}", "0.5, both bounds open"),
    ]) func aTableShowsItsWord(_ text: String, _ shown: String) async throws {
        let (outcome, _, _) = try await render(
            Self.cell("a", "open: true") + "```{table} t\nheader: [n]\nrows: [[\"\(text)\"]]\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.run?.artifact("t")?.result[path: "rows.0.0"] == .string(shown))
    }

    @Test func aColumnOfNumbersStaysOneWithAWordInIt() async throws {
        let (outcome, html, _) = try await render(
            Self.cell("a", "open: true")
                + "```{table} t\neach: a.rows\ncolumns: [{header: σ, value: sigma, format: .1}]\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(outcome.run?.artifact("t")?.result[path: "rows"] == [["0.3"], ["open"]])
        #expect(html.contains("<td align=\"right\">open</td>"))
    }

    @Test func proseShowsItsWord() async throws {
        let (outcome, html, _) = try await render(
            Self.cell("a", "open: true")
                + "σ is `{value} a.sigma`, `{value} a.best + a.sigma - a.rows.0.sigma`, `{value} a.other`.\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(
            html.contains("title=\"a.sigma\">open</span>") && html.contains("title=\"a.other\">not available</span>"))
        #expect(html.contains("0.50<span class=\"bounds\"><sup>open</sup><sub>−0.30</sub></span>"))
        #expect(!html.contains("no such value"))
    }

    @Test(arguments: [
        ("sigma, below: 1", "a.sigma is open"), ("lower, above: 0", "a.lower is open"),
        ("rows.1.sigma, equals: 1", "a.rows.1.sigma is open"), ("other, abs-below: 1", "a.other is not available"),
    ]) func aClaimAboutItIsNotEvaluated(_ claim: String, _ measured: String) async throws {
        let (outcome, _, _) = try await render(
            Self.cell("a", "open: true")
                + "```{check} c\nclaims:\n  - {claim: it holds, value: a.\(claim)}\n```\n")
        let verdict = outcome.run?.artifact("c")?.result[path: "verdicts.0"]
        #expect(verdict?[path: "status"] == "not evaluated" && verdict?[path: "measured"] == .string(measured))
        // The verdict fails and not the cell.
        #expect(outcome.exitStatus == 1 && outcome.run?.results["c"]?.outcome == .ran)
        #expect(outcome.messages.contains { $0.contains("not evaluated: it holds: \(measured), required") })
    }

    @Test func aValueThatIsThereIsANumber() async throws {
        let (outcome, _, _) = try await render(
            Self.cell("a") + "```{check} c\nclaims:\n  - {claim: it holds, value: a.sigma, below: 1}\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
    }
}
