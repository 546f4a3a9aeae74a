import Foundation
import Testing

@testable import Report

/// Sites: pages of all reports of a folder, their list, what can be searched, and how they stood before.
@Suite struct SiteTests {
    private let workplace: Workplace
    private var reports: URL { workplace.folder.appendingPathComponent("reports") }
    private var output: URL { workplace.folder.appendingPathComponent("site") }

    init() throws {
        workplace = try Workplace()
        try FileManager.default.createDirectory(
            at: workplace.folder.appendingPathComponent("reports/sub"), withIntermediateDirectories: true)
    }

    private static let first = """
        ---
        title: First
        ---

        See [the second](sub/second.md#part), [it](./sub/second.html), [elsewhere](other.md), [far](https://example.org/a.md).

        ```{echo} a
        shows: file
        caption: A square of `{value} a.steps`.
        ```

        ```{check} claims
        claims:
          - {claim: It took $n$ steps, value: a.steps, above: 5}
        ```

        """
    private static let second = "---\ntitle: Second\n---\n\n## Part\n\nBack to [the first](../first.md) & on.\n"

    private func write(_ files: [String: String]) throws {
        for (name, text) in files { try workplace.write(text, to: "reports/\(name)") }
    }

    private func site(at moment: String = "2026-11-30T10:00:00Z") throws -> SiteSession {
        let store = workplace.store
        var site = SiteSession(reports.path, to: output) { report, name in
            var session = RenderSession(report: report, as: name, directives: DirectiveRegistry([Echo.self]))
            session.store = store
            return session
        }
        site.date = try Date(moment, strategy: .iso8601)
        return site
    }

    private func file(_ name: String) throws -> String {
        try String(contentsOf: output.appendingPathComponent(name), encoding: .utf8)
    }

    private func files() throws -> [String] {
        let found = FileManager.default.enumerator(atPath: output.path)?.compactMap { $0 as? String } ?? []
        return found.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(
                atPath: output.appendingPathComponent(path).path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    @Test func writesAPageOfEveryReportAndAList() async throws {
        try write(["first.md": Self.first, "sub/second.md": Self.second])
        var site = try site()
        site.runs = true
        let outcome = try await site.build()
        #expect(outcome.pages == 2 && outcome.problems.isEmpty && !outcome.isStopped)
        #expect(
            try files() == [
                ".fiducial-site", "first.html", "first_files/a.svg", "history.jsonl", "index.html", "sub/second.html",
            ])
        let list = try file("index.html")
        #expect(list.contains("<h2><a href=\"first.html\">First</a></h2>") && list.contains("its claim holds"))
        #expect(list.contains("<h2><a href=\"sub/second.html\">Second</a></h2>"))
        #expect(list.contains("<span data-outcome=\"pass\" title=\"") && list.contains(": its claim holds\">✓</span>"))
        #expect(list.contains("default-src 'none'") && !list.contains("connect-src"))
        let first = try file("first.html")
        #expect(
            first.contains("<a href=\"index.html\">‹ All reports</a>") && first.contains("href=\"first_files/a.svg\""))
        #expect(first.contains("id=\"_record\"") && first.contains("A square of <span class=\"value\""))
        #expect(try file("sub/second.html").contains("<a href=\"../index.html\">‹ All reports</a>"))
    }

    @Test func linksBetweenReportsLeadToTheirPages() async throws {
        try write(["first.md": Self.first, "sub/second.md": Self.second])
        _ = try await site().build()
        let first = try file("first.html")
        for link in ["sub/second.html#part", "sub/second.html", "other.md", "https://example.org/a.md"] {
            #expect(first.contains("href=\"\(link)\""), "\(link)")
        }
        #expect(!first.contains("second.md"))
        #expect(try file("sub/second.html").contains("Back to <a href=\"../first.html\">the first</a> &amp; on."))
    }

    @Test func showsWhatIsNotComputedAsThat() async throws {
        try write(["first.md": Self.first])
        #expect(try await site().build().problems.isEmpty)
        var page = try file("first.html")
        #expect(page.contains("Not computed yet.") && !page.contains("<button type=\"button\" class=\"run-cells\""))
        #expect(page.contains("not computed</span>"))
        #expect(try file("index.html").contains("not computed yet"))
        #expect(try file("history.jsonl").contains("\"missing\":2"))
        var second = try site(at: "2026-11-30T11:00:00Z")
        second.runs = true
        _ = try await second.build()
        #expect(try !file("first.html").contains("Not computed yet."))
        // An earlier result does not stand in for one that is not there.
        try write(["first.md": Self.first.replacing("shows: file", with: "shows: file\nsteps: 99")])
        _ = try await site(at: "2026-11-30T12:00:00Z").build()
        page = try file("first.html")
        #expect(
            page.contains("Out of date.") && !page.contains("this is the last result") && !page.contains("a square"))
        #expect(try !files().contains("first_files/a.svg"))
    }

    @Test func aReportThatIsWrongIsListedWithWhy() async throws {
        try write(["first.md": "```{ecko} a\n```\n", "sub/second.md": Self.second])
        let outcome = try await site().build()
        #expect(outcome.pages == 1 && outcome.problems.count == 1)
        let list = try file("index.html")
        #expect(list.contains("<h2>first</h2>") && list.contains("there is no verb") && !list.contains("first.html"))
    }

    @Test func aReportThatIsCalledAsTheListGetsAnotherName() async throws {
        try write(["index.md": Self.second, "a.md": "[index](index.md)\n\n```{echo} a\n```\n"])
        _ = try await site().build()
        #expect(try files().filter { $0.hasSuffix(".html") } == ["a.html", "index-report.html", "index.html"])
        #expect(try file("a.html").contains("<a href=\"index-report.html\">index</a>"))
        #expect(try file("index.html").contains("<a href=\"index-report.html\">Second</a>"))
    }

    // MARK: the folder

    @Test func refusesAFolderThatIsNoSite() async throws {
        try write(["first.md": Self.first])
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: false)
        let mine = output.appendingPathComponent("mine.txt")
        try Data("mine".utf8).write(to: mine)
        await #expect(throws: SiteError.otherFolder(output.relativePath)) { try await site().build() }
        try Data("something else\n".utf8).write(to: output.appendingPathComponent(".fiducial-site"))
        await #expect(throws: SiteError.otherFolder(output.relativePath)) { try await site().build() }
        #expect(try files() == [".fiducial-site", "mine.txt"])
        try FileManager.default.removeItem(at: reports)
        try FileManager.default.createDirectory(at: reports, withIntermediateDirectories: false)
        await #expect(throws: SiteError.noReports(reports.path)) { try await site().build() }
    }

    @Test func removesWhatItWroteAndNothingElse() async throws {
        try write(["first.md": Self.first, "sub/second.md": Self.second])
        _ = try await site().build()
        try Data("mine".utf8).write(to: output.appendingPathComponent("mine.txt"))
        try FileManager.default.removeItem(at: reports.appendingPathComponent("sub/second.md"))
        _ = try await site().build()
        #expect(try files() == [".fiducial-site", "first.html", "history.jsonl", "index.html", "mine.txt"])
        #expect(!FileManager.default.fileExists(atPath: output.appendingPathComponent("sub").path))
    }

    @Test(arguments: ["first.html", "sub", "history.jsonl", ".fiducial-site"])
    func writesNothingThroughALink(_ name: String) async throws {
        try write(["first.md": Self.first, "sub/second.md": Self.second])
        _ = try await site().build()
        let elsewhere = workplace.folder.appendingPathComponent("elsewhere")
        try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: false)
        let target = name == "sub" ? elsewhere : elsewhere.appendingPathComponent("file")
        let before = Data("not ours".utf8)
        if name != "sub" { try before.write(to: target) }
        let place = output.appendingPathComponent(name)
        try FileManager.default.removeItem(at: place)
        try FileManager.default.createSymbolicLink(at: place, withDestinationURL: target)
        await #expect(throws: SiteError.self) { try await site(at: "2026-12-01T10:00:00Z").build() }
        if name == "sub" {
            #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path).isEmpty)
        } else {
            #expect(try Data(contentsOf: target) == before)
        }
    }

    // MARK: history

    @Test func addsALineWhereSomethingChangedOrADayWentBy() async throws {
        try write(["first.md": Self.first])
        func build(_ moment: String, runs: Bool = false) async throws -> [String] {
            var site = try site(at: moment)
            site.runs = runs
            _ = try await site.build()
            return try file("history.jsonl").split(separator: "\n").map(String.init)
        }
        let first = try await build("2026-11-28T10:00:00Z")
        #expect(first.count == 1)
        #expect(try await build("2026-11-28T11:00:00Z") == first)
        let second = try await build("2026-11-28T12:00:00Z", runs: true)
        #expect(second.count == 2 && second.starts(with: first))
        #expect(try await build("2026-11-28T13:00:00Z") == second)
        let third = try await build("2026-11-30T10:00:00Z")
        #expect(third.count == 3 && third.starts(with: second))
        // A line that is none stays, and is told.
        try Data((third[0] + "\nbroken\n").utf8).write(to: output.appendingPathComponent("history.jsonl"))
        let outcome = try await site(at: "2026-11-30T12:00:00Z").build()
        #expect(outcome.problems == ["history.jsonl:2: this line cannot be read; it is left as it is"])
        let list = try file("index.html")
        #expect(try file("history.jsonl").hasPrefix(third[0] + "\nbroken\n{"))
        #expect(list.contains("2 builds, 2026-11-28 to 2026-11-30"))
        #expect(list.contains("<span data-outcome=\"open\"") && list.contains("<span data-outcome=\"pass\""))
    }

    @Test func aLongHistoryIsToldInPart() {
        let lines = (0..<50).map { number in
            SiteHistory.Line(
                report: "a", rendered: "2026-11-30T10:00:00Z", pass: 2, fail: number % 2, open: 0, unsound: 0,
                doubtful: 1, missing: 0, digest: "\(number)")
        }
        let entry = SiteView.Entry(ReportListing.Entry(name: "A", file: "a.md", target: nil, changed: Date()), lines)
        #expect(entry.renders.count == 40 && entry.earlier == "and 10 before" && entry.total == "50 builds")
        #expect(
            entry.renders.last?.outcome == "fail"
                && entry.renders.last?.outcomeWords == "2 of 3 claims hold, 1 fails, 1 doubtful")
    }

    // MARK: search

    @Test func findsTextsFiguresClaimsAndValues() async throws {
        try write(["first.md": Self.first])
        let store = workplace.store
        var session = RenderSession(
            report: reports.appendingPathComponent("first.md"), as: "first.md",
            directives: DirectiveRegistry([Echo.self]))
        session.store = store
        _ = await session.compute()
        let (document, _) = try session.readWithReview()
        let plan = try Plan(document, store: store)
        let run = PreviewRun(document, plan, ResultMemory(store))
        let page = try ReportPage(
            document, run.report, renderer: PageRenderer(templates: try PageTemplates()), filesFolder: "f",
            host: .current(engine: "e", session.directives))
        let found = SearchEntry.all(in: document, page.presentations, page.prose, page.headings)
        #expect(found.map(\.kind) == [.text, .figure, .values, .claim])
        #expect(found[0].text == "See the second, it, elsewhere, far.")
        #expect(
            found[1] == SearchEntry(kind: .figure, anchor: "a", title: "Figure 1", text: "A square of 10. a square"))
        #expect(found[2].text.contains("a.steps = 10\n") && found[2].text.contains("a.number = 0.5"))
        #expect(found[3].title == "It took n steps" && found[3].text == "pass: measured 10, required > 5")
    }

    @Test(arguments: [
        ("<p>a &amp; b</p><p>c<em>d</em></p>", "a & b cd"), ("a<br>b", "a b"), ("&lt;b&gt;", "<b>"),
    ]) func readsHTMLAsText(html: String, text: String) {
        #expect(PlainText.of(html).split(separator: " ").joined(separator: " ") == text)
    }
}
