import Testing

@testable import Report

@Suite struct ProseScannerTests {
    func scan(_ text: String, parameters: [String: String] = [:]) -> (ScannedText, [Diagnostic]) {
        let place = SourcePlace(file: "r.md", line: 1, column: 1)
        let values = parameters.mapValues { SourceNode(.scalar($0, plain: true), at: place) }
        var scanner = ProseScanner(
            text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init), file: "r.md",
            parameters: Parameters(values: values))
        let prose = scanner.scan()
        return (prose, scanner.diagnostics)
    }

    func math(_ text: String) -> [String] {
        scan(text).0.elements.compactMap { element in
            if case .inline(.math(let formula)) = element { (formula.display ? "D " : "I ") + formula.tex } else { nil }
        }
    }

    @Test func takesMathOutOfMarkdown() {
        #expect(math("an $a_b * c_d$ and $|x|$") == ["I a_b * c_d", "I |x|"])
        #expect(math("$$\n\\int x\n$$") == ["D \\int x"])
        #expect(math("> $$\n> a\n> b\n> $$") == ["D a\nb"])
        #expect(math("$a\\$b$ x") == ["I a\\$b"])
    }

    @Test func leavesPricesAndCodeAlone() {
        #expect(math("costs $5 and $6, or $5/$6") == [])
        #expect(math("`$a$` and ``x ` $b$`` and \\$c$") == [])
        #expect(math("$ a$ and $a $") == [])
        #expect(math("costs $6, `$x$` is code") == [])
        #expect(math("$a\n\nb$") == [])
    }

    @Test func findsReferencesWithTheirPlaces() {
        let (prose, _) = scan("See @a and (@b-c.)\nmail x@y.org \\@no [l](@no) https://h/@no *@d*")
        let places = prose.elements.references.map { "\($0.label) \($0.place.line):\($0.place.column)" }
        #expect(places == ["a 1:5", "b-c 1:13", "d 2:43"])
    }

    @Test func readsValuesWithUncertaintiesAndFormats() throws {
        let (prose, diagnostics) = scan(
            "`{value} f.x` `{value} f.x ± f.s | .3` `{value} f.x + f.u - f.d|.2e` `{values}`")
        #expect(diagnostics.map(\.message) == ["'{values}' looks like a value and is code"])
        #expect(prose.elements.valueLabels.map(\.label) == ["f", "f", "f", "f", "f", "f"])
        guard case .inline(.value(let value, _)) = prose.elements[1] else {
            Issue.record("the second element is no value")
            return
        }
        #expect(value.path.path == "x")
        #expect(value.format == NumberFormat(.decimals, 3))
    }

    @Test func showsAValueAsCodeBetweenTwoBackticks() {
        let (prose, diagnostics) = scan("``{value} f.x``")
        #expect(prose.elements.isEmpty)
        #expect(diagnostics.isEmpty)
    }

    @Test func putsParametersIntoProseAndNotIntoMath() {
        #expect(scan("${n} events", parameters: ["n": "12"]).0.markdown == "12 events\n")
        #expect(math("${x}$") == ["I {x}"])
        #expect(scan("${m} events").1.map(\.message) == ["the report has no parameter 'm'"])
    }

    @Test func cannotBeFooledByItsOwnPlaceholders() throws {
        let text = "a \(Placeholder.element(0)) b $x$"
        let document = try document(text)
        #expect(document.body.elements.count == 1)
        #expect(document.body.html.contains("\u{FFFD}0\u{FFFD}"))
    }

    // MARK: Names that hold more than Markdown

    @Test(arguments: [
        "[$x_1$]\n\n[$x_1$]: /u", "[$x_1$][]\n\n[$X_1$]: /u 'title'", "[a\n $x$]\n\n[b]: /v\n[A $x$]: /u",
        "> [@a]\n>\n> [@a]: </u>",
        "![$x$]\n\n[$x$]: /u", "[`{value} a.b` c]\n\n[`{value} a.b` c]:\n/u",
    ]) func keepsLinksWhoseTextIsTheirName(_ text: String) throws {
        let (prose, diagnostics) = scan(text)
        #expect(diagnostics.isEmpty)
        #expect(prose.elements.count == 1)
        let read = Prose(report: prose, takesTitle: false)
        #expect(read.html.contains("<a href=\"/u\"") || read.pictures == ["/u"])
        #expect(!read.html.contains("["))
    }

    @Test(arguments: [
        "[$x$]\n\n[$x$]: /u 'title\n\nwith a blank line'", "[$x$]\n\nText\n[$x$]: /u", "[$x$]\n\n[$x$]: <u>(v)",
        "[$x$]\n\n[$x$]: <u<v>",
    ]) func takesNoOtherTextForALink(_ text: String) {
        let html = Prose(report: scan(text).0, takesTitle: false).html
        #expect(!html.contains("<a"))
        #expect(!html.contains("]["))
    }

    @Test func readsLabelsOfFootnotesAsWritten() {
        let (prose, _) = scan("A[^a$1], B[^a$2].\n\n[^a$1]: One.\n\n[^a$2]: Two.")
        #expect(prose.elements.isEmpty)
        #expect(Prose(report: prose, takesTitle: false).html.matches(of: /class="footnote-ref"/).count == 2)
        #expect(math("x[^ $a$ ] y") == ["I a"])
    }

    // MARK: Text of YAML

    @Test(arguments: [
        "Text\n\n    a $x$ @b\n", "~~~\n$x$\n\n@b\n~~~\n", "<div>\n$x$ @b\n</div>\n", "<script>\n\n$x$\n</script> @b\n",
    ]) func leavesCodeAndHTMLInYAMLAlone(_ text: String) {
        let (prose, diagnostics) = yaml(text)
        #expect(diagnostics.isEmpty)
        #expect(prose.elements.isEmpty)
        #expect(prose.html.contains("$x$"))
        #expect(prose.html.contains("@b"))
    }

    @Test(arguments: ["Text\n\n```{echo} a\n```\n", "```\na", "~~~{echo}\n~~~", "<!-- a", "Text\r```{echo} a\r```"])
    func namesWhatCannotStandInYAML(_ text: String) {
        #expect(yaml(text).1.count == 1)
    }

    func yaml(_ text: String) -> (Prose, [Diagnostic]) {
        var diagnostics: [Diagnostic] = []
        let prose = Prose(
            yaml: text, of: "a", at: SourcePlace(file: "r.md", line: 1, column: 1), Parameters(values: [:]),
            &diagnostics)
        return (prose, diagnostics)
    }

    @Test func readsNoMoreDigitsThanACharacterHas() {
        #expect(scan("&#87654321; &#8364; `&#87654321;`").0.markdown == "&amp;#87654321; &#8364; `&#87654321;`\n")
    }
}
