import Foundation
import Testing

@testable import Report

/// The page that shows what differs.
@Suite(.serialized) struct ComparePageTests {
    private static func text(_ events: Int) -> String {
        Compared.gauge("bar", "events: \(events)", "draws: true") + Compared.gauge("same", "draws: true")
            + Compared.check("bar.events", below: 120)
    }

    /// The page of two reports: the old one from its page, the new one from its store.
    private func page() async throws -> String {
        let compared = try Compared()
        let old = try await compared.page(Self.text(100), "old.html")
        try await compared.workplace.render(Self.text(150))
        var session = compared.session(old, compared.workplace.report.path)
        session.gate = 1
        return try #require(try session.compare(wantsPage: true).page)
    }

    @Test func showsBothFiguresWhereTheyDiffer() async throws {
        let html = try await page()
        #expect(html.contains("aria-label=\"a bar of 100\"") && html.contains("aria-label=\"a bar of 150\""))
        #expect(html.matches(of: /<figure class="cell-figure comparison-figure"/).count == 1)
        // Each has names of its own.
        let names = html.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
        #expect(Set(names).count == names.count, "\(names)")
        #expect(html.contains("url(#_old_bar_") && html.contains("url(#_new_bar_"))
        #expect(html.contains("Nothing differs in: same."))
        // Each has the colours that it was drawn with.
        let rules = ".bar{fill:light-dark(black,white)}"
        #expect(html.contains("/* Pictures */.comparison-old{\(rules)}.comparison-new{\(rules)}/* Page */"))
    }

    @Test(arguments: [
        ".a{}}.verdict{display:none}", ".a{", "@import 'x';", ".a{content:\"pass\"}", ".a{}/*", ".a{b:url(x)}",
        "</style>",
    ]) func takesNoRulesThatReachFurther(_ rules: String) {
        #expect(PictureRules.confined(rules, to: "b") == nil)
        #expect(PictureRules.confined(".a .b{c:d}", to: "b") == ".b{.a .b{c:d}}")
    }

    @Test func showsVerdictsValuesAndTheGate() async throws {
        let html = try await page()
        #expect(
            html.contains("data-status=\"fail\"><span class=\"sign\" aria-hidden=\"true\">✗</span> not within the gate")
        )
        #expect(html.contains("It is small: pass → fail (measured 100 → 150, required &lt; 120"))
        #expect(html.contains("<td>events</td><td align=\"right\">100</td><td align=\"right\">150</td>"))
        #expect(html.contains("default-src 'none'") && !html.contains("id=\"_record\""))
    }

    /// An ordinary page has neither the styles nor the script of comparisons.
    @Test func leavesOtherPagesAsTheyAre() async throws {
        let compared = try Compared()
        let page = try await compared.page(Self.text(100), "old.html")
        #expect(!(try String(contentsOfFile: page, encoding: .utf8)).contains("comparison-"))
    }

    @Test func showsNoFigureThatHoldsMoreThanOne() async throws {
        #expect(InlineSVG.borrowed("<svg><script>alert(1)</script></svg>", prefix: "a") == nil)
        #expect(InlineSVG.borrowed("<svg></div></svg>", prefix: "a") == nil)
        #expect(InlineSVG.borrowed("<svg id=\"b\"></svg>", prefix: "a_") == "<svg id=\"a_b\"></svg>")
    }

    @Test(.enabled(if: Chromium.executable != nil), arguments: ["light", "dark"])
    func turnsAndOverlaysFiguresInABrowser(theme: String) async throws {
        let probe = """
            <script>window.probed = [];
            addEventListener("error", e => probed.push(String(e.message)));
            addEventListener("securitypolicyviolation", e => probed.push("blocked " + e.blockedURI));
            addEventListener("load", () => {
            const figure = document.querySelector(".comparison-figure");
            const side = name => figure.querySelector(".comparison-" + name);
            const pick = value => figure.querySelector(`input[value=${value}]`).click();
            const seen = name => getComputedStyle(side(name)).visibility + getComputedStyle(side(name)).opacity;
            const box = name => side(name).getBoundingClientRect();
            const found = { apart: box("old").right <= box("new").left };
            pick("over");
            found.over = box("old").left === box("new").left && seen("old") === "visible0.5";
            pick("turn");
            const first = seen("old") + seen("new");
            figure.querySelector(".comparison-swap").click();
            found.turn = first + " " + seen("old") + seen("new");
            found.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
            found.errors = probed;
            const sheet = document.createElement("script");
            sheet.type = "application/json"; sheet.id = "findings"; sheet.textContent = JSON.stringify(found);
            document.body.append(sheet); });</script>
            """
        // Before the policy, which would not let it run.
        let html = try await page().replacing("<head>", with: "<head>" + probe)
        let opened = try Chromium.open(html, width: 1280, dark: theme == "dark")
        #expect(!opened.log.contains("CONSOLE"), "\(opened.log)")
        let start = try #require(opened.document.range(of: "id=\"findings\">"))
        let json = opened.document[start.upperBound...].prefix { $0 != "<" }
        let found = try Value(json: Data(json.utf8))
        #expect(found[path: "apart"] == true && found[path: "over"] == true)
        #expect(found[path: "turn"] == "hidden1visible1 visible1hidden1")
        #expect(found[path: "errors"] == [] && found[path: "overflow"] == 0)
    }
}
