import Foundation
import Testing

@testable import Report

/// Parameters follow one rule wherever a text holds them: in the body, in the front matter, and in cells.
@Suite struct ParameterTextTests {
    /// A value in all of these places, and what each is.
    private func texts(_ use: String, _ declared: String = "x", given: String? = nil) throws -> [String] {
        let text = """
            ---
            title: T \(use) E
            abstract: T \(use) E
            params: {v: \(declared), w: inner}
            ---
            T \(use) E

            ```{echo} e
            caption: T \(use) E
            title: T \(use) E
            ```

            """
        let document = try document(text, parameters: given.map { [("v", $0)] } ?? [])
        let cell = try #require(document.cells.first)
        let line = try #require(document.body.lines.values.first)
        func filled(_ html: String, _ elements: [ProseElement]) -> String {
            Placeholder.split(html).map { piece in
                switch piece {
                case .text(let text): return text
                case .element(let index):
                    switch elements[index] {
                    case .inline(.math(let formula)): return "[\(formula.tex)]"
                    case .inline(.reference(let label, _)): return "(\(label))"
                    case .inline(.value(let value, _)): return "{\(value.paths.map(\.label).joined())}"
                    default: return "?"
                    }
                }
            }.joined()
        }
        var found: [String] = []
        for prose in [document.titleProse, document.abstract, cell.caption].compactMap({ $0 }) {
            found.append(filled(prose.html, prose.elements))
        }
        let body = filled(document.body.html, document.body.elements)
        found.append(String(body.prefix { $0 != "?" }))
        found.append(filled(line.html, document.body.elements))
        return found.map {
            $0.replacing("<p>", with: "").replacing("</p>", with: "").split(whereSeparator: \.isNewline).first.map(
                String.init)
                ?? ""
        }
    }

    @Test(arguments: [
        ("*em*", "T <em>em</em> E"), ("_u_ a_b", "T <em>u</em> a_b E"), ("`c`", "T <code>c</code> E"),
        ("$x$", "T [x] E"),
        ("@e", "T (e) E"), ("a|b", "T a|b E"), ("Run #5 # of 2024", "T Run #5 # of 2024 E"), ("a: b", "T a: b E"),
        ("<b>", "T &lt;b&gt; E"), ("&amp;", "T &amp; E"), ("a\\*b", "T a*b E"), ("$5", "T $5 E"), ("\\@e", "T @e E"),
        ("\\$x$", "T $x$ E"), ("[l](https://e.ch)", "T <a href=\"https://e.ch\">l</a> E"), ("# h", "T # h E"),
        ("-", "T - E"),
        ("1e3", "T 1e3 E"), ("007", "T 007 E"), ("true", "T true E"), ("[1, 2]", "T [1, 2] E"),
        ("\"q\"", "T &quot;q&quot; E"),
        ("  sp  ", "T sp E"), ("null", "T null E"), ("~", "T ~ E"), ("${w}", "T inner E"), ("\\${w}", "T ${w} E"),
        ("`${w}`", "T <code>${w}</code> E"), ("`{value} e.steps`", "T {e} E"),
    ]) func aValueOfTheCommandLineStandsThereAsIfWritten(_ value: String, _ expected: String) throws {
        for text in try texts("${v}", given: value) { #expect(text == expected, "\(value)") }
    }

    @Test(arguments: [
        ("\\${v}", "T ${v} E"), ("`${v}`", "T <code>${v}</code> E"), ("``a ${no}``", "T <code>a ${no}</code> E"),
        ("\\${no}", "T ${no} E"), ("$x_{${v}}$", "T [x_{5}] E"),
        ("[${v}](https://e.ch/${v})", "T <a href=\"https://e.ch/5\">5</a> E"), ("$${v}", "T $5 E"),
        ("a${v}b${w}", "T a5binner E"), ("**${v}**", "T <strong>5</strong> E"), ("{${v}}", "T {5} E"),
    ]) func theNameOfOneIsItsValueButInCodeAndBehindABackslash(_ use: String, _ expected: String) throws {
        for text in try texts(use, "5") { #expect(text == expected, "\(use)") }
    }

    @Test(arguments: [
        ("[1, 2]", "the parameter 'v' is a list, which no text can hold", "single value"),
        ("{a: 1}", "the parameter 'v' is a mapping", "single value"),
        ("", "the parameter 'v' has no value", "\"\" is an empty text"),
        ("~", "the parameter 'v' has no value", "empty text"),
        ("\"a\\n\\nb\"", "the parameter 'v' has 3 lines", "on one"),
        ("\"a\\nb\"", "the parameter 'v' has 2 lines", "on one"),
    ]) func whatNoTextCanHoldIsAnErrorInEach(_ declared: String, _ words: String, _ remedy: String) throws {
        for text in [
            "---\ntitle: T ${v}\nparams: {v: \(declared)}\n---\nT\n", "---\nparams: {v: \(declared)}\n---\nT ${v}\n",
            "---\nparams: {v: \(declared)}\n---\n```{echo} e\ncaption: T ${v}\n```\n",
        ] {
            let error = #expect(throws: InvalidDocument.self) { try document(text) }
            let found = error?.diagnostics ?? []
            #expect(found.count == 1 && found[0].message.hasPrefix(words), "\(found)")
            #expect(found.first?.remedy?.contains(remedy) == true, "\(found)")
        }
    }

    @Test func anEmptyTextIsOne() throws {
        for text in try texts("a${v}b", "\"\"") { #expect(text == "T ab E") }
        for text in try texts("a${v}b", given: "") { #expect(text == "T ab E") }
    }

    @Test(arguments: ["${no}", "x ${no} y", "$${no}", "[a](https://b/${no})", "$x_${no}$"])
    func anUnknownOneIsAnErrorInEach(_ use: String) {
        for text in [
            "---\ntitle: 'T \(use)'\n---\nT\n", "T \(use)\n", "```{echo} e\ncaption: 'T \(use)'\n```\n",
            "```{echo} e\ntitle: 'T \(use)'\n```\n",
        ] {
            let error = #expect(throws: InvalidDocument.self) { try document(text) }
            let found = error?.diagnostics.map(\.message) ?? []
            #expect(found.contains("the report has no parameter 'no'"), "\(text): \(found)")
        }
    }

    /// A whole option may be anything.
    @Test func aWholeOptionTakesTheValueAsItIs() throws {
        let text =
            "---\nparams: {n: [shift, squeeze], c: \"A\\n\\nB\"}\n---\n```{echo} e\nnames: ${n}\ncaption: ${c}\n```\n"
        let cell = try #require(try document(text).cells.first)
        #expect(cell.options[Echo.names] == ["shift", "squeeze"] && cell.caption?.html == "<p>A</p>\n<p>B</p>\n")
    }

    /// In the text of the report a value is a part of a line: it begins nothing that could swallow a cell.
    @Test(arguments: [
        "# h", "## h", "- x", "+ x", "* x", "1. x", "12) x", "> x", "```", "~~~", "```{echo} x", "<div>", "<!DOCTYPE",
        "<?",
        "<script>", "===", "---", "***", "___", "    x", "|---|", "[a]: https://b", "| a |", ":::", "$$", "\t x",
    ]) func aValueBeginsNoBlock(_ value: String) throws {
        for start in ["${v}", "> ${v}", "- ${v}", "Text\n${v}", "1. ${v}\n${v}"] {
            let text = "---\nparams: {v: x}\n---\n\(start)\n\n```{echo} e\nsteps: 3\n```\n"
            let read: Document
            do { read = try document(text, parameters: [("v", value)]) } catch {
                // Said, and so not lost.
                #expect(!error.diagnostics.isEmpty)
                continue
            }
            #expect(read.cells.count == 1)
            let html = read.body.html
            #expect(!html.contains("<h") && !html.contains("<pre") && !html.contains("<table"), "\(value): \(html)")
            #expect(read.body.elements.contains { if case .cell("e") = $0 { true } else { false } })
        }
    }

    @Test func aValueWithABarPartsNoCells() throws {
        let text = "---\nparams: {v: x}\n---\n| a | b |\n|---|---|\n| C ${v} E | 2 |\n"
        let html = try document(text, parameters: [("v", "a|b")]).body.html
        #expect(html.contains("<td>C a|b E</td>") && html.contains("<td>2</td>"))
    }

    /// Behind a value, places are those of the source.
    @Test(arguments: [
        ("${v} and @no\n", "4:10"), ("${v}\n${v} é @no\n", "5:8"), ("a ${v}${v} `{value} no.x`\n", "4:12"),
        ("> ${v}\n> ${v} @no\n", "5:8"), ("[x](#${v}no)\n", "4:5"), ("e\u{301} 👩‍👩‍👧 🇨🇭 ${v} @no\n", "4:12"),
    ]) func placesStayThoseOfTheSource(_ text: String, _ place: String) {
        let error = #expect(throws: InvalidDocument.self) {
            try document("---\nparams: {v: x}\n---\n" + text, parameters: [("v", "a-much-longer-value")])
        }
        let found = error?.diagnostics.map { "\($0.place.line):\($0.place.column)" } ?? []
        #expect(found == [place], "\(error.debugDescription)")
    }

    @Test(arguments: ["${v}", "a ${v} b"]) func aCircleThroughTheCommandLineIsAnError(_ value: String) {
        let error = #expect(throws: InvalidDocument.self) {
            try document("---\nparams: {v: x}\n---\nT\n", parameters: [("v", value)])
        }
        #expect(error?.description.contains("refer to each other in a circle: v → v") == true)
    }

    @Test func columnsCountWhatTheEyeSees() {
        func column(_ text: String) -> Int {
            var position = TextPosition(line: 0)
            for scalar in text.unicodeScalars { position.pass(scalar) }
            return position.column
        }
        for text in ["", "abc", "é", "e\u{301}x", "👩‍👩‍👧x", "🇨🇭🇨🇭", "👍🏽!", "日本", "a\u{200B}b", "🇨🇭🇨"] {
            #expect(column(text) == text.count + 1, "\(text)")
        }
    }
}
