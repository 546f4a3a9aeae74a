import Foundation
import Testing

@testable import Report

/// What is wrong with a report: line, column and message.
private func mistakes(_ text: String, parameters: [(name: String, value: String)] = []) -> [String] {
    do {
        _ = try document(text, parameters: parameters)
        return []
    } catch {
        return error.diagnostics.map { "\($0.place.line):\($0.place.column) \($0.message)" }
    }
}

/// Links and footnotes that nothing defines, that are defined twice, or that nothing uses.
@Suite struct LinkLabelTests {
    @Test(arguments: [
        ("A[^x].\n", "1:2 there is no footnote '[^x]'"), ("- *a[^b c]* [^d]\n", "1:13 there is no footnote '[^d]'"),
        ("[a][b]\n", "1:3 the link '[b]' has no target"),
        ("[a][]\n", "1:1 the link '[a]' has no target"),
        ("# A[^x]\n", "1:4 there is no footnote '[^x]'"),
        ("| a |\n|---|\n| [b][c] |\n", "3:5 the link '[c]' has no target"),
    ]) func undefinedOnesAreErrors(_ text: String, _ expected: String) { #expect(mistakes(text) == [expected]) }

    @Test(arguments: [
        ("[^a]: One\n\n[^A]: Two\n\nText[^a]\n", "3:1 '[^A]' is defined for the second time; the first is on line 1"),
        ("[a] [a]\n\n[a]: /u\n[a]: /v\n", "4:1 '[a]' is defined for the second time; the first is on line 3"),
        ("[b c]\n\n[b  c]: /u\n\n[B c]: /u\n", "5:1 '[B c]' is defined for the second time; the first is on line 3"),
        ("[^a]: One\n[^a]: Two\n\nText[^a]\n", "2:1 '[^a]' is defined for the second time; the first is on line 1"),
    ]) func secondOnesAreErrors(_ text: String, _ expected: String) { #expect(mistakes(text) == [expected]) }

    @Test(arguments: [
        ("Text\n\n[^a]: Note\n", "3:1 nothing refers to the footnote '[^a]', and the page would leave it out"),
        ("Text\n\n[a]: /u\n", "3:1 nothing uses the link '[a]'"),
        ("[lable]\n\n[label]: /u\n", "3:1 nothing uses the link '[label]'"),
        ("`[a]` $[a]$ \\[a]\n\n[a]: /u\n", "3:1 nothing uses the link '[a]'"),
    ]) func unusedOnesAreErrors(_ text: String, _ expected: String) { #expect(mistakes(text) == [expected]) }

    @Test(arguments: [
        "\\[a\\]\\[b\\] `[c][d]` $x[i][j]$ \\[^n] [e] a[1]\n", "```\n[^a] [b][c]\n```\n",
        "[//]: # (a note of the author)\n\nText\n",
        "- [ ] a\n- [x] b\n", "> [!NOTE]\n> a\n", "[a][B  c] ![d][b C]\n\n[b c]: https://x.org/y.png\n",
        "- [a]: /u\n\n[b][a]\n", "Text\n[a]: is text\n", "A[^x] b[^x]\n\n> [^x]: Note with [^y]\n\n[^y]: Other\n",
        "<!-- [a][b] [^c] -->\n\nText\n",
    ]) func allOthersAreRead(_ text: String) { #expect(mistakes(text) == []) }

    @Test func textsOfYAMLUseTheLinksOfTheReport() async throws {
        let workplace = try Workplace()
        let outcome = try await workplace.render(
            """
            ---
            title: T
            abstract: See [a].
            ---
            ```{echo} e
            shows: figure
            caption: By [someone][a], [b].

            """.dropLast() + "\n```\n\n[a]: https://a.org\n[b]: https://b.org\n")
        #expect(outcome.exitStatus == 0, "\(outcome.messages)")
        let html = try workplace.html
        #expect(html.contains("See <a href=\"https://a.org\">a</a>."))
        #expect(html.contains("By <a href=\"https://a.org\">someone</a>, <a href=\"https://b.org\">b</a>."))
    }

    @Test(arguments: [
        ("---\nabstract: |\n  A\n\n  b[^x]\n---\nText\n", "5:4 there is no footnote '[^x]'"),
        ("```{echo} e\ncaption: a [b][c]\n```\n", "2:14 the link '[c]' has no target"),
        ("```{echo} e\ntitle: a[^n]\n```\n", "2:8 there is no footnote '[^n]'"),
        (
            "---\nabstract: |\n  A\n\n  [^x]: note\n---\nText\n",
            "5:3 nothing refers to the footnote '[^x]', and the page would leave it out"
        ),
        ("```{echo} e\ncaption: a [b][c]\nsteps: 3\n```\n", "2:14 the link '[c]' has no target"),
        ("```{echo} e\ncaption: 'a [b][c]'\nsteps: 3\n```\n", "2:15 the link '[c]' has no target"),
        ("```{echo} e\ncaption: a\n  b [b][c]\nsteps: 3\n```\n", "3:7 the link '[c]' has no target"),
        ("```{echo} e\ncaption: \"a\n\n  b [b][c]\"\nsteps: 3\n```\n", "4:7 the link '[c]' has no target"),
    ]) func theirsAreErrorsToo(_ text: String, _ expected: String) { #expect(mistakes(text) == [expected]) }
}

/// A text of YAML reads the definitions that it uses, and no others.
@Suite struct LinkDefinitionTests {
    private static let lines = [
        "[a]: /1", "[B c]: /2 'T'", "", "Text", "[no]: /3", "", "[ẞ\\]]: /4", "", "[A]: /5", "[x]: /6",
    ]
    private let definitions = LinkDefinitions(lines, code: [9])

    @Test(arguments: [
        ("[a]", ["[a]: /1"]), ("[A] [a][] ![t][a]", ["[a]: /1"]), ("[b\n  C] [a]", ["[B c]: /2 'T'", "[a]: /1"]),
        ("[SS\\]]", ["[ẞ\\]]: /4"]), ("[no] [x] a", []), ("\\[a\\]", []), ("a", []),
    ]) func areThoseThatATextUses(_ text: String, _ sources: [String]) {
        #expect(definitions.used(by: text) == sources)
    }

    @Test(arguments: [
        "```{echo} e\ncaption: a [lable][]\n```\n", "```{echo} e\ncaption: a [b][lable]\n```\n",
        "---\nabstract: a [lable][]\n---\n", "---\nsubtitle: a [b][lable]\n---\n",
    ]) func areNamedWhereALabelIsNearlyTheirs(_ text: String) {
        do {
            _ = try document(text + "\n[label]\n\n[label]: /u\n")
            Issue.record("'lable' was read")
        } catch {
            #expect(error.description.contains("did you mean 'label'?"), "\(error.description)")
        }
    }
}

/// A page cannot lead to two places at once, and no two of its places have one name.
@Suite struct NestedLinkTests {
    @Test(arguments: [
        ("[see @e](https://a.org)", "1:6 the reference '@e' stands inside of a link"),
        ("[a[^n]](https://a.org)\n\n[^n]: N", "1:3 the footnote '[^n]' stands inside of a link"),
        ("x[^n] [a[^n]](https://a.org)\n\n[^n]: N", "1:9 the footnote '[^n]' stands inside of a link"),
        ("[a @e][b]\n\n[b]: https://a.org", "1:4 the reference '@e' stands inside of a link"),
        ("[$\\href{https://b.org}{x}$](https://a.org)", "1:3 a formula with a link stands inside of a link"),
    ]) func areErrors(_ text: String, _ expected: String) {
        #expect(mistakes("\(text)\n\n```{echo} e\n```\n") == [expected])
    }

    @Test(arguments: ["# A[^n]\n\nText\n\n[^n]: N\n", "# A *b[^n]*\n\nText[^n]\n\n[^n]: N\n"])
    func aFootnoteInTheTitleIsAnError(_ text: String) {
        #expect(mistakes(text).first?.contains("the footnote '[^n]' stands in the title of the page") ?? false)
        #expect(mistakes("---\ntitle: T\n---\n" + text) == [])
    }

    /// As marks of the state of a project are written.
    @Test func aPictureOfTheNetworkInALinkIsItsWords() async throws {
        let workplace = try Workplace()
        try await workplace.render("[![built](https://a.org/b.png)](https://c.org)\n\n![d](https://a.org/e.png)\n")
        let html = try workplace.html
        #expect(html.contains("<a href=\"https://c.org\">built</a>"))
        #expect(html.contains("<a href=\"https://a.org/e.png\">d</a>"))
    }

    @Test(arguments: [
        "A[^1] b[^1] c[^1-2] d[^1-2]\n\n[^1]: One\n\n[^1-2]: Two\n",
        "a[^x] b[^x] c[^x] d[^x-3]\n\n[^x]: X\n\n[^x-3]: Y\n",
        "## H[^1]\n\na[^1] b[^2_1]\n\n[^1]: One\n\n[^2_1]: Two\n",
        "a[^é] b[^é] c[^é-2]\n\n[^é]: X\n\n[^é-2]: Y\n",
    ]) func footnotesUsedTwiceHaveNamesOfTheirOwn(_ text: String) throws {
        let prose = try document(text).body
        let html = prose.elements.reduce(prose.html) { html, element in
            if case .heading(let heading) = element { html + heading.html } else { html }
        }
        let ids = html.matches(of: /id="([^"]*)"/).map(\.output.1)
        #expect(Set(ids).count == ids.count, "\(ids)")
        for target in html.matches(of: /href="#([^"]*)"/).map(\.output.1) { #expect(ids.contains(target), "\(target)") }
    }
}

/// What a reader of the source takes for math or a value is never text on the page.
@Suite struct LookalikeTests {
    @Test(arguments: [
        ("a \\(x\\) b", "\\(…\\)"), ("a \\[y=2\\]", "\\[…\\]"), ("\\[\nx\n\\]", "\\[…\\]"),
        ("\\begin{equation}\nx\n\\end{equation}", "\\begin{equation}"),
        ("\\begin{align*} x \\end{align*}", "\\begin{align*}"),
        ("\\[ \\alpha \\]", "\\[…\\]"), ("*a* \\(\\nu_1\\)", "\\(…\\)"),
    ]) func mathOfTeXIsAnError(_ text: String, _ opening: String) {
        #expect(
            mistakes(text + "\n").map { $0.split(separator: " ", maxSplits: 1)[1] } == [
                "'\(opening)' is no math in Markdown"
            ])
    }

    @Test(arguments: [
        "\\[sic\\] \\[1\\] \\[^x\\] \\[a\\]\\[b\\]", "[a](b\\(c\\)d)", "`\\(x\\)` and \\( alone",
        "$\\begin{matrix}a\\end{matrix}$",
        "$x\\[2pt\\]$", "    \\(x\\)", "\\beginning \\end", "\\\\(x\\\\)",
    ]) func whatIsNoneIsRead(_ text: String) {
        #expect(mistakes(text + "\n").filter { $0.contains("no math in") } == [])
    }

    @Test(arguments: [
        ("`{fit.shift.best }`", "fit.shift.best"), ("`{ fit.x }`", "fit.x"), ("`{fit..x}`", "fit.x"),
        ("`{Fit.shift}`", "fit.shift"), ("`{ value } a.b`", "a.b"), ("`{value a.b}`", "a.b"), ("`{Value} a.b`", "a.b"),
        ("`{values} a.b`", "a.b"), ("`{vlaue}`", "label.path"), ("the {fit.x | .3}", "fit.x | .3"),
        ("*{fit.best ± fit.s}*", "fit.best ± fit.s"),
    ]) func nearlyAValueIsAnError(_ text: String, _ path: String) {
        let error = #expect(throws: InvalidDocument.self) { try document(text + "\n") }
        let words = error?.description ?? ""
        #expect(words.contains("looks like a value and is") && words.contains("write `{value} \(path)`"), "\(words)")
    }

    @Test(arguments: [
        "``{a.b}``", "`{false}`", "`{value: 3}`", "{a, b} and {0.5} {e.g.}", "\\{a.b} [a](https://x/{a.b})",
        "$x_{a.b}$",
        "`{scan} label` `a {b.c}`", "${x",
    ]) func whatIsNoValueIsRead(_ text: String) { #expect(mistakes(text + "\n") == []) }
}

/// Footnotes stand in the text that refers to them.
@Suite struct FootnotesOfOtherTextsTests {
    private func mistakes(_ text: String) -> [String] {
        do throws(InvalidDocument) {
            _ = try document(text)
            return []
        } catch {
            return error.diagnostics.map { "\($0.place.line):\($0.place.column) \($0.message); \($0.remedy ?? "")" }
        }
    }

    @Test(arguments: [
        ("```{echo} e\ncaption: A[^a]\n```\n\nT[^a]\n\n[^a]: note\n", "2:11"),
        ("```{echo} e\ncaption: A[^a]\n```\n\n[^a]: note\n", "2:11"),
        ("---\nabstract: A[^a]\n---\nT[^a]\n\n[^a]: note\n", "2:12"),
    ]) func isSaidOnceWithItsRemedy(_ text: String, _ place: String) {
        #expect(
            mistakes(text) == [
                "\(place) the footnote '[^a]' stands in another text; a footnote and what refers to it stand in one text: "
                    + "write [^a]: and its text here too"
            ])
    }

    @Test(arguments: [
        "```{echo} e\ncaption: |\n  A[^a]\n\n  [^a]: own\n```\n\nT[^a]\n\n[^a]: note\n",
        "```{echo} e\ntitle: A[^a]\n```\n\nT[^a]\n\n[^a]: note\n",
    ]) func oneOfItsOwnIsUsed(_ text: String) { #expect(mistakes(text) == []) }

    @Test(arguments: [("Text\n\na ![b]()\n", "3:8"), ("Text ![b](<>)\n", "1:11"), ("- ![b]( )\n", "1:9")])
    func aPictureWithoutATargetHasItsPlace(_ text: String, _ place: String) {
        #expect(mistakes(text).map { $0.prefix { $0 != " " } } == [place[...]])
    }
}

/// Places in texts of several lines, and of what holds a parameter.
@Suite struct PlaceTests {
    @Test(arguments: [
        ("Text\n\n![a](${t}.png)\n", "6:6 there is no picture 'fig.png'"),
        ("[a](#x-${t})\n", "4:5 the page has no place '#x-fig'"),
        ("a\n[b]\n\n[b]: <javascript:${t}>\n", "7:6 a page does not follow links to 'javascript:'"),
        ("![a](<${t} b.png> \"c\")\n", "4:6 there is no picture 'fig b.png'"),
    ]) func ofParameters(_ text: String, _ expected: String) {
        #expect(mistakes("---\nparams: {t: fig}\n---\n" + text) == [expected])
    }

    @Test(arguments: [
        ("|\n  A\n\n  b ![c](d.png)\n", "5:10 there is no picture 'd.png'"),
        ("|\n  A @no\n", "3:5 there is no cell 'no'"),
        (">\n  Some words,\n  and @no\n", "4:7 there is no cell 'no'"),
        (">-\n  A\n\n  [b](#c)\n", "5:7 the page has no place '#c'"),
        ("A\n  b @no\n", "3:5 there is no cell 'no'"), ("\"A\n  b @no\"\n", "3:5 there is no cell 'no'"),
        ("|\n  ${t}\n  `{value} no.x`\n", "4:3 there is no cell 'no'"), ("A @no\n", "2:13 there is no cell 'no'"),
    ]) func ofTheAbstract(_ abstract: String, _ expected: String) {
        #expect(mistakes("---\nabstract: \(abstract)params: {t: fig}\n---\nText\n") == [expected])
    }

    @Test func ofCaptions() {
        let text = "Text\n\n  ```{echo} e\n  steps: 3\n  caption: |\n    A\n    b @no\n  ```\n"
        #expect(mistakes(text) == ["7:7 there is no cell 'no'"])
    }
}
