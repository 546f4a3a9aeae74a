import Testing

@testable import Report

/// A cell or a check that drops out unseen: what looks like a cell and is none is an error, and so is a comment without
/// an end.
@Suite struct LostCellsTests {
    static let check = "```{echo} gone\nsteps: 3\n```\n"

    private func messages(_ text: String) -> String? {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        return error?.description
    }

    @Test(arguments: [
        ("<div>\n\(check)</div>\n", 2), ("<script>\nlet a = 1\n\(check)</script>\n", 3), ("<pre>\n\(check)</pre>", 2),
        ("<details>\n<summary>More</summary>\n\(check)</details>\n", 3),
        ("<table><tr><td>\n\n<!-- x -->\n<p>\n\(check)", 5),
        ("A list\n\n    ```{echo} gone\n    steps: 3\n    ```\n", 3), ("\t```{echo} gone\n\tsteps: 3\n\t```\n", 1),
        ("Text\n     ```{echo} gone\n", 2), ("```{echo} go`ne\nsteps: 3\n```\n", 1),
        ("``{echo} gone\nsteps: 3\n``\n", 1),
        ("'''{echo} gone\nsteps: 3\n'''\n", 1), ("´´´{echo} gone\nsteps: 3\n´´´\n", 1), ("“““{echo} gone\n", 1),
        ("```echo gone\nsteps: 3\n```\n", 1), ("```echo\nsteps: 3\n```\n", 1), ("~~~ echo gone\n~~~\n", 1),
        ("```{echo gone\n```\n", 1), ("```echo} gone\n```\n", 1), ("```echo, gone\n```\n", 1),
        ("```Echo gone\n```\n", 1),
        ("```ecko gone\n```\n", 1), ("```yaml {echo} gone\n```\n", 1), ("```(echo) gone\n```\n", 1),
        ("```｛echo｝ gone\n```\n", 1), (":::{echo} gone\n:::\n", 1), ("｀｀｀{echo} gone\n｀｀｀\n", 1),
        ("{echo} gone\nsteps: 3\n", 1),
        ("```text\nA block that nobody closed\n\n\(check)", 1), ("- one\n- two\n\n  \(check)", 4),
        ("> ```{echo} gone\n> steps: 3\n> ```\n", 1), ("[^1]: Note\n\n    ```{echo} gone\n    ```\n\nText[^1]\n", 3),
        ("<!-- a --> ```{echo} gone\nsteps: 3\n```\n", 1),
        ("\u{A0}```{echo} gone\nsteps: 3\n\u{A0}```\n", 1), ("\u{A0}~~~{echo} gone\nsteps: 3\n\u{A0}~~~\n", 1),
        ("\u{200B}```{echo} one\n```\n\n\u{200B}```{echo} two\n```\n", 1),
        ("\u{FEFF} ```{echo} gone\n\u{FEFF} ```\n", 1), ("\u{3000}```{echo} gone\n\u{3000}```\n", 1),
        ("\u{AD}```{echo} gone\n\u{AD}```\n", 1), ("\u{1B}```{echo} gone\n\u{1B}```\n", 1),
        ("&nbsp;```{echo} gone\n&nbsp;```\n", 1), ("# ```{echo} gone\n# ```\n", 1), ("| ```{echo} gone\n| ```\n", 1),
        ("Check: ```{echo} gone\nsteps: 3\nCheck: ```\n", 1), ("**```{echo} gone\n**```\n", 1),
        ("x```{echo} gone\nx```\n", 1), ("<br>```{echo} gone\n<br>```\n", 1), ("[x]: ```{echo} gone\n```\n", 1),
        ("```\u{A0}{echo} gone\u{A0}\nsteps: 3\n````{echo}\n", 1),
        ("‵‵‵{echo} gone\nsteps: 3\n‵‵‵\n", 1), ("ˋˋˋ{echo} gone\nˋˋˋ\n", 1), ("‛‛‛{echo} gone\n‛‛‛\n", 1),
        ("～～～{echo} gone\n～～～\n", 1), ("˜˜˜{echo} gone\n˜˜˜\n", 1), ("‚‚‚ {echo} gone\n‚‚‚\n", 1),
        ("```\n{echo} gone\nsteps: 3\n```\n", 2), ("Text\n\n~~~~\n{echo} gone\n~~~~\n", 4),
        ("%%echo gone\nsteps: 3\n", 1), ("Text\n\n%%echo  gone\n", 3),
    ]) func isAnError(_ text: String, line: Int) throws {
        let found = try #require(messages(text))
        #expect(found.contains("report.md:\(line):"), "\(text) → \(found)")
    }

    @Test(arguments: [
        "<!-- \n\(check)", "Text <!-- a\n\n\(check)", "- item\n  <!-- a\n\n\(check)",
        "<!-- a\n\n\(check)\n<!-- b -->\n",
        "Text <!-- one <!-- two --> three\n", "<div><!-- a\n</div>\n", "<div>\n<!-- a\n\nb -->\n</div>\n",
    ]) func soIsACommentWithoutAnEnd(_ text: String) throws {
        #expect(try #require(messages(text)).contains("comment"))
    }

    @Test(arguments: [
        "<div>\n\n\(check)\n</div>\n", "<!-- x -->\n\(check)", "Text\n\(check)Text\n", "   \(check)",
        "<!-- \n\n-->\n\(check)",
        "<!--> \n\(check)", "<!---> x\n\n\(check)",
    ]) func aCellThatMarkdownSeesIsOne(_ text: String) throws {
        #expect(try document(text).cells.map(\.label) == ["gone"])
    }

    @Test(arguments: [
        "````markdown\n\(check)````\n", "~~~\n\(check)~~~\n", "<!--\n\(check)-->\n\nText\n",
        "Write ```` ```{echo} a ```` so.\n",
        "```json {1,3}\n{}\n```\n", "```python title=\"echo\"\n```\n", "```echo.sh\n```\n", "```shell echo\n```\n",
        "Use ```{echo} a``` there.\n", "```{echo} a``` is how it begins.\n", "```json\n{}\n```\n",
        "```sh\necho gone\n```\n", "```text\n{echo} gone\n```\n", "```\n{echo}\n```\n", "```\na\n{echo} gone\n```\n",
        "%%echo\n", "%%other gone\n", "%% echo is on\n", "**{echo} a**\n", "({echo} a)\n",
    ]) func aCellThatIsShownOrPutAwayIsNone(_ text: String) throws { #expect(try document(text).cells.isEmpty) }
}

/// Comments are dropped, all of them and nothing else.
@Suite struct CommentsTests {
    private func html(_ text: String) throws -> String { try document(text).body.html.trimmed }

    @Test(arguments: [
        ("Text <!-- @gone --> more", "<p>Text  more</p>"), ("<!-- a --> SHOWN <!-- b -->", "<p>SHOWN</p>"),
        ("A <!-- a -- b --> B", "<p>A  B</p>"), ("A <!-- $x$ `{value} no.such` --> B", "<p>A  B</p>"),
        ("A <!-- one\ntwo --> B", "<p>A  B</p>"), ("A <!--> B", "<p>A  B</p>"), ("A <!---> B", "<p>A  B</p>"),
        ("<!-- a -->\n\nB", "<p>B</p>"), ("<!-- a\n\nb\n-->\nB", "<p>B</p>"), ("# A <!-- b -->", "<h1>A</h1>"),
        ("- a <!-- x -->\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("- a\n  <!-- x -->\n- b", "<ul>\n<li>a\n</li>\n<li>b</li>\n</ul>"),
    ]) func goWhole(_ text: String, _ expected: String) throws {
        let document = try document("---\ntitle: T\n---\n" + text + "\n")
        var html = document.body.html
        for (index, element) in document.body.elements.enumerated() {
            if case .heading(let heading) = element {
                html = html.replacing(Placeholder.element(index), with: "<h1>\(heading.html)</h1>")
            }
        }
        #expect(html.trimmed == expected)
    }

    @Test(arguments: ["`<!-- a -->`", "\\<!-- a -->", "```\n<!-- a -->\n```", "    <!-- a -->", "a < b <!- c ->"])
    func whatIsNoneStays(_ text: String) throws {
        #expect(try html(text + "\n").contains("&lt;!-"))
    }

    @Test func placesBehindACommentAreRight() throws {
        let error = #expect(throws: InvalidDocument.self) { try document("A <!-- é\n b --> and @no.\n") }
        #expect(error?.description.contains("report.md:2:12:") ?? false, "\(String(describing: error))")
    }

    @Test func countCapsAndAbstractsToo() throws {
        let text = "---\nabstract: A <!-- b --> c\n---\n```{echo} a\ncaption: D <!-- @e --> f\n```\n"
        let document = try document(text)
        #expect(document.abstract?.text == "A  c")
        #expect(document.cells[0].caption?.text == "D  f")
    }
}

/// Front matter that would be taken for text, with its seed and parameters lost.
@Suite struct MisplacedFrontMatterTests {
    static let matter = "---\ntitle: A\nseed: 7\n---\n\nText\n"

    @Test(arguments: [
        "\n\(matter)", "   \n\n\(matter)", "<!-- a note -->\n\(matter)", "<!--\nlong\n-->\n\n\(matter)", "-\(matter)",
        "# a comment\n\(matter)", " \(matter)", "+++\ntitle: A\n+++\n", "—\(matter)", "title: A\nseed: 7\n---\nText\n",
        "--\nseed: 7\n--\n", "\n---\nauthor: A\nseed: 7\n---\nT\n", "\n---\ntitel: A\n---\nT\n",
        "***\ntitle: A\n***\nT\n",
        "{\"title\": \"A\"}\n\nText\n", "{\n  \"seed\": 7\n}\nText\n", "---json\n{\"seed\": 7}\n---\nText\n",
        ";;;\n{\n\"seed\": 7\n}\n;;;\nText\n", "---\nseed: 7\n---\n\n---\nseed: 8\n---\nText\n",
        "---\nseed: 7\n---\n---\ntitle: A\nseed: 8\n---\n",
        "--- # note\ntitle: A\n---\nT\n", "\u{200B}---\ntitle: A\n---\nT\n", "----\nparams: {a: 1}\n----\n",
    ]) func isAnError(_ text: String) throws {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        #expect(error?.description.contains("front matter") ?? false, "\(text)")
    }

    @Test(arguments: [
        matter, "\u{FEFF}\(matter)", "\u{FEFF}\u{FEFF}\(matter)", matter.replacing("\n", with: "\r"),
        matter.replacing("\n", with: "\r\n"), matter.replacing("\n", with: "\r\r\n"),
        "---   \ntitle: A\nseed: 7\n---\t\n",
        "---\ntitle: A\nseed: 7\n...\nText\n",
    ]) func isRead(_ text: String) throws {
        let document = try document(text)
        #expect(document.title == "A")
        #expect(document.seed == 7)
    }

    @Test(arguments: ["  ---\n  B", "  B\n\n  ---\n  C", "  ...\n  B", "  a: b\n  ---"])
    func aLineOfATextDoesNotEndIt(_ lines: String) throws {
        let document = try document("---\nabstract: |\n\(lines)\nseed: 9\n---\nText\n")
        #expect(document.seed == 9)
        #expect(document.abstract != nil)
    }

    @Test(arguments: [
        "---\n\nText\n", "Text\n---\n", "* * *\n\nseed: 7\n", "Note: seeds\nare 7.\n", "# A\n\ntitle: B\n",
        "{\"a\": 1}\n\nText\n", "{seeds} are 7\n", "---\nabstract: A\n---\n\n---\n\nseed: 7\n",
        "---\nabstract: A\n---\n---\nNote: 7\n---\n",
    ])
    func aRuleOrAParagraphIsNone(_ text: String) throws {
        #expect(try document(text).seed == 1)
    }
}
