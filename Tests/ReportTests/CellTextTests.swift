import Foundation
import Testing

@testable import Report

/// The author's texts in cells are Markdown as the text of the report is; what results hold is text.
@Suite struct CellTextTests {
    /// A report with a text in every place that has one.
    private static func report(_ text: String, behind: String = "") -> String {
        let quoted = "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        return """
            ```{echo} e
            number: 0.5
            title: \(quoted)
            ```

            ```{table} t
            header: [\(quoted)]
            rows: [[\(quoted)]]
            note: \(quoted)
            ```

            ```{check} c
            claims: [{claim: \(quoted), value: e.number, below: 1}]
            ```

            Text.

            \(behind)
            """ + "\n"
    }

    private func read(_ text: String, behind: String = "") throws(InvalidDocument) -> Document {
        try document(Self.report(text, behind: behind))
    }

    /// Title, heading, row, note and claim, as they stand on the page.
    private func shown(_ text: String, behind: String = "") async throws -> [String] {
        let workplace = try Workplace()
        let outcome = try await workplace.render(Self.report(text, behind: behind))
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html.withTeX
        return try [
            /<p class="cell-title">(.*?)<\/p>/, /<th>(.*?)<\/th><\/tr>\n<\/thead>/, /<tr><td>(.*?)<\/td><\/tr>/,
            /<p class="cell-note">(.*?)<\/p>/,
            /<span class="verdict-claim">(.*?)<\/span><span class="verdict-measured">/,
        ].map { try String(#require(html.firstMatch(of: $0)).output.1) }
    }

    @Test(arguments: [
        ("a *b* `c` ~~d~~ **e**", "a <em>b</em> <code>c</code> <del>d</del> <strong>e</strong>"),
        ("[a](https://example.org)", "<a href=\"https://example.org\">a</a>"),
        (
            "see @t, $x_1$ and \\@t",
            "see <a class=\"xref\" href=\"#t\">Table 1</a>, <span class=\"math inline\">x_1</span> and @t"
        ),
        ("# 3", "# 3"), ("- a", "- a"), ("1. a", "1. a"), ("> a", "&gt; a"), ("a | b", "a | b"), ("===", "==="),
        ("a <b>c</b> & d", "a &lt;b&gt;c&lt;/b&gt; &amp; d"), ("costs \\$5 and $6", "costs $5 and $6"),
        ("`{value} e.steps` steps", "<span class=\"value\" title=\"e.steps\">10</span> steps"),
    ]) func areMarkdownEverywhere(_ text: String, _ expected: String) async throws {
        #expect(try await shown(text) == [String](repeating: expected, count: 5))
    }

    @Test func useTheLinksOfTheReport() async throws {
        let html = try await shown("[a][b] and [b]", behind: "[b]: https://example.org")
        let link = "<a href=\"https://example.org\">"
        #expect(html == [String](repeating: "\(link)a</a> and \(link)b</a>", count: 5))
    }

    @Test func useTheFootnotesOfTheReport() async throws {
        let html = try await shown("a[^n]", behind: "And here.[^n]\n\n[^n]: A note.")
        for (index, text) in html.enumerated() {
            #expect(text.contains("<sup class=\"footnote-ref\"><a href=\"#_fn_n\""), "\(index): \(text)")
        }
    }

    @Test(arguments: [
        ("see @nothing", "there is no cell 'nothing'"), ("`{value} e.numbr`", "numbr"), ("$\\foo$", "\\foo"),
        ("![a](nothing.png)", "there is no picture"), ("[a](#nowhere)", "the page has no place '#nowhere'"),
        ("[a](javascript:alert)", "does not follow links to 'javascript:'"), ("a <!-- b", "no end"),
    ]) func haveTheErrorsOfTheText(_ text: String, _ words: String) {
        let error = #expect(throws: InvalidDocument.self) { try read(text) }
        #expect(error?.description.contains(words) ?? false, "\(String(describing: error))")
    }

    @Test(arguments: ["a\n\n    b", "- a\n    - b", "a\n    ===", "a\n    # b", "a\n    ~~~\n    b\n    ~~~"])
    func holdNoBlocks(_ text: String) {
        let report = "```{table} t\nheader: [a]\nrows: [[b]]\nnote: |\n    \(text)\n```\n"
        let error = #expect(throws: InvalidDocument.self) { try document(report) }
        #expect(error?.description.hasPrefix("report.md:4:7: error: this text stands in a single line") ?? false)
    }

    @Test func mayBeWrittenOnSeveralLines() throws {
        let note = "|\n    a *b\n    c* d\n"
        let document = try document("```{table} t\nheader: [a]\nrows: [[b]]\nnote: \(note)```\n")
        #expect(document.body.lines[LineName("a *b\nc* d\n", of: "t")]?.html == "a <em>b c</em> d")
    }

    @Test func nameTheirFootnotesOnce() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{table} t
            header: ["a[^n]", "a[^n]"]
            rows: [["a[^n]", "b[^n]"], ["a[^n]", "b[^n]"]]
            note: a[^n]
            ```

            [^n]: N.

            """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        let ids = html.matches(of: /\sid="([^"]*)"/).map(\.output.1)
        #expect(Set(ids).count == ids.count, "\(ids)")
        #expect(html.matches(of: /<sup class="footnote-ref"><a href="#_fn_n"/).count == 7)
    }

    /// Claims stand at the top too, where the whole line is a link.
    @Test func makesNoLinkInsideOfALink() async throws {
        let workplace = try Workplace()
        try await workplace.render(Self.report("[a](https://b.org) @t[^n]", behind: "[^n]: N."))
        let html = try workplace.html
        #expect(html.contains("<a class=\"verdict-claim\" href=\"#c\">a Table 1</a>"))
    }

    @Test(arguments: ["**a** @b `c`", "[a](https://b.org)", "$x$ <i>", "{e.number} ![a](b.png)"])
    func whatResultsHoldIsText(_ text: String) async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ```{echo} e
            text: '\(text)'
            ```

            ```{echo} all
            uses: [e]
            ```

            ```{table} t
            each: all.uses
            columns: [{header: Text, value: text}]
            ```

            ```{table} u
            header: [Text]
            rows: [["{e.text}"]]
            ```

            """)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        #expect(html.contains("<td>\(EscapedHTML.text(text))</td>"))
        #expect(html.contains(">\(EscapedHTML.text(text))</span></td>"))
    }

    @Test func aReferenceShowsTheTitleWithoutItsLinks() async throws {
        let workplace = try Workplace()
        try await workplace.render("See @e.\n\n```{echo} e\ntitle: The *fit* of [x](https://a.org), $y$\n```\n")
        let html = try workplace.html.withTeX
        #expect(
            html.contains(
                "<a class=\"xref\" href=\"#e\">The <em>fit</em> of x, <span class=\"math inline\">y</span></a>"))
    }
}
