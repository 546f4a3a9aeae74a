import RandomStreams
import Testing

@testable import Report

/// Code in colours.
@Suite struct ColouredCodeTests {
    private static let languages = ["yaml", "json", "python", "sh", "cpp", "swift", "sql", "fortran", "tex", "css"]

    /// What stands in a colour.
    private func pieces(_ html: String, _ kind: String) -> [String] {
        html.matches(of: /<span class="code-(\w+)">([^<]*)<\/span>/).filter { $0.output.1 == kind }
            .map { NormalHTML.unescaped(String($0.output.2)) }
    }

    private func withoutTags(_ html: String) -> String {
        // By scalars: a mark behind a tag combines with its bracket.
        html.replacing(/<\/?span[^>]*>/.matchingSemantics(.unicodeScalar), with: "")
    }

    @Test func tellsKeysTextsNumbersAndCommentsOfACellApart() {
        let html = ColouredCode.cell(
            verb: "table", label: "gaps",
            body: """
                # What is shown
                header: [Density, "Gap: #1", ±]
                at: {shift: 0.5, squeeze: -1, 'it''s': true}
                steps: 12_000  # many
                url: http://example.org/#place
                claims:
                  - {claim: small enough, value: one.number, below: 4e-3}

                """)
        #expect(pieces(html, "verb") == ["table"] && pieces(html, "label") == ["gaps"])
        #expect(
            pieces(html, "key") == [
                "header", "at", "shift", "squeeze", "'it''s'", "steps", "url", "claims", "claim", "value", "below",
            ])
        #expect(pieces(html, "number") == ["0.5", "-1", "true", "12_000", "4e-3"])
        #expect(
            pieces(html, "string") == [
                "Density", "\"Gap: #1\"", "±", "http://example.org/#place", "small enough", "one.number",
            ])
        #expect(pieces(html, "comment") == ["# What is shown", "# many"])
    }

    @Test(arguments: [
        "5", "-5", "+0.5", ".5", "-.5", "1.", "1_000", "1_000.000_1", "1e5", "1.5E-3", ".5e+2", ".inf", "-.inf",
    ]) func knowsNumbers(_ text: String) {
        #expect(pieces(ColouredCode.yaml("a: \(text)"), "number") == [text])
    }

    @Test(arguments: [
        "5a", "_5", ".", "+", "-.", "1e", "1e+", "e5", "1.5.2", "._5", ".5_0", "1e5e", "1e5_0", "--5", "infinity",
        "0x1", "٣",
    ]) func takesOthersForText(_ text: String) {
        #expect(pieces(ColouredCode.yaml("a: \(text)"), "number") == [])
    }

    @Test func takesATextOverSeveralLinesForOneText() {
        let html = ColouredCode.yaml(
            "- caption: >-  # folded\n    One: two\n\n    # three\n  width: 60%\n- |\n  a: b\nc: d\n")
        #expect(pieces(html, "string") == ["    One: two\n\n    # three\n", "60%", "  a: b\n", "d"])
        #expect(pieces(html, "key") == ["caption", "width", "c"])
        #expect(pieces(html, "comment") == ["# folded"])
    }

    @Test(arguments: [
        ("python", "f(\"a\\\"b\", x1) # c\n", ["\"a\\\"b\""], [], ["# c"]),
        ("python", "'''a\nb''' + 1.5e3", ["'''a\nb'''"], ["1.5e3"], []),
        ("sh", "echo $# 'a b' # c", ["'a b'"], [], ["# c"]),
        ("cpp", "/* a\n b */ x = 3; // c", [], ["3"], ["/* a\n b */", "// c"]),
        ("swift", "let a = \"b\" // it's", ["\"b\""], [], ["// it's"]), ("fortran", "x = 1 ! c", [], ["1"], ["! c"]),
    ]) func coloursOtherLanguagesPlainly(
        _ language: String, _ code: String, _ strings: [String], _ numbers: [String], _ comments: [String]
    ) throws {
        let html = try #require(ColouredCode.html(code, language: language))
        #expect(
            pieces(html, "string") == strings && pieces(html, "number") == numbers
                && pieces(html, "comment") == comments)
    }

    @Test func leavesUnknownLanguagesAlone() {
        #expect(ColouredCode.html("a", language: "brainfuck") == nil && ColouredCode.html("a", language: "") == nil)
    }

    /// Also text that is no code, or is cut off anywhere.
    @Test(arguments: languages) func keepsEveryText(_ language: String) throws {
        let alphabet = Array("ab1. \n\t\r#:-[]{}\"'|>,?&<\\\u{301}é😀/*%!~_e+\u{10FF00}".unicodeScalars)
        var random = RandomKey(seed: 7, purpose: "code in colours").stream(0)
        for _ in 0..<2000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                scalars.append(alphabet.randomElement(using: &random) ?? "a")
            }
            let text = String(scalars)
            let html = try #require(ColouredCode.html(text, language: language))
            #expect(
                Array(withoutTags(html).unicodeScalars) == Array(EscapedHTML.text(text).unicodeScalars),
                "\(text.debugDescription)")
        }
    }

    @Test func coloursFencedCodeOfAReport() async throws {
        let workplace = try Workplace()
        try await workplace.render("```yaml\na: 1\n```\n\n```python\nx = 2  # two\n```\n\n```text\nx = 3\n```\n")
        let html = try workplace.html
        #expect(
            html.contains(
                "<pre><code class=\"language-yaml\"><span class=\"code-key\">a</span>: <span class=\"code-number\">1</span>\n"
                    + "</code></pre>"))
        #expect(html.contains("<span class=\"code-comment\"># two</span>"))
        #expect(html.contains("<pre><code class=\"language-text\">x = 3\n</code></pre>"))
    }
}
