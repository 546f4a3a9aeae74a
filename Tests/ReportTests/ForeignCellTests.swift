import Testing

@testable import Report

/// What authors bring along from cells of other programs.
@Suite struct ForeignCellTests {
    private func found(_ text: String) -> [String] {
        do {
            _ = try document(text)
            return []
        } catch {
            return error.diagnostics.map { "\($0.place.line):\($0.place.column) \($0.message); \($0.remedy ?? "")" }
        }
    }

    @Test(arguments: [
        ("{python}", "no code of a report is run; to show it, write ```python without braces"),
        ("{r setup, include=FALSE}", "write ```r without"),
        ("{code-cell} python", "write ```python without braces"), ("{julia} x", "write ```julia without braces"),
        ("{note}", "write > [!NOTE]"), ("{callout-tip} x", "write > [!NOTE]"), ("{math}", "write $$…$$"),
        ("{figure} a.png", "write ![text](picture.png)"), ("{toctree}", "the page lists its headings"),
        ("{echo, e}", "the label stands behind the braces, and options below: ```{echo} e"),
        ("{echo my-cell, steps=3}", "```{echo} my-cell"), ("{echo #my-cell}", "```{echo} my-cell"),
        ("{.echo} e", "write ```{echo} without a point"),
        ("{echo}", "this cell has no label"),
        ("{ecoh} e", "did you mean 'echo'?"),
    ]) func saysWhatToWriteForAnotherVerb(_ head: String, _ remedy: String) {
        let found = found("```\(head)\nsteps: 3\n```\n")
        #expect(found.contains { $0.hasPrefix("1:") && $0.contains(remedy) }, "\(found)")
    }

    @Test(arguments: ["#| caption: Of it", "#|caption: Of it", "#| caption: 'a: b'"])
    func optionsInCommentsAreNotLost(_ line: String) {
        let found = found("```{echo} e\nsteps: 3\n\(line)\n```\n")
        #expect(
            found.count == 1
                && found[0].hasPrefix("3:1 '#|' begins a comment, and the option behind it is lost; write 'caption:"),
            "\(found)")
    }

    @Test(arguments: [
        "# a comment: of mine", "#|---|", "caption: |\n  Text\n  #| x: y", "caption: 'a #| b: c'", "# | a: b",
    ])
    func commentsAndTextsStay(_ lines: String) { #expect(found("```{echo} e\nsteps: 3\n\(lines)\n```\n") == []) }

    @Test(arguments: ["title", "caption", "alt"]) func aTextOfTheCellSaysSomething(_ option: String) {
        for value in ["''", "' '", "\"\\n\""] {
            let found = found("```{echo} e\nsteps: 3\n\(option): \(value)\n```\n")
            #expect(
                found.count == 1 && found[0].contains("'\(option)' must not be empty; leave it out"),
                "\(value) → \(found)")
        }
    }
}
