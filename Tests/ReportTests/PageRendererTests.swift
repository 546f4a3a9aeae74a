import Foundation
import Testing

@testable import Report

@Suite struct PageRendererTests {
    private func render(_ content: PageContent) throws -> String {
        try PageRenderer(templates: try PageTemplates()).render(content)
    }

    @Test func escapesPlainTextAndKeepsHTML() throws {
        let page = try render(
            PageContent(
                title: "p < q & \"r\"", authors: ["A <b>", "C"], contents: [],
                bodyHTML: "<p id=\"kept\">x &lt; y</p>",
                provenance: [.init(name: "Seed", value: "<1>")]))
        #expect(page.contains("<title>p &lt; q &amp; &quot;r&quot;</title>"))
        #expect(page.contains("<span class=\"author\">A &lt;b&gt;</span><span class=\"author\">C</span>"))
        #expect(page.contains("<p id=\"kept\">x &lt; y</p>"))
        #expect(page.contains("<td>&lt;1&gt;</td>"))
    }

    @Test func leavesOutWhatTheReportLacks() throws {
        let page = try render(PageContent(title: "Bare", bodyHTML: "<p>Text</p>"))
        for absent in ["class=\"subtitle\"", "class=\"abstract\"", "<nav", "class=\"verdict-panel\"", "<footer"] {
            #expect(!page.contains(absent), "\(absent) stands in a page that has nothing for it")
        }
        #expect(page.contains("<main id=\"_report\">"))
        #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    }

    @Test func putsLettersAndPolicyWhereMarksWereLeftForThem() throws {
        let (mark, other) = (PageMark(), PageMark())
        #expect(mark.replaced(by: "x", in: "é\(mark.text)b\(mark.text)") == "éxbx")
        #expect(mark.replaced(by: "x", in: "é\(other.text)") == "é\(other.text)")
        #expect(mark.replaced(by: "", in: mark.text) == "")
        let content = PageContent(title: "Letters", bodyHTML: "<p>ν̂</p>")
        let page = try PageRenderer(templates: try PageTemplates()).set(content)
        #expect(!page.html.contains("\u{1A}") && !page.contentPolicy.contains("\u{1A}"))
        #expect(page.html.contains("content=\"\(page.contentPolicy)\""))
    }

    @Test func countsVerdictsAndLinksEachToItsCheck() throws {
        let page = try render(PageSample.content())
        #expect(page.contains("</span> 3 of 5 pass</span>"))
        #expect(page.contains("</span> 1 fails</span>"))
        #expect(page.contains("</span> 1 not evaluated</span>"))
        #expect(page.contains("data-overall=\"fail\""))
        #expect(page.contains("<a class=\"verdict-claim\" href=\"#coverage-scan\">Intervals at 68 %"))
        #expect(page.contains("<span class=\"sign\" aria-hidden=\"true\">✗</span> fail</span>"))
    }

    private func linked(_ claim: String, _ status: Verdict.Status = .pass) -> PageContent.LinkedVerdict {
        .init(
            verdict: Verdict(claim: claim, status: status, measured: "0", tolerance: "< 1"), anchor: "a",
            claimHTML: MathText.html(claim))
    }

    @Test func setsAClaimInMathAndEscapesOneInWords() throws {
        let (set, plain) = (linked("$p < 1$"), linked("p < 1"))
        #expect(
            VerdictsView([set, plain]).lines.map(\.claim.withTeX) == [
                "<span class=\"math inline\">p &lt; 1</span>", "p &lt; 1",
            ])
        #expect(PageContent(title: "t", verdicts: [set], bodyHTML: "").hasMath)
        #expect(!PageContent(title: "t", verdicts: [plain], bodyHTML: "").hasMath)
    }

    @Test func neverCountsWhatWasNotEvaluatedAsAPass() {
        let view = VerdictsView([linked("c", .notEvaluated)])
        #expect(view.overall == "not-evaluated")
        #expect(view.counts.map(\.phrase) == ["1 not evaluated"])
        let pass = linked("c")
        #expect(VerdictsView([pass, pass]).counts.map(\.phrase) == ["all 2 pass"])
        #expect(VerdictsView([pass]).counts.map(\.phrase) == ["1 passes"])
    }

    @Test func setsVerdictsInTheTextAsAtTheTop() throws {
        let list = try PageRenderer(templates: try PageTemplates())
            .render(VerdictsView(PageSample.unlinked), with: "verdict")
        #expect(list.hasPrefix("<ul class=\"verdicts\">"))
        #expect(list.components(separatedBy: "<li data-status=").count - 1 == PageSample.verdicts.count)
        #expect(!list.contains("verdict-panel") && !list.contains("href"))
    }

    @Test func listsTwoLevelsOfHeadings() throws {
        let headings = [2, 3, 4, 2].enumerated().map { index, level in
            PageContent.Heading(level: level, title: "H\(index) <", anchor: "h\(index)")
        }
        let lines = try #require(ContentsView(headings)).lines
        #expect(lines.map(\.anchor) == ["h0", "h1", "h3"])
        #expect(lines.map(\.nested) == [false, true, false])
        #expect(lines[0].title == "H0 &lt;")
        #expect(ContentsView([headings[0]]) == nil)
    }

    @Test func leavesNoTagOfATemplate() throws {
        let page = try render(PageSample.content())
        #expect(!page.contains("{{"))
    }
}
