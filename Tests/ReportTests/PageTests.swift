import Foundation
import Testing

@testable import Report

/// What stands in the page.
@Suite struct PageTests {
    static let snapshots = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots")

    /// The body of the page with times taken out.
    func body(_ text: String) async throws -> String {
        let workplace = try Workplace()
        try workplace.write(text)
        let session = workplace.session
        let document = try session.read()
        try session.store.prepare()
        let host = Host(engine: "fiducial test", name: "host", system: "system", cores: 2)
        let run = try await Executor(session.source, runner: LocalRunner(threads: 2), host: host).run(document)
        let page = try ReportPage(
            document, run, renderer: PageRenderer(templates: try PageTemplates()), filesFolder: "report_files",
            host: host)
        let contents = page.content.contents.map { "\($0.level) #\($0.anchor) \($0.titleHTML ?? $0.title)" }
        let text = ([page.content.title] + contents).joined(separator: "\n") + "\n----\n" + page.content.bodyHTML
        return text.withTeX.replacing(/\b(ran in|took) [\d.]+ (s|min|h)( \d+ (s|min))?/) { "\($0.1) N s" }
    }

    @Test(arguments: ["markdown", "cells", "failures"]) func setsThePageAsRecorded(_ name: String) async throws {
        let text = try String(
            contentsOf: Self.snapshots.appendingPathComponent("\(name).md"), encoding: .utf8)
        try Snapshot(Self.snapshots.appendingPathComponent("\(name).html")).expect(try await body(text))
    }

    @Test func showsRawHTMLAsTextAndDropsComments() async throws {
        let html = try await body(
            "<script>alert(1)</script>\n\nA <b onclick=\"x\">b</b> <!-- not this -->\n\n<!-- nor\nthis -->\n")
        #expect(!html.contains("<script"))
        #expect(!html.contains("<b "))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(!html.contains("this"))
    }

    /// A quotation mark or bracket is escaped also where a combining mark makes one character of the two.
    @Test func escapesWhatAnAuthorWritesInACell() async throws {
        let html = try await body(
            """
            ```{echo} a
            shows: figure
            title: T <i>&
            alt: "A \\"\u{338} onclick=\\"x <b>"
            ```

            ```{table} t
            header: ["<h>"]
            rows: [["<r> & '"]]
            note: <n>
            ```

            """)
        let source = html.ranges(of: /<details.*?<\/details>/.dotMatchesNewlines())
        let shown = source.reversed().reduce(into: html) { $0.removeSubrange($1) }
        #expect(shown.contains("<p class=\"cell-title\">T &lt;i&gt;&amp;</p>"))
        #expect(shown.contains("aria-label=\"A &quot;\u{338} onclick=&quot;x &lt;b&gt;\""))
        #expect(shown.contains("<th>&lt;h&gt;</th>") && shown.contains("<td>&lt;r&gt; &amp; '</td>"))
        #expect(shown.contains("<p class=\"cell-note\">&lt;n&gt;</p>"))
        for tag in ["<i>", "<b>", "<h>", "<r>", "<n>"] { #expect(!html.contains(tag)) }
    }

    @Test func makesNoLinkThatRunsAScript() async throws {
        await #expect(throws: InvalidDocument.self) { try await body("[a](javascript:alert(1))\n") }
        let html = try await body("![c](https://example.org/x.png)\n")
        #expect(!html.contains("<img"))
        #expect(html.contains("<a href=\"https://example.org/x.png\">c</a>"))
    }

    @Test func putsLocalPicturesIntoThePage() async throws {
        let workplace = try Workplace()
        try workplace.write("<svg xmlns='http://www.w3.org/2000/svg'/>", to: "a picture.svg")
        try await workplace.render("![The *detector* $x$](<a picture.svg>)\n")
        let data = Data("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8).base64EncodedString()
        #expect(try workplace.html.contains("<img src=\"data:image/svg+xml;base64,\(data)\" alt=\"The detector x\">"))
    }

    @Test func takesTheTitleFromTheFirstHeadingWhereTheFrontMatterHasNone() async throws {
        #expect(try await body("# The $x$ scan\n\n## Part\n").hasPrefix("The x scan\n2 #part Part\n"))
        #expect(try await body("Text.\n").hasPrefix("report\n"))
        #expect(try await body("---\ntitle: A *b*\n---\n\n# C\n").hasPrefix("A b\n1 #c C\n"))
    }

    @Test func writesFilesBesideThePageAndRemovesThemAgain() async throws {
        let workplace = try Workplace()
        let files = workplace.folder.appendingPathComponent("out/report_files")
        func names() throws -> [String] {
            guard FileManager.default.fileExists(atPath: files.path) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: files.path).filter { !$0.hasPrefix(".") }
                .sorted()
        }
        try await workplace.render("```{echo} a\nshows: file\n```\n\n```{echo} b\nshows: file\nsteps: 2\n```\n")
        #expect(try names() == ["a.svg", "b.svg"])
        #expect(try workplace.html.contains("<a href=\"report_files/a.svg\" download>a.svg</a>"))
        try Data().write(to: files.appendingPathComponent("of-someone-else.txt"))
        try await workplace.render("```{echo} a\nshows: file\n```\n")
        #expect(try names() == ["a.svg", "of-someone-else.txt"])
        try await workplace.render("```{echo} a\nshows: figure\n```\n")
        #expect(try names() == ["of-someone-else.txt"])
        let beside = try FileManager.default.contentsOfDirectory(
            atPath: workplace.page.deletingLastPathComponent().path)
        #expect(beside.sorted() == ["report.html", "report_files"])
    }

    @Test func givesEveryHeadingAnAnchorOfItsOwn() {
        var anchors = Anchors(labels: ["scan"])
        #expect(anchors.anchor(for: "The fit (2)") == "the-fit-2")
        #expect(anchors.anchor(for: "The fit, 2!") == "the-fit-2-2")
        #expect(anchors.anchor(for: "Scan") == "scan-2")
        #expect(anchors.anchor(for: "—") == "section")
        #expect(anchors.anchor(for: "Größe ν̂") == "größe-ν̂")
    }
}
