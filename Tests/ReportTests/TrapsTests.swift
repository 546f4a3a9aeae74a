import Foundation
import Testing

@testable import Report

/// Input that trapped, or took for ever.
@Suite struct TrapsTests {
    private func outcome(_ text: String) -> String {
        do {
            _ = try document(text)
            return "read"
        } catch {
            return error.description
        }
    }

    @Test(arguments: ["\r", "\r\r\n", "\n\r", "\u{85}", "\u{2028}", "\u{B}", "\u{C}"])
    func linesOfAnyEnd(_ end: String) {
        let text = "# A\n\n```{echo} a\nsteps: 3\n```\n\n- b\n\n> c\n"
        _ = outcome(text.replacing("\n", with: end))
        #expect(["\r", "\r\r\n"].contains(end) ? outcome(text.replacing("\n", with: end)) == "read" : true)
    }

    @Test(arguments: [
        "![a ![b](p.png)](q.png)", "![![![a](p.png)](q.png)](r.png)", "[![a](p.png) ![b](q.png)](https://r)",
        "![a *![b](p.png)* c](q.png)",
    ]) func picturesInsideOfPictures(_ text: String) { #expect(outcome(text).contains("there is no picture")) }

    @Test(arguments: [
        "&#x10FF00;0&#x10FF01;", "![&#x10FF00;0&#x10FF01;](https://a)",
        "&#1113856;0&#1113857; and [a](&#x10ff00;1&#x10ff01;)",
        "```&#x10FF00;0&#x10FF01;\n```\n", "# &#X0010FF00;9&#x10FF01;", "\u{10FF00}0\u{10FF01}",
        "```{echo} a\ncaption: \"\\U0010FF000\\U0010FF01 \\U0010FF02\\U0010FF03x\\U0010FF04\"\n```",
    ]) func ourOwnPlaceholders(_ text: String) throws {
        let document = try document(text + "\n")
        let prose = ProseHTML(inlines: InlineHTML(presentations: [:]), pictures: document.pictures)
        let headings = prose.headings(document.body, labels: ["a"])
        let html = prose.body(document.body, cells: ["a": "CELL"], headings: headings).html
        #expect(!html.unicodeScalars.contains { (0x10FF00...0x10FF04).contains($0.value) })
        #expect(html.components(separatedBy: "CELL").count == (document.cells.isEmpty ? 1 : 2))
    }

    @Test(arguments: [
        String(repeating: ">", count: 100_000) + " a", String(repeating: "- ", count: 5_000) + "a",
        String(repeating: "*a **b ", count: 5_000), String(repeating: "[", count: 50_000),
        String(repeating: "![", count: 20_000), String(repeating: "<b>", count: 20_000),
        String(repeating: "`", count: 50_000) + "a", String(repeating: "<!--", count: 20_000),
        String(repeating: "$a ", count: 20_000), String(repeating: "](", count: 20_000),
        String(repeating: "[a]: ", count: 20_000),
    ]) func nestedAndRepeated(_ text: String) {
        let start = Date()
        _ = outcome(text + "\n")
        #expect(Date().timeIntervalSince(start) < 20, "\(text.prefix(12))")
    }

    @Test(arguments: [
        "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c]",
        "a: &a {x: 1}\nb: *a", "x: &x\n  y: 1\nz: [*x]", "steps: &s 3\ndelay: *s", "a: &a [*a]",
    ]) func aliases(_ yaml: String) {
        #expect(outcome("```{echo} a\n\(yaml)\n```\n").contains("YAML"))
        #expect(outcome("---\n\(yaml)\n---\nText\n").contains("YAML"))
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "]) func deepYAML(_ opening: String) {
        let text = String(repeating: opening, count: 20_000)
        for report in ["```{echo} a\nsteps: \(text)\n```\n", "---\nparams:\n  \(text)\n---\nText\n"] {
            let outcome = outcome(report)
            #expect(outcome != "read" && !outcome.contains("yaml_"), "\(outcome.prefix(200))")
        }
    }
}

/// Dollars, at signs and backticks in links are part of them; parameters may hold parameters.
@Suite struct LinkTextTests {
    private func html(_ text: String) throws -> String { try document(text + "\n").body.html.trimmed }

    @Test(arguments: [
        ("[a](https://x/$a) and [b](https://y/$b)", 2), ("[a](</u $x$ v>) b", 1),
        ("<https://x/$a> or <https://y/b$>", 2),
        ("https://x/$a, https://y/$b", 2), ("www.x.org/@a and www.y.org/@b", 2),
        ("[a](/u \"costs $5\") [b](/v '$')", 2),
        ("[a][$x] [b][$y]\n\n[$x]: /u\n[$y]: /v", 2), ("[a][@b]\n\n[@b]: https://m/@c 'at @d'", 1),
        ("<me@host.org> $", 1), ("[a](/u_(x)_$) [b](/v$)", 2),
    ]) func targetsStayWhole(_ text: String, links: Int) throws {
        let html = try html(text)
        #expect(html.components(separatedBy: "<a href=").count - 1 == links, "\(html)")
        #expect(!html.unicodeScalars.contains(Placeholder.open))
    }

    @Test(arguments: [
        "[a $x$ b](/u)", "see $x$ at https://a.org and $y$", "$\\href{https://x.org/a}{b}$", "(a) [b] $x$ <c $y$ d>",
        "[^1] $x$\n\n[^1]: note $y$",
    ]) func mathAroundThemIsMath(_ text: String) throws {
        #expect(try document(text + "\n").body.elements.count >= 1)
        #expect(try html(text).unicodeScalars.contains(Placeholder.open) || text.contains("[a $x$"))
    }

    @Test(arguments: [
        ("{a: 1, b: 'x${a}y'}", "x1y"), ("{a: 1, c: '${a}${a}', b: '${c}${a}'}", "111"), ("{b: '${z}', z: q}", "q"),
        ("{a: [1, 2], b: 'w'}", "w"),
    ]) func parametersHoldOthers(_ parameters: String, _ expected: String) throws {
        let text = "---\ntitle: T\nparams: \(parameters)\n---\nThe ${b}.\n"
        #expect(try document(text).body.html == "<p>The \(expected).</p>\n")
    }

    /// Each ten times the one before.
    @Test func aBombOfParametersIsRefused() {
        let lines = (1..<9).map { "  p\($0): '\(String(repeating: "${p\($0 - 1)}", count: 10))'" }
        let text = "---\nparams:\n  p0: aaaaaaaaaa\n\(lines.joined(separator: "\n"))\n---\n${p8}\n"
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        #expect(error?.description.contains("make more than 1 MB") ?? false)
    }

    @Test(arguments: ["Run #5 # of 2024", "\"C:\\new\\bin\"", "!not this"]) func parametersKeepTheirText(
        _ value: String
    ) {
        let error = #expect(throws: InvalidDocument.self) { try document("---\nparams:\n  a: \(value)\n---\n${a}\n") }
        #expect(error?.description.contains("quotes") ?? false)
    }

    @Test(arguments: ["{a: '${b}', b: '${a}'}", "{a: 'x${a}'}", "{a: '${no}'}", "{a: [1], b: 'x${a}'}"])
    func orAreErrors(_ parameters: String) {
        let error = #expect(throws: InvalidDocument.self) { try document("---\nparams: \(parameters)\n---\nText\n") }
        #expect(error?.description.contains("parameter") ?? false)
    }

    /// `${…}` with another name is text, and would stay on the page.
    @Test(arguments: ["größe", "\"a b\"", "1a", "a.b", "\"\"", "-a"])
    func aNameThatNoTextCanUseIsAnError(_ name: String) {
        for key in ["params", "required"] {
            let text = "---\n\(key): {\(name): A}\n---\nText ${a}\n"
            let error = #expect(throws: InvalidDocument.self) { try document(text) }
            let words = error?.description ?? ""
            #expect(words.contains("cannot be the name of a parameter"), "\(words)")
        }
    }

    @Test(arguments: [
        ("Run", "Run #5 of 2024"), ("Run", "a: b"), ("Run", "- x"), ("Run", "[1]"), ("'1'", "2 # 3"), ("Run", "yes"),
    ]) func theCommandLineGivesTexts(_ declared: String, _ given: String) throws {
        let text = "---\nparams: {title: \(declared)}\n---\n# ${title}\n"
        let document = try document(text, parameters: [("title", given)])
        #expect(document.parameters["title"] == .string(given))
    }

    /// A number that is replaced by a text would fail somewhere else, or nowhere.
    @Test(arguments: [
        ("3", "x", "wants a number like its default '3', not 'x'"), ("1.5", "true", "wants a number"),
        ("3", "[1]", "wants a number like its default '3', not a list"), ("3", "", "not ''"),
        ("true", "maybe", "wants true or false like its default 'true', not 'maybe'"), ("[1]", "1", "wants a list"),
        ("{a: 1}", "[1]", "wants a mapping like its default a mapping, not a list"),
        ("1_000", "0x10", "wants a number"),
    ]) func aValueOfAnotherKindIsAnError(_ declared: String, _ given: String, _ words: String) {
        let text = "---\nparams: {n: \(declared)}\n---\nText\n"
        let error = #expect(throws: InvalidDocument.self) { try document(text, parameters: [("n", given)]) }
        #expect(error?.diagnostics.count == 1)
        #expect(error?.diagnostics.first?.message.contains(words) == true, "\(error.debugDescription)")
    }

    @Test(arguments: [
        ("3", "1_000"), ("3", "2.5"), ("-1", "4"), ("nan", "text"), ("", "[1]"), ("'3'", "x"), ("~", "7"),
    ])
    func aValueOfTheSameKindIsNone(_ declared: String, _ given: String) throws {
        let document = try document("---\nparams: {n: \(declared)}\n---\nText\n", parameters: [("n", given)])
        #expect(document.parameters["n"] == .string(given))
    }

    @Test(arguments: [("1", "2"), ("1", "1"), ("a", "")]) func aParameterIsGivenOnce(_ first: String, _ second: String)
    {
        let error = #expect(throws: InvalidDocument.self) {
            try document("---\nparams: {n: 5, m: x}\n---\nA\n", parameters: [("m", first), ("n", "6"), ("m", second)])
        }
        #expect(error?.diagnostics.map(\.message) == ["the parameter 'm' is given twice: '\(first)' and '\(second)'"])
    }

    @Test(arguments: [
        ("3", "5", "5"), ("1.5", "2e3", "2e3"), ("[1]", "[2, 3]", "[\"2\",\"3\"]"), ("true", "false", "false"),
    ])
    func andNumbersWhereTheDefaultIsOne(_ declared: String, _ given: String, _ expected: String) throws {
        let document = try document(
            "---\nparams: {n: \(declared)}\n---\n```{echo} a\n```\n", parameters: [("n", given)])
        let value = try #require(document.parameters["n"])
        #expect(value == .string(expected) || "\(value)".contains("2"))
    }
}

/// What GitHub sets and we set too, and what would be lost otherwise.
@Suite struct GitHubMarkdownTests {
    private func math(_ text: String) throws -> [Formula] {
        try document(text).body.elements.compactMap { element in
            if case .block(let formula) = element { formula } else { nil }
        }
    }

    @Test(arguments: [
        "```math\nx_1 * y_2\n```\n", "Text\n```math\nx_1 * y_2\n```\nText\n", "~~~math\nx_1 * y_2\n~~~\n",
        "# A\n\n``` math\nx_1 * y_2\n\n```\n\n- b\n",
    ]) func setsFencesOfMath(_ text: String) throws { #expect(try math(text).map(\.tex) == ["x_1 * y_2"]) }

    @Test(arguments: [
        "```math\n```\n", "- ```math\n  x\n  ```\n", "> ```math\n> x\n> ```\n", "$$\nx\n\ny\n$$\n",
        "> $$\n> x\n\ny\n",
    ])
    func refusesMathThatWouldBeLost(_ text: String) {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        let words = error?.description ?? ""
        #expect(words.contains("math") || words.contains("this $$ has no end"), "\(words)")
    }

    /// The words of verbs have the rule and the escape of prose.
    @Test(arguments: [
        ("costs \\$5 and \\$6", 0), ("$x$ and \\$5", 1), ("$5 and $6", 0), ("a $x$, $y$", 2), ("\\$x$", 0),
    ]) func dollarsMeanTheSameInTheWordsOfVerbs(_ text: String, formulas: Int) throws {
        let place = SourcePlace(file: "r.md", line: 1, column: 1)
        #expect(MathText.formulas(in: text, at: place).count == formulas)
        #expect(try document(text + "\n").body.elements.count == formulas)
        if formulas == 0 { #expect(MathText.html(text) == text.replacing("\\$", with: "$")) }
    }

    @Test(arguments: ["costs $$ and more\n", "\\$\\$ a\n\nb\n", "a $5 $$ b\n"])
    func leavesDollarsAlone(_ text: String) throws { #expect(try math(text).isEmpty) }

    @Test(arguments: ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION", "note"])
    func setsAlerts(_ kind: String) throws {
        let html = try document("> [!\(kind)]\n> Mind the *gap*.\n>\n> - one\n\nText\n").body.html
        #expect(html.contains("<div class=\"alert alert-\(kind.lowercased())\" role=\"note\">"))
        #expect(html.contains("<p>Mind the <em>gap</em>.</p>") && html.contains("<li>one</li>"))
        #expect(!html.contains("[!") && !html.contains("blockquote"))
    }

    @Test(arguments: [
        "[!NOTE]\na\n", "> \\[!NOTE]\n> a\n", "> \\[!OTHER] a\n", "> a [!OTHER] b\n", "> [!](https://a.org)\n",
        "> `[!OTHER]`\n",
        "> [! 5]\n> a\n",
    ])
    func leavesOtherQuotationsAlone(_ text: String) throws {
        let html = try document(text).body.html
        #expect(html.contains("[!") || html.contains(">!</a>"))
        #expect(!html.contains("alert"))
    }

    /// GitHub shows them as quotations, and what was to warn a reader would not.
    @Test(arguments: [
        ("> [!OTHER]\n> a\n", "1:3 there is no note of the kind '[!OTHER]'", "available: CAUTION, IMPORTANT, NOTE"),
        ("> [!NOTES]\n> a\n", "1:3 there is no note of the kind '[!NOTES]'", "did you mean 'NOTE'?"),
        ("> [!NOTE] a\n", "1:3 text follows '[!NOTE]' on its line", "begin a new line"),
        ("> [!WARNING]- a\n> b\n", "1:3 text follows '[!WARNING]' on its line", "begin a new line"),
        ("> a\n> [!NOTE]\n", "2:3 '[!NOTE]' does not stand on the first line", "blank line"),
        ("- > [!TODO]\n  > a\n", "1:5 there is no note of the kind '[!TODO]'", "write \\[!TODO] where it is text"),
    ]) func noteThatIsNoneIsAnError(_ text: String, _ words: String, _ remedy: String) throws {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        let found = try #require(error?.diagnostics.first)
        #expect("\(found.place.line):\(found.place.column) \(found.message)".hasPrefix(words), "\(found)")
        #expect(found.remedy?.contains(remedy) == true, "\(found)")
    }

    @Test func aQuotationInAQuotationMayBeANote() throws {
        let html = try document("> a\n> > [!TIP]\n> > b\n").body.html
        #expect(html.contains("alert-tip") && html.contains("<p>b</p>"))
    }

    /// GitHub's second way of writing a formula in a line, in which `$5` may stand before it.
    @Test(arguments: [
        ("It is $`x_1 * y_2`$ here.", ["x_1 * y_2"]), ("$``x``$, $`c`$5", ["x", "c"]), ("$5 or $`x`$", ["x"]),
        ("| a |\n|---|\n| $`x|y`$ |", ["x|y"]), ("> $` x\n> y `$", ["x\ny"]), ("\\$`x`$ `$`y", []),
        ("costs $`5` or `$`6", []), ("$``$ $` `$", []),
    ]) func setsFormulasBetweenBackticks(_ text: String, _ formulas: [String]) throws {
        #expect(try document(text + "\n").body.elements.formulas.map(\.tex) == formulas)
        let place = SourcePlace(file: "r.md", line: 1, column: 1)
        if !text.contains("\n") { #expect(MathText.formulas(in: text, at: place).map(\.tex) == formulas) }
    }

    @Test func placesOfTeXBetweenBackticksAreItsOwn() throws {
        let error = #expect(throws: InvalidDocument.self) { try document("A $`\\frac{1`$\n") }
        #expect(error?.diagnostics.first?.place.column ?? 0 >= 5)
    }
}
