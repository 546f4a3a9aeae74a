import Foundation
import Report
import TestSupport
import Testing

@testable import Preview

@Suite struct BlockPageTests {
    /// A page as the templates set it.
    private func page(_ body: String, title: String = "T", style: String = "a{}", above: String = "") -> String {
        """
        <!DOCTYPE html><html><head><meta charset="utf-8"><title>\(title)</title><link rel="icon" href="data:x">
        <meta name="fiducial-live" content="t" data-revision=""><style>\(style)</style><style media="print">b{}</style></head>
        <body><div class="page"><header><h1>\(title)</h1></header><main id="_report">\(above)<article class="report-body">
        \(body)
        </article></main></div><script>run()</script></body></html>
        """
    }

    private func keys(_ page: BlockPage) -> [String] { page.containers.last?.keys ?? [] }

    @Test func takesAPageApart() throws {
        let page = BlockPage(
            page("<p>one</p>\n<section id=\"a\"><svg><path d=\"M0\"/><g/></svg><br></section><hr><p>1 &lt; 2</p>"))
        #expect(page.containers.map(\.selector) == [".page", "main", ".report-body"])
        #expect(page.containers[0].keys.last == "@main")
        #expect(page.containers[1].keys == ["@.report-body"])
        #expect(
            keys(page).map { page.blocks[$0] } == [
                "<p>one</p>", "<section id=\"a\"><svg><path d=\"M0\"/><g/></svg><br></section>", "<hr>",
                "<p>1 &lt; 2</p>",
            ])
        #expect(page.styles.map(\.media) == ["", "print"])
        #expect(page.title == "T")
        let html = String(decoding: page.html, as: UTF8.self)
        #expect(html.contains("data-revision=\"\(page.revision)\""))
        #expect(html.contains("[\".report-body\",[\"\(keys(page)[0])\""))
    }

    @Test func isNotMisledByWhatLooksLikeATag() {
        let body =
            "<p title=\"a > </p>\">x</p><!-- <p> --><script type=\"application/json\">\"</p><p>\"</script><p>y</p>"
        let page = BlockPage(page(body))
        #expect(
            keys(page).map { page.blocks[$0] ?? "" }.filter { $0.hasPrefix("<p") } == [
                "<p title=\"a > </p>\">x</p>", "<p>y</p>",
            ])
    }

    @Test func takesWhatDoesNotCloseAsAWhole() {
        let (first, second) = (BlockPage(page("<p>one<p>two</p>")), BlockPage(page("<p>one<p>2</p>")))
        #expect(first.containers.map(\.selector) == [".page"])
        #expect(first.containers.map(\.keys.count) == [1])
        #expect(first.blocks.isEmpty)
        #expect(first.containers != second.containers && first.revision != second.revision)
    }

    @Test func sendsOnlyWhatIsNew() throws {
        let (first, second) = (BlockPage(page("<p>one</p><p>two</p>")), BlockPage(page("<p>one</p><p>2</p><p>one</p>")))
        var history = PageHistory()
        history.note(first)
        history.note(second)
        let change = try #require(history.change(from: first.revision, to: second))
        #expect(Array(change.blocks.values) == ["<p>2</p>"])
        #expect(change.containers.last?.keys.count == 3)
        #expect(change.styles == nil)
        #expect(history.change(from: second.revision, to: second) == nil)
        let whole = try #require(history.change(from: "unknown", to: second))
        #expect(whole.blocks.count == second.blocks.count)
        #expect(whole.styles?.count == 2)
    }

    @Test func anotherStyleOrTitleIsAnotherPage() throws {
        let first = BlockPage(page("<p>one</p>"))
        #expect(BlockPage(page("<p>one</p>", style: "c{}")).revision != first.revision)
        #expect(BlockPage(page("<p>one</p>", title: "U")).revision != first.revision)
        #expect(BlockPage(page("<p>one</p>")).revision == first.revision)
        var history = PageHistory()
        history.note(first)
        let styled = try #require(history.change(from: first.revision, to: BlockPage(page("<p>one</p>", style: "c{}"))))
        #expect(styled.styles?.first?.text == "c{}")
        #expect(styled.blocks.isEmpty)
    }

    @Test func forgetsPagesThatNobodyShowsAnyMore() {
        var history = PageHistory()
        let pages = (0..<80).map { BlockPage(page("<p>\($0)</p>")) }
        for page in pages { history.note(page) }
        let last = pages[79]
        #expect(history.change(from: pages[78].revision, to: last)?.blocks.count == 1)
        #expect(history.change(from: pages[0].revision, to: last)?.blocks.count == last.blocks.count)
    }

    /// The page of a real report comes apart into the blocks of its text.
    @Test func takesTheRealPageApart() throws {
        let folder = try TemporaryFolder()
        let text =
            "---\ntitle: T\n---\n\n## One\n\nText $\\alpha$.\n\n| a | b |\n|---|--:|\n| 1 | 2.0 |\n\n```{pace} a\n```\n\n- x\n- y\n"
        var session = RenderSession(
            report: try folder.file("r.md", text), as: "r.md", directives: DirectiveRegistry([Pace.self]))
        session.store = Store(folder.file("store"))
        let live = LivePage(token: "t", home: "/", events: "/events/r", run: "/run/r", stop: "/stop/r")
        let made = try ReportPreview(session, live: live, filesFolder: "r_files").page()
        let page = BlockPage(made.html)
        #expect(page.containers.map(\.selector) == [".page", "main", ".report-body"])
        // The section has a place for what reviewers say.
        #expect(keys(page).count == 6)
        #expect(page.blocks.values.contains { $0.contains("Not computed yet.") && $0.contains("id=\"a\"") })
        #expect(page.html.count > made.html.utf8.count)
    }
}
