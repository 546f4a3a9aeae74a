import Testing

@testable import Report

/// Cells of Markdown tables that would be left out, and formulas that would swallow the bars between them.
@Suite struct LostCellTextTests {
    @Test(arguments: [
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n", "3:1 this row has 3 cells, and its table 2 columns"),
        ("a | b\n-|-\n1 | 2 | 3\n", "3:1 this row has 3 cells, and its table 2 columns"),
        ("| a |\n|---|\n| 1 |\n| 2 | 3 |\n", "4:1 this row has 2 cells, and its table 1 column"),
        ("> | a |\n> |:-:|\n> | 1 | 2 |\n", "3:1 this row has 2 cells, and its table 1 column"),
        ("- | a |\n  |---|\n  | 1 | 2 |\n", "3:1 this row has 2 cells, and its table 1 column"),
        ("x[^a]\n\n[^a]: | a |\n    |---|\n    | 1 | 2 |\n", "5:1 this row has 2 cells, and its table 1 column"),
        ("| a | b |\n|---|---|\n| `x|y` | 2 |\n", "3:1 this row has 3 cells, and its table 2 columns"),
        ("| a | b |\n|---|\n| 1 | 2 |\n", "1:1 this looks like a table, but is not one: its header has 2 cells"),
        ("| a | b |\n|---|---|---|\n", "1:1 this looks like a table, but is not one"),
        (
            "| a | b |\n|---|---|\n| $-232.11 | [$-99.58, $-87.76] |\n",
            "3:1 this row has 1 of 2 cells: a bar inside of a formula parts none"
        ),
        ("| a | b |\n|---|---|\n| x$ | $y |\n| $x | y$ |\n", "4:1 this row has 1 of 2 cells"),
    ]) func areErrors(_ text: String, _ words: String) throws {
        let error = #expect(throws: InvalidDocument.self) { try document(text) }
        let found = error?.diagnostics.map { "\($0.place.line):\($0.place.column) \($0.message)" } ?? []
        #expect(found.count == 1 && found.first?.hasPrefix(words) == true, "\(found)")
    }

    @Test(arguments: [
        "| a | b |\n|---|---|\n| 1 | 2 | |\n", "| a | b |\n|---|---|\n| 1 |\n",
        "| a | b |\n|---|---|\n| 1 \\| x | 2 |\n",
        "| a | b |\n|---|---|\n| $|x|$ | `{value} e.steps | .3g` |\n", "| a | b |\n|---|---|\n| $5 | $6 |\n",
        "| a |\n|---|\n- x | y\n", "| a |\n|---|\n\nx | y\n", "| a |\n|---|\n> x | y\n", "x | y | z\n",
        "a | b\n\n---|---|---\n",
        "| a |\n|---|\n## x | y\n", "```\n| a |\n|---|\n| 1 | 2 |\n```\n", "| $p(x|c)$ | b |\n|---|---|\n| 1 | 2 |\n",
    ]) func andNothingElseIs(_ text: String) throws {
        _ = try document("```{echo} e\nsteps: 3\n```\n\n" + text)
    }
}
