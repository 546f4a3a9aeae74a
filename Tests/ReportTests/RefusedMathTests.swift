import Foundation
import TestSupport
import Testing

@testable import Report

/// Math is set when the page is: what KaTeX refuses is an error of the report, with its place, and bombs end.
@Suite(.enabled(if: (try? KaTeX()) != nil, "KaTeX is not installed")) struct RefusedMathTests {
    private func messages(_ text: String) -> [String] {
        do {
            _ = try document(text)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    /// Line, column, and a part of the message.
    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let place: String
        let words: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Refused(text: "A $\\foo$.\n", place: "1:4", words: "'\\foo': Undefined control sequence: \\foo"),
        Refused(text: "Of $a + \\bar{$ b$\n", place: "1:14", words: "Unexpected end of input"),
        Refused(text: "x\n\n$$\n\\alpha\n  + \\frac{a}{\n$$\n", place: "5:14", words: "Unexpected end of input"),
        Refused(text: "> $x^y^z$\n", place: "1:7", words: "Double superscript"),
        Refused(text: "- item\n\n  $$ \\left( x $$\n", place: "3:14", words: "Expected '\\right'"),
        Refused(text: "| a |\n|---|\n| $\\hbar \\nope$ |\n", place: "3:10", words: "\\nope"),
        Refused(text: "# Title $\\foo$\n", place: "1:10", words: "\\foo"),
        Refused(text: "Text[^n]\n\n[^n]: Note $\\foo$.\n", place: "3:13", words: "\\foo"),
        Refused(text: "$50 % of it$\n", place: "1:", words: "comment has no terminating newline"),
        Refused(text: "$é 😀 \\foo$\n", place: "1:6", words: "Undefined control sequence: \\foo"),
        Refused(text: "$𝐱 + 𝐲 \\foo$\n", place: "1:8", words: "Undefined control sequence: \\foo"),
        Refused(text: "---\ntitle: The $\\foo$ fit\n---\n\nText.\n", place: "2:13", words: "\\foo"),
        Refused(text: "---\nabstract: >\n  Of $\\foo$.\n---\n\nText.\n", place: "3:7", words: "\\foo"),
        Refused(text: "```{echo} a\ncaption: Of $\\foo$.\n```\n", place: "2:14", words: "\\foo"),
        Refused(text: "```{echo} a\ntitle: Of $\\foo$.\n```\n", place: "2:8", words: "\\foo"),
        Refused(
            text: "```{echo} e\n```\n\n```{table} t\nheader: [a, $\\foo$]\nrows: [[x, y]]\n```\n", place: "5:13",
            words: "\\foo"),
        Refused(
            text: "```{echo} e\n```\n\n```{table} t\nheader: [a]\nrows: [[x], [\"{e.steps} $\\\\foo$\"]]\n```\n",
            place: "6:14", words: "\\foo"),
        Refused(text: "```{table} t\nheader: [a]\nrows: [[x]]\nnote: $\\foo$\n```\n", place: "4:7", words: "\\foo"),
        Refused(
            text: "```{echo} e\n```\n\n```{check} c\nclaims:\n  - claim: $\\foo$ is small\n"
                + "    value: e.number\n    below: 1\n```\n", place: "6:12", words: "\\foo"),
    ])
    func namesPlaceAndReason(_ refused: Refused) {
        let messages = messages(refused.text)
        #expect(messages.count == 1)
        #expect(messages.first?.hasPrefix("report.md:\(refused.place)") == true, "\(messages)")
        #expect(messages.first?.contains(refused.words) == true, "\(messages)")
        #expect(messages.first?.contains(": error: ") == true)
    }

    @Test(arguments: [
        ("\\label{eq:a} x", "{#eq-name} behind"), ("\\ref{a}", "@eq-name"), ("\\eqref{a}", "@eq-name"),
        ("\\cite{a}", "[@key]"), ("\\foo", "katex.org/docs/supported"),
    ]) func saysWhatTheTextHasInstead(_ tex: String, _ remedy: String) {
        let messages = messages("$$\n\(tex)\n$$\n")
        #expect(messages.count == 1 && messages.first?.contains(remedy) == true, "\(messages)")
    }

    /// Everything that Duktape lacks and KaTeX asks for.
    @Test(arguments: [
        "\\begin{matrix} a & b \\\\ c & d \\end{matrix}", "\\begin{pmatrix*}[r] 1 & -2 \\end{pmatrix*}",
        "\\begin{array}{c|c} a & b \\\\ \\hline c & d \\end{array}", "\\begin{cases} a & b \\\\ c & d \\end{cases}",
        "\\begin{aligned} a &= b \\\\ &= c \\end{aligned}",
        "\\begin{CD} A @>a>> B \\\\ @VbVV @AAcA \\\\ C @= D \\end{CD}",
        "\\substack{a \\\\ b}", "𝐱 + 𝒴", "\\text{é ü 你好}", "\\tag{1} x", "\\overbrace{a+b}^{c}", "\\sqrt[3]{x}",
        "\\xrightarrow[a]{b}", "\\boxed{x}", "\\cancel{x}", "\\mathchoice{a}{b}{c}{d}", "\\int\\limits_0^1", "\\not=",
        "\\href{https://example.org}{x}",
        "\\underset{x}{\\operatorname{arg\\,max}}", "\\ce", "\\hat{\\nu}_{\\text{best}}",
        "\\left\\{ x \\middle| y \\right.",
    ])
    func setsWhatKaTeXKnows(_ tex: String) {
        // Chemistry is an extension, which is not loaded.
        let isKnown = (try? MathSetter.shared.html(tex, display: true)) != nil
        #expect(isKnown == (tex != "\\ce"))
    }

    /// What leads out of the page, or into its styles.
    @Test(arguments: [
        "\\href{javascript:alert(1)}{x}", "\\url{data:text/html,x}", "\\href{a.html}{x}", "\\includegraphics{a.png}",
        "\\htmlStyle{color:red}{x}", "\\htmlId{report}{x}", "\\htmlClass{cell}{x}", "\\htmlData{a=b}{x}",
        "\\color{red;background:url(x)}x",
    ])
    func refusesWhatLeadsOutOfAFormula(_ tex: String) {
        #expect(messages("A $\(tex)$.\n").count == 1)
    }

    static let bombs = [
        "\\def\\a{\\a\\a}\\a", "\\def\\a{\\a}\\a",
        "\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}"
            + "\\def\\d{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\d",
        String(repeating: "{", count: 4000) + "x" + String(repeating: "}", count: 4000),
        String(repeating: "\\sqrt{", count: 1000) + "x" + String(repeating: "}", count: 1000),
        String(repeating: "\\left(", count: 500) + String(repeating: "\\right)", count: 500),
        String(repeating: "\\sqrt[", count: 1000) + "x" + String(repeating: "]", count: 1000),
        String(repeating: "x", count: 10_000), String(repeating: "\\Bigg|", count: 1600),
        String(repeating: "x", count: 1_000_000), String(repeating: "\\not", count: 2000) + "=",
        "\\begin{array}{" + String(repeating: "c", count: 3000) + "}" + String(repeating: "x&", count: 3000)
            + "\\end{array}",
    ]

    @Test(arguments: bombs.indices) func endsOnABomb(_ index: Int) throws {
        let setter = MathSetter()
        let start = ContinuousClock.now
        #expect(throws: MathRefusal.self) { try setter.html(Self.bombs[index], display: true) }
        #expect(ContinuousClock.now - start < .seconds(20))
        // The next one is set as if nothing had been.
        #expect(try setter.html("\\nu", display: false) == MathSetter.shared.html("\\nu", display: false))
    }

    @Test func triesNoMoreThanOneBomb() {
        let text = (0..<50).map { "$\(String(repeating: "x", count: 9_000 + $0))$\n\n" }.joined()
        #expect(messages(text).count == 1)
    }

    @Test func boundsTheMemoryOfAFormula() throws {
        let engine = try #require(MathEngine(KaTeX(), limits: MathEngine.Limits(memory: 4 << 20)))
        guard case .exceeded = engine.set(String(repeating: "x", count: 9000), display: false) else {
            Issue.record("9000 letters fit into 4 MB")
            return
        }
    }

    @Test func whatOneFormulaDefinesNoOtherSees() throws {
        let setter = MathSetter()
        for tex in [
            "\\gdef\\mine{1}\\mine", "\\def\\hasOwnProperty{x}\\hasOwnProperty", "\\def\\constructor{x}\\constructor",
            "\\renewcommand{\\nu}{x}\\nu",
        ] { _ = try setter.html(tex, display: false) }
        for tex in ["\\mine", "\\hasOwnProperty", "\\constructor"] {
            #expect(throws: MathRefusal.self) { try setter.html(tex, display: false) }
        }
        #expect(try setter.html("\\nu", display: false) == MathSetter().html("\\nu", display: false))
    }

    @Test(arguments: [
        "\\text{<script>alert(1)</script>}", "</span><script>x</script>", "<!-- x -->", "a \\& b \\text{\"'}",
    ])
    func escapesWhatStandsInAFormula(_ tex: String) throws {
        let html = try MathSetter.shared.html(tex, display: false)
        #expect(!html.contains("<script") && !html.contains("<!--"))
        #expect(html.contains("aria-hidden=\"true\"") && html.contains("<math"), "for the eye and for screen readers")
    }

    @Test func saysOnceThatKaTeXIsMissing() throws {
        let folder = try TemporaryFolder()
        let setter = MathSetter(folder: folder.url)
        let place = SourcePlace(file: "report.md", line: 3, column: 5)
        let formulas = ["x", "y"].map { Formula(tex: $0, display: false, place: place, isVerbatim: true) }
        let messages = formulas.diagnostics(from: setter).map(\.description)
        #expect(
            messages == [
                "report.md:3:5: error: math cannot be set: there is no \(folder.file("katex.min.js").path); "
                    + "install Debian's libjs-katex and fonts-katex"
            ])
        // A font that is missing would show empty boxes.
        try FileManager.default.copyItem(
            at: KaTeX.systemFolder.appendingPathComponent("katex.min.css"), to: folder.file("katex.min.css"))
        _ = try folder.file("katex.min.js", "")
        #expect(throws: MissingKaTeX.self) { try KaTeX(folder: folder.url) }
    }

    @Test func aReportWithoutMathNeedsNoKaTeX() throws {
        #expect(([] as [Formula]).diagnostics(from: MathSetter(folder: URL(fileURLWithPath: "/none"))) == [])
        #expect(!PageContent(title: "t", bodyHTML: "<p>no math</p>").hasMath)
    }

    @Test func bringsTheFontsThatAreShown() throws {
        let katex = try KaTeX()
        func faces(_ tex: String) throws -> [String] {
            let css = katex.stylesheet(for: [try MathSetter.shared.html(tex, display: true)])
            #expect(!css.contains("url(fonts/"))
            return css.matches(of: /font-family:(KaTeX_\w+);src:url\(data:font\/woff2;base64,/).map { String($0.1) }
        }
        #expect(try faces("1") == ["KaTeX_Main"])
        #expect(try faces("x") == ["KaTeX_Main", "KaTeX_Math"])
        #expect(try faces("\\mathbb R \\mathcal L").contains("KaTeX_AMS"))
        #expect(try faces("\\mathbb R \\mathcal L").contains("KaTeX_Caligraphic"))
        #expect(try faces("\\mathbf x").count { $0 == "KaTeX_Main" } == 2)
        #expect(try faces("\\sum_i \\Bigg( x").contains("KaTeX_Size4"))
        #expect(katex.stylesheet(for: ["<p class=\"cell\">"]).contains("@font-face") == false)
    }

    @Test func keepsAFullStopWithItsFormula() async throws {
        let workplace = try Workplace()
        try await workplace.render("Of $x$, and ($y$) or $z$s.\n\n```{echo} a\ntitle: All $x$.\n```\n")
        let html = try workplace.html.withTeX
        #expect(html.contains("Of <span class=\"unbroken\"><span class=\"math inline\">x</span>,</span> and ("))
        #expect(html.contains("<span class=\"unbroken\"><span class=\"math inline\">y</span>)</span> or"))
        #expect(html.contains("<span class=\"math inline\">z</span>s."))
        #expect(html.contains("All <span class=\"unbroken\"><span class=\"math inline\">x</span>.</span></p>"))
    }

    /// What a result holds is text and nothing else: no formula is set that nobody wrote into the report.
    @Test func leavesATextOfAResultAsItIs() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            "```{echo} e\ntext: $\\foo$\n```\n\n```{table} t\nheader: [a]\nrows: [[\"{e.text}\"]]\n```\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        #expect(try workplace.html.contains("$\\foo$"))
    }
}
