import Foundation
import Testing

@testable import Report

/// Opens the page in headless Chromium, where there is one, without network.
@Suite(.serialized) struct PageBrowserTests {
    /// What the page looks like from inside.
    private struct Findings: Decodable {
        let errors: [String]
        let resources: [String]
        let overflow: Int
        let figures: Int
        let visible: Int
        let hidden: Int
        let math: Int
        let set: Int
        let mathErrors: Int
        let duplicateNames: [String]
        let theme: String
        let toggled: String
        let visibleToggled: Int
        let remembered: String?
        let sources: [Int]
        let enlarged: Int
        let back: Int
        let focused: String
    }

    private static let probeStart = """
        <script>window.probed = [];
        addEventListener("error", e => probed.push(String(e.message)));
        addEventListener("securitypolicyviolation", e => probed.push("blocked " + e.blockedURI));</script>
        """

    private static let probeEnd = """
        <script>addEventListener("load", async () => {
        const all = s => [...document.querySelectorAll(s)];
        const shown = e => { const box = e.getBoundingClientRect(); return box.width > 40 && box.height > 40; };
        const shownIn = f => all("svg").filter(s => f.contains(s) && shown(s)).length;
        const visible = () => all(".cell-figure").filter(f => shownIn(f) === 1).length;
        const root = document.documentElement;
        const names = all("[id]").map(e => e.id);
        const found = {
        errors: probed,
        resources: performance.getEntriesByType("resource").map(e => e.name).filter(n => !n.startsWith("data:")),
        overflow: root.scrollWidth - root.clientWidth,
        figures: all(".cell-figure").length, visible: visible(),
        hidden: all(".cell-figure svg").filter(s => !shown(s)).length,
        math: all(".math").length, set: all(".math .katex").length, mathErrors: all(".katex-error").length,
        duplicateNames: names.filter((n, i) => names.indexOf(n) !== i), theme: root.dataset.theme };
        document.querySelector(".theme-toggle").click();
        found.toggled = root.dataset.theme; found.visibleToggled = visible();
        found.remembered = localStorage.getItem("fiducial-theme");
        const open = () => all(".cell-source[open]").length;
        found.sources = [open()];
        for (const _ of [1, 2]) { document.querySelector(".sources-toggle").click(); found.sources.push(open()); }
        document.querySelector(".enlarge").click();
        found.enlarged = all("dialog[open] svg").filter(shown).length;
        document.querySelector(".enlarged-close").click();
        for (let i = 0; i < 100 && (all("dialog").length > 0 || document.activeElement === document.body); i++)
            await new Promise(done => setTimeout(done, 100));
        found.back = all("dialog").length === 0 ? visible() : 0;
        found.focused = document.activeElement.getAttribute("aria-label") ?? "";
        const sheet = document.createElement("script");
        sheet.type = "application/json"; sheet.id = "findings"; sheet.textContent = JSON.stringify(found);
        document.body.append(sheet); });</script>
        """

    @Test(
        .enabled(if: Chromium.executable != nil), arguments: [1280, 800, 390],
        ["light", "dark"])
    func showsEveryFigureAndFormulaWithoutErrorOrRequest(width: Int, theme: String) throws {
        var page = try PageRenderer(templates: try PageTemplates()).render(PageSample.content())
        // Before the policy, which would not let them run.
        page = page.replacingOccurrences(of: "<head>", with: "<head>" + Self.probeStart + Self.probeEnd)
        let opened = try Chromium.open(page, width: width, dark: theme == "dark")

        #expect(!opened.log.contains("CONSOLE"), "\(opened.log)")
        let start = try #require(opened.document.range(of: "id=\"findings\">"))
        let end = try #require(opened.document[start.upperBound...].range(of: "</script>"))
        let json = Data(opened.document[start.upperBound..<end.lowerBound].utf8)
        let findings = try JSONDecoder().decode(Findings.self, from: json)
        #expect(findings.errors == [])
        #expect(findings.resources == [])
        #expect(findings.overflow == 0, "the page scrolls sideways")
        #expect(findings.figures == 2 && findings.visible == 2 && findings.hidden == 0)
        #expect(findings.duplicateNames == [])
        #expect(findings.theme == theme)
        #expect(findings.toggled == (theme == "dark" ? "light" : "dark"))
        #expect(findings.remembered == findings.toggled)
        #expect(findings.visibleToggled == 2)
        #expect(findings.sources == [0, 2, 0])
        #expect(findings.enlarged == 1 && findings.back == 2 && findings.focused == "Enlarge Figure 1")
        #expect(findings.math > 5)
        #expect(findings.set == findings.math)
        #expect(findings.mathErrors == 0)
    }
}
