import Testing

@testable import Report

/// What authors bring along from other programs and Markdown would show as it is written.
@Suite struct ForeignMarkupTests {
    private func found(_ text: String) -> [String] {
        do {
            _ = try document("```{echo} e\nsteps: 3\n```\n\n" + text + "\n")
            return []
        } catch {
            return error.diagnostics.map { "\($0.place.line - 4):\($0.place.column) \($0.message); \($0.remedy ?? "")" }
        }
    }

    @Test(arguments: [
        ("::: {.callout-note}\nText\n:::", "1:1 ':::'", "[!NOTE]"), (":::{tip}\nText\n:::", "1:1 ':::'", "[!NOTE]"),
        ("> ::: warning\n> Text\n> :::", "1:1 ':::'", "[!NOTE]"), ("!!! note\n    Text", "1:1 '!!!'", "[!NOTE]"),
        ("??? tip\n    Text", "1:1 '???'", "[!NOTE]"), ("Text\n\n##Title", "3:1 this looks like a heading", "'## '"),
        ("> ###Title", "1:1 this looks like a heading", "'### '"),
        ("+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+", "1:1 this looks like a table", "|---|"),
        (".. note::\n   Text", "1:1 '..'", "[!NOTE]"), (".. figure:: a.png", "1:1 '..'", "\\.."),
        ("[TOC]", "1:1 '[TOC]'", "lists its headings"), ("Text\n\n[[_TOC_]]", "3:1 '[[_TOC_]]'", "write \\["),
        ("> [[toc]]", "1:1 '[[toc]]'", "leave it out"),
        ("!!! warning \"Of it\"\n    Text", "1:1 '!!!'", "\\!!!"), ("??? note inline end", "1:1 '???'", "\\???"),
        ("| a | b |\n| 1 | 2 |", "1:1 this looks like a table, but is not one", "|---|---|"),
        ("> | a | b |\n> | 1 | 2 |", "1:1 this looks like a table, but is not one", "|---|---|"),
    ]) func ofLinesIsAnError(_ text: String, _ words: String, _ remedy: String) {
        let found = found(text)
        #expect(found.first?.hasPrefix(words) ?? false && found.first?.contains(remedy) ?? false, "\(text) → \(found)")
    }

    @Test(arguments: [
        ("a {{< include b.md >}}", "1:3 '{{< include'", "write here"), ("{{< var x >}}", "1:1 '{{< var'", "\\{"),
        ("see {ref}`e`", "1:5 '{ref}'", "@e"), ("{numref}`fig-1`", "1:1 '{numref}'", "@fig-1"),
        ("{cite:p}`key`", "1:1 '{cite:p}'", "[@key]"), ("{math}`x^2`", "1:1 '{math}'", "$x^2$"),
        ("{value}`e.number`", "1:1 '{value}'", "`{value} e.number`"),
        ("it is {value} e.number here", "1:7 '{value} e.number'", "`{value} e.number`"),
        ("it is ${e.number}", "1:8 '{e.number}'", "`{value} e.number`"),
        ("[text](https://a.b){target=_blank}", "1:20 '{target=_blank}'", "leave them out"),
        ("[text]{.smallcaps}", "1:7 '{.smallcaps}'", "leave them out"), ("`x`{.py}", "1:4 '{.py}'", "leave them out"),
        ("## Title {.unnumbered}", "1:10 '{.unnumbered}'", "leave them out"), ("## Title {-}", "1:10 '{-}'", "leave"),
        ("[text]{#name}", "1:7 '{#name}'", "leave them out"), ("`{python} 1 + 1`", "1:1 '{python} 1 + 1'", "{value}"),
        ("`{r} mean(x)`", "1:1 '{r} mean(x)'", "`{value} label.path`"),
        ("Text^[a note]", "1:6 '^['", "[^1]"), ("Text^[@key]", "1:6 '^['", "[^1]"), ("文^[测试脚注文]", "1:3 '^['", "[^1]"),
        ("[a](https://a.b/c_(d)){.x}", "1:23 '{.x}'", "leave them out"),
        ("\\(x\\)", "1:1 '\\(…\\)'", "need no backslash"), ("`{value}`", "1:1 cannot read", "two backticks"),
        ("see \\ref{fig}", "1:5 '\\ref'", "@label"),
        ("\\cite{a}", "1:1 '\\cite'", "[@key]"), ("\\footnote{a}", "1:1 '\\footnote'", "[^1]"),
        ("a\n\n\\newpage\n\nb", "3:1 '\\newpage'", "leave it out"), ("\\textbf{a}", "1:1 '\\textbf'", "**text**"),
    ]) func withinLinesIsAnError(_ text: String, _ words: String, _ remedy: String) {
        let found = found(text)
        #expect(found.first?.hasPrefix(words) ?? false && found.first?.contains(remedy) ?? false, "\(text) → \(found)")
    }

    @Test func aTableIsOneError() { #expect(found("+---+\n| a |\n+===+\n| 1 |\n+---+").count == 1) }

    @Test(arguments: [
        "```{echo} f\ncaption: See {ref}`e`\n```", "```{echo} f\ntitle: 'A {.x}[b]{.y}'\n```",
        "```{echo} f\ncaption: |\n  A\n\n  ::: note\n  B\n  :::\n```",
    ]) func standsInTextsOfCellsToo(_ text: String) { #expect(!found(text).isEmpty) }

    @Test(arguments: [
        "\\::: note", "`::: note`", "```\n::: note\n##Title\n{{< x >}}\n```", "a ::: b", "::", ":::", "!!! Wow",
        "\\##Title", "#hashtag", "####### seven", "#5 bolt", "a ##b", "| a |", "| a | b |", "|x|\n|y|", "|a|b|\n|-|-|",
        "\\| a | b |\n| 1 | 2 |", "`{{< include a.md >}}`", "\\{ref}`x`", "{ref} `x`", "a{b}c", "f(x) {a}",
        "## Title {#sec-title}", "## `code`{#sec-code}", "$x$ {#eq}", "[a](https://a.b) {text}", "a^\\[b]", "a\\^[b]",
        "$x^[2]$", "a^[b](https://a.b)", "`\\ref{a}`", "\\refuse", "C:\\newpages", "\\label", "`r 1`", "``{r} x``",
        "{values} a.b", "{value}", "${x.y}", "+-+", "+ item", "a +---+", "!!! example of bad luck", "\\!!! note",
        "??? question: why", "x^[2]", "T^[μν]", "x^[n, m]", "a [text]^[2] b", "https://a.b/x^[2]", "f(x){.x}",
        "[a](https://a.b) and f(x){.x}", "## The set {x=1}", "[a]{b=1}", "\\(1\\) first", "\\(see above\\)", "(f(x))",
        "\\+---+", "```\n+---+\n```", "``{value}``",
    ]) func andNothingElseIs(_ text: String) { #expect(found(text).isEmpty, "\(text) → \(found(text))") }
}
