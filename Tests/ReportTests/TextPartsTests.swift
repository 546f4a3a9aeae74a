import Foundation
import TestSupport
import Testing

@testable import Report

/// Numbers of sections and equations, and references to them.
@Suite struct TextPartsTests {
    private func html(_ text: String, numbers: Bool = true) async throws -> String {
        let workplace = try Workplace()
        let outcome = try await workplace.render("---\ntitle: T\nnumber-sections: \(numbers)\n---\n\n" + text)
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        return try workplace.html
    }

    private func messages(_ text: String) -> [String] {
        do {
            _ = try document(text)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    /// Those of a page, with their numbers.
    private func headings(_ html: String) -> [String] {
        html.matches(of: /<h[1-6] id="([^"]*)">(.*?)<\/h[1-6]>/).map { match in
            "\(match.output.1): " + match.output.2.replacing(/<[^>]*>/, with: "")
        }
    }

    @Test func numbersHeadingsByTheirLevels() async throws {
        let text = "## One\n\n### Deep\n\n### Deeper\n\n## Two\n\n#### Far\n\n### Near\n\n## Two\n"
        let html = try await html(text)
        #expect(
            headings(html) == [
                "one: 1 One", "deep: 1.1 Deep", "deeper: 1.2 Deeper", "two: 2 Two", "far: 2.0.1 Far", "near: 2.1 Near",
                "two-2: 3 Two",
            ])
        #expect(html.contains("<a href=\"#deeper\"><span class=\"section-number\">1.2</span> Deeper</a>"))
        let plain = try await self.html(text, numbers: false)
        #expect(headings(plain).first == "one: One" && !plain.contains("<span class=\"section-number\">"))
    }

    @Test func theListOfWorksHasNoNumber() async throws {
        let workplace = try Workplace()
        try workplace.write("@misc{a, title={A}}", to: "r.bib")
        let front = "---\ntitle: T\nbibliography: r.bib\nnumber-sections: true\n---\n\n"
        let outcome = try await workplace.render(front + "## One\n\nText [@a].\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(headings(try workplace.html) == ["one: 1 One", "references: References"])
    }

    @Test func refersToSectionsByTheirNumbersOrTitles() async throws {
        let text = "## The *fit* {#sec-fit}\n\nSee @sec-fit, @sec-end and [there](#sec-end).\n\nEnd {#sec-end}\n---\n"
        let html = try await html(text)
        #expect(headings(html) == ["sec-fit: 1 The fit", "sec-end: 2 End"])
        #expect(html.contains("See <a class=\"xref\" href=\"#sec-fit\">Section\u{A0}1</a>, "))
        #expect(html.contains("<a class=\"xref\" href=\"#sec-end\">Section\u{A0}2</a>"))
        let plain = try await self.html(text, numbers: false)
        #expect(plain.contains("See <a class=\"xref\" href=\"#sec-fit\">The <em>fit</em></a>, "))
    }

    @Test func numbersEquationsThatHaveLabels() async throws {
        let text = """
            By @eq-second and @eq-first.

            $$a = b$$ {#eq-first}

            $$x$$

            > $$
            > c = d
            > $$ {#eq-second}

            ```{echo} picture
            shows: figure
            caption: As in @eq-second.
            ```

            """
        let html = try await html(text)
        #expect(html.contains("By <a class=\"xref\" href=\"#eq-second\">Eq.\u{A0}(2)</a> and"))
        #expect(html.contains("As in <a class=\"xref\" href=\"#eq-second\">Eq.\u{A0}(2)</a>."))
        let equations = html.matches(
            of: /(?s)<div class="equation" id="([^"]*)">(.*?)<span class="equation-number">(.*?)</
        ).map {
            "\($0.output.1) \($0.output.3)"
        }
        #expect(equations == ["eq-first (1)", "eq-second (2)"])
        #expect(!html.contains("{#eq"))
    }

    @Test func aHeadingTakesNoLabelOfAnEquation() async throws {
        let html = try await html("## Eq first\n\n$$a$$ {#eq-first}\n")
        #expect(headings(html) == ["eq-first-2: 1 Eq first"])
    }

    @Test(arguments: [
        ("@eq-a\n\n$$x$$ {#eq-b}\n", "1:1: error: there is no equation 'eq-a'; did you mean 'eq-b'? available: eq-b"),
        ("@sec-a\n", "1:1: error: there is no section 'sec-a'; none is available"),
        ("$$x$$ {#eq-a}\n\n$$y$$ {#eq-a}\n", "3:7: error: the label 'eq-a' stands on line 1, too"),
        ("```{echo} eq-a\n```\n\n$$y$$ {#eq-a}\n", "4:7: error: a cell is called 'eq-a', too"),
        ("$$x$$ {#fit}\n", "1:7: error: 'fit' cannot be the label of an equation; begin it with eq-"),
        ("## A {#fit}\n", "1:6: error: 'fit' cannot be the label of a heading; begin it with sec-"),
        ("$$x$$ {#eq-B_c}\n", "1:7: error: 'eq-B_c' cannot be a label; use lower-case letters, digits and hyphens"),
        ("$$x$$ {#eq-}\n", "1:7: error: 'eq-' cannot be a label"),
        ("## A {#sec-my_part}\n", "1:6: error: 'sec-my_part' cannot be a label; use lower-case letters"),
        ("## A {#sec-a .unnumbered}\n", "1:6: error: '{#sec-a .unnumbered}' are attributes of Pandoc"),
        ("## A {#My_Part}\n", "1:6: error: 'My_Part' cannot be the label of a heading; begin it with sec-"),
        ("Text {#sec-A}\n", "1:6: error: 'sec-A' cannot be a label"),
        ("Text $$x$$ {#eq-a}\n", "1:12: error: an equation with a label stands alone in a paragraph of the text"),
        ("Text {#sec-a}\n", "1:6: error: the label 'sec-a' stands behind no heading of the text and no equation"),
        ("$x$ {#eq-a}\n", "1:5: error: the label 'eq-a' stands behind no heading of the text and no equation"),
        ("[a](#eq-b)\n\n$$x$$ {#eq-a}\n", "1:5: error: the page has no place '#eq-b'; did you mean 'eq-a'?"),
        (
            "---\nabstract: $$x$$ {#eq-a}\n---\n\nText\n",
            "2:17: error: an equation with a label stands alone in a paragraph of the text"
        ),
    ]) func tellsOfLabelsThatNameNothing(_ text: String, _ message: String) {
        let found = messages(text)
        #expect(found.count == 1 && found.first?.hasPrefix("report.md:\(message)") ?? false, "\(found)")
    }

    @Test func otherBracesStayText() async throws {
        let html = try await html("Text {#fit} and {#other}\n\n`{#sec-a}` \\{#sec-a}\n")
        #expect(html.contains("Text {#fit} and {#other}") && html.contains("<code>{#sec-a}</code> {#sec-a}"))
    }
}
