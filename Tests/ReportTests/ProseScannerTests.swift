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
        #expect(diagnostics.map(\.message) == ["there is no inline '{values}'"])
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
}
