import Foundation
import Testing

@testable import Report

/// Labels, headings, footnotes and the page's own places meet in one list of ids, each of which stands once.
@Suite struct AnchorTests {
    private func ids(_ html: String) -> [String] {
        html.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    }

    private static func cell(_ label: String) -> String { "```{echo} \(label)\nshows: figure\n```\n\n" }

    @Test(arguments: [
        "# Report\n\n## Report\n\n\(cell("report"))",
        "Text[^a] and[^b]\n\n[^a]: A\n[^b]: B\n\n\(cell("fn-a"))\(cell("fnref-a"))",
        "\(cell("loss"))\(cell("loss-figure"))## Loss figure\n",
        "\(cell("loss-light-i1"))\(cell("loss"))\(cell("loss-1"))",
        "## Verdicts\n\n## Contents title\n\n\(cell("verdicts-title"))\(cell("abstract-title"))",
        "A[^1]\n\n[^1]: One\n\n```{echo} a\nshows: figure\ncaption: |\n  B[^1]\n\n  [^1]: Two\n```\n",
        "## A\n\n## A\n\n## A-2\n\n## a\n",
    ]) func standOnce(_ text: String) async throws {
        let workplace = try Workplace()
        _ = try await workplace.render("---\ntitle: T\nabstract: |\n  C[^1]\n\n  [^1]: Three\n---\n" + text)
        let ids = ids(try workplace.html)
        #expect(Set(ids).count == ids.count, "\(Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys)")
    }

    /// What an author calls so is a heading or a cell, also where there are footnotes.
    @Test func linksOfTheAuthorLeadToHeadingsAndCells() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            "## fn zzz\n\nA[^1] [x](#fn-zzz) [y](#fn-1)\n\n[^1]: One\n\n\(Self.cell("fn-1"))## e\u{301}\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        #expect(html.contains("<a href=\"#fn-zzz\">x</a> <a href=\"#fn-1\">y</a>"))
        #expect(ids(html).contains("fn-zzz") && ids(html).contains("fn-1") && ids(html).contains("_fn_1"))
        #expect(html.utf8.contains(Array("id=\"\u{E9}\"".utf8)))
    }

    @Test(arguments: ["[x](#fn-nope)", "A[^1] [x](#fn-1)\n\n[^1]: One", "[x](#fnref-1)", "## \u{E9}\n\n[x](#e\u{301})"])
    func deadOnesAreErrors(_ text: String) {
        let error = #expect(throws: InvalidDocument.self) { try document(text + "\n") }
        #expect(error?.description.contains("the page has no place") == true)
    }

    /// A footnote that only a cell refers to keeps its text where the cell shows nothing, and leads back to nowhere.
    @Test(arguments: [
        ("A[^a]\n\n[^a]: One\n\n", "", "", 1, 2), ("[^a]: One\n\n", "", "", 1, 1),
        ("[^a]: One\n\n", "fails: no", "", 1, 0), ("[^a]: One\n\n", "", "hide: true", 1, 0),
        ("A[^a]\n\n[^a]: One\n\n", "fails: no", "", 1, 1), ("A[^a]\n\n[^a]: One\n\n", "", "hide: true", 1, 1),
        ("A[^b] B[^b]\n\n[^a]: One\n\n[^b]: Two\n\n", "fails: no", "", 2, 2),
        ("A[^a] B[^a]\n\n[^a]: One[^b]\n\n[^b]: Two\n\n", "fails: no", "", 2, 3),
    ]) func footnotesLeadBackToWhatThePageShows(
        _ text: String, _ failure: String, _ hidden: String, _ footnotes: Int, _ arrows: Int
    ) async throws {
        let workplace = try Workplace()
        let table = "```{table} t\nheader: [A]\nrows: [[\"x[^a] {e.steps}\"]]\n\(hidden)\n```\n"
        _ = try await workplace.render("\(text)```{echo} e\n\(failure)\n```\n\n\(table)")
        let html = try workplace.html
        let ids = ids(html)
        let targets = html.matches(of: /href="#([^"]*)" class="footnote-backref"/).map { String($0.1) }
        #expect(targets.count == arrows && targets.allSatisfy(ids.contains), "\(targets)")
        #expect(html.matches(of: /<li id="_fn_/).count == footnotes)
        #expect(html.contains("One") && (footnotes == 1 || html.contains("Two")))
    }

    @Test(arguments: [
        "[x](#the-fit)\n\n## The fit\n", "[x](#scan)\n\n\(cell("scan"))",
        "## $x$ of A\n\n[x](#anything)\n", "[x](#gr%C3%B6%C3%9Fe)\n\n## Größe\n",
    ]) func linksThatLeadSomewhereAreRead(_ text: String) throws { _ = try document(text) }

    @Test(arguments: [
        "[x](javascript:alert(1))", "[x](JavaScript&#58;alert(1))", "[x][1]\n\n[1]: file:///etc/passwd",
        "<data:text/html,a>",
        "```{echo} a\ncaption: '[x](vbscript:a)'\n```",
    ]) func linksThatAPageWouldEmptyAreErrors(_ text: String) {
        let error = #expect(throws: InvalidDocument.self) { try document(text + "\n") }
        #expect(error?.description.contains("does not follow links") ?? false)
    }

    @Test(arguments: [
        ("[x](#the-fits)\n\n## The fit\n", "the-fit"), ("Text\n\nsee [x](#gone)\n\n## Scan\n", "gone"),
        ("```{echo} scan\ncaption: \"[x](#scam)\"\n```\n", "scan"), ("[x][1]\n\n[1]: #no-such\n", "no-such"),
    ]) func othersAreErrors(_ text: String, _ word: String) throws {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        let message = try #require(error).description
        #expect(message.contains("the page has no place") && message.contains(word), "\(message)")
    }
}
