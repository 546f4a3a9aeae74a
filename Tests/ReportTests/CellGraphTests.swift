import Foundation
import Testing

@testable import Report

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Which cell uses which, on the page and in files.
@Suite struct CellGraphTests {
    private static let text = """
        ```{echo} end
        ```

        ```{echo} b
        uses: [end]
        shows: figure
        ```

        ```{echo} later
        uses: [b]
        run: manual
        ```

        ```{echo} broken
        uses: [end]
        fails: no
        ```

        ```{echo} after
        uses: [broken]
        ```

        """

    @Test func mermaidHasEveryCellAndUse() throws {
        let workplace = try Workplace()
        try workplace.write(Self.text)
        let graph = CellGraph(try workplace.session.plan())
        #expect(
            graph.mermaid.hasPrefix(
                """
                flowchart LR
                    n1["○ end<br/>echo"]
                    n2["○ b<br/>echo"]
                    n3["○ later<br/>echo"]
                    n4["○ broken<br/>echo"]
                    n5["○ after<br/>echo"]
                    n1 --> n2
                    n2 --> n3
                    n1 --> n4
                    n4 --> n5
                    class n1,n2,n3,n4,n5 missing

                """))
    }

    @Test func pageHoldsTheGraphFolded() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.text)
        let html = try workplace.html
        let start = try #require(html.range(of: "<details class=\"cell-graph\">")?.lowerBound)
        let end = try #require(html[start...].range(of: "</details>")?.upperBound)
        let graph = String(html[start..<end])
        #expect(graph.utf8.count < 3500, "\(graph.utf8.count)")
        #expect(
            graph.contains("aria-label=\"5 cells and 4 uses of one by another, from left to right\" tabindex=\"0\""))
        for (label, state) in [
            ("end", "fresh"), ("b", "fresh"), ("later", "manual"), ("broken", "failed"), ("after", "blocked"),
        ] {
            #expect(
                graph.contains(
                    "<a href=\"#\(label)\"><g class=\"cg-node cg-\(state)\"><title>\(label), echo: \(state)</title>"))
        }
        #expect(graph.contains(" ✗ failed. – blocked. ‖ manual.</p>"))
        #expect(!graph.contains("style="))
    }

    @Test func aPageWithoutUsesHasNone() async throws {
        let workplace = try Workplace()
        try await workplace.render("```{echo} a\n```\n\n```{echo} b\n```\n")
        #expect(try !workplace.html.contains("cell-graph\">"))
    }

    @Test func tooManyCellsAreCounted() async throws {
        let workplace = try Workplace()
        let cells = (0..<130).map { "```{echo} c\($0)\n\($0 > 0 ? "uses: [c0]\n" : "")```\n\n" }.joined()
        try await workplace.render(cells)
        let html = try workplace.html
        #expect(
            html.contains("130 cells and 129 uses of one by another, from left to right: too many to draw on a page."))
        #expect(!html.contains("cg-node\""))
    }

    @Test func fileStandsAlone() throws {
        let workplace = try Workplace()
        try workplace.write(Self.text)
        let svg = CellGraph(try workplace.session.plan()).svg
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""))
        #expect(!svg.contains("<a ") && svg.contains("light-dark(#16181d,#e4e6ea)"))
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse())
    }
}
