import Testing

@testable import Report

/// What keeps the reading of a report in proportion to its length: shortcuts that give what a search of everything gave,
/// and limits.
@Suite struct LinearReadingTests {
    private func characters(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

    @Test(arguments: [
        ("`a` b", 1, 1, 2), ("``a` b``", 2, 2, 6), ("`a``b`", 1, 1, 5), ("a```b```c`", 1, 0, 9), ("`a", 1, 1, nil),
        ("", 1, 0, nil), ("``", 1, 0, nil), ("`` `` ``", 2, 3, 3), ("`` `` ``", 2, 4, 6),
    ]) func findTheNextRunOfBackticks(_ text: String, _ length: Int, _ start: Int, _ found: Int?) {
        #expect(BacktickRuns(characters(text)).next(of: length, from: start) == found)
    }

    @Test(arguments: [
        ("a <!-- b --> c", "a  c"), ("<!-- a", "<!-- a"), ("<!-- a <!-- b --> c", "<!-- a  c"), ("<!-->a", "a"),
        ("<!--->a-->", "a-->"), ("<!---->a", "a"), ("<!--a--><!--b-->", ""), ("-->", "-->"),
        ("<!-- <!-->-->", "<!-- -->"),
        ("<!-- a <!-- b --> c -->", "<!-- a  c -->"), ("<!--a-->b<!--", "b<!--"), ("é<!--é-->é", "éé"),
    ]) func takeCommentsOut(_ text: String, _ left: String) { #expect(Comment.removed(from: text) == left) }

    @Test(arguments: [
        ("a\nb", ["a", "b"]), ("a\r\nb\r", ["a", "b", ""]), ("a\r\r\nb", ["a", "b"]), ("a\r\rb", ["a", "", "b"]),
        ("", [""]), ("\n", ["", ""]), ("\u{FEFF}\u{FEFF}a\n\n", ["a", "", ""]), ("é\u{301}\n👩‍👩‍👧", ["é\u{301}", "👩‍👩‍👧"]),
        ("\r", ["", ""]), ("a\u{2028}b", ["a\u{2028}b"]),
    ]) func splitLines(_ text: String, _ lines: [String]) { #expect(text.unicodeLines == lines) }

    @Test(arguments: [
        ("&#x10FF00;a", "\u{FFFD}a"), ("&#X0010ff04", "\u{FFFD}"), ("&#1113856;", "\u{FFFD}"),
        ("&#01113860", "\u{FFFD}"),
        ("\\U0010FF02", "\\uFFFD"), ("&#x10FF05;", "&#x10FF05;"), ("&amp; \\u0010", "&amp; \\u0010"),
        ("&#1113861;", "&#1113861;"),
        ("\\u0010FF02", "\\u0010FF02"), ("é&#x10FF00;é&#x10FF01;", "é\u{FFFD}é\u{FFFD}"), ("\u{10FF03}", "\u{FFFD}"),
    ]) func replaceCharactersOfOurOwn(_ text: String, _ clean: String) {
        #expect(Placeholder.clean(report: text) == clean)
    }

    @Test(arguments: [
        ("footnote<a href=\"#fn-a\" id=\"fnref-a\">", "footnote<a href=\"#o_fn_a\" id=\"o_fnref_a\">"),
        ("<li id=\"fn-1\">footnote", "<li id=\"o_fn_1\">footnote"),
        ("<a title=\"fn-1\">footnote</a>", "<a title=\"fn-1\">footnote</a>"),
        ("footnote id=\"fn\"", "footnote id=\"fn\""), ("<a href=\"#fn-1\">", "<a href=\"#fn-1\">"), ("", ""),
        ("footnote<a href=\"#fn-a\" id=\"fnref-a-12\">", "footnote<a href=\"#o_fn_a\" id=\"o_fnref12_a\">"),
        ("footnote<a href=\"#fn-a-2\" id=\"fnref-a-2\">", "footnote<a href=\"#o_fn_a-2\" id=\"o_fnref_a-2\">"),
        (
            "<a href=\"#fnref-a\" class=\"footnote-backref\" aria-label=\"b\">↩</a>",
            "<a href=\"#o_fnref_a\" class=\"footnote-backref\" aria-label=\"b\">↩</a>"
        ),
        (
            "<a href=\"#fnref-a-2\" class=\"footnote-backref\">↩<sup class=\"footnote-ref\">2</sup></a>",
            "<a href=\"#o_fnref2_a\" class=\"footnote-backref\">↩<sup class=\"footnote-ref\">2</sup></a>"
        ),
        (
            "<a href=\"#fnref-a-2\" class=\"footnote-backref\">↩</a>",
            "<a href=\"#o_fnref_a-2\" class=\"footnote-backref\">↩</a>"
        ),
        ("footnote id=\"fn-", "footnote id=\"o_fn_"), ("footnote href=\"#fn-a", "footnote href=\"#o_fn_a"),
        ("footnote <a href=\"#fnref-2\">é</a>\"", "footnote <a href=\"#fnref-2\">é</a>\""),
    ]) func nameFootnotes(_ html: String, _ named: String) { #expect(Anchors.footnotes(in: html, owner: "o") == named) }

    @Test(arguments: [
        ("", ""), (" \t\r\n", ""), ("  a b \n", "a b"), ("é", "é"), (" é ", "é"), ("\u{A0}a\u{2003}", "a"),
        ("a \u{301}", "a"), (" \u{301}a", "a"), ("a\u{301} ", "a\u{301}"), ("\u{85}\u{2028}", ""), ("~ ", "~"),
        ("\u{1C}a", "\u{1C}a"), ("👩‍👩‍👧 x", "👩‍👩‍👧 x"),
    ]) func textsLoseTheWhiteSpaceOfUnicodeAtTheirEnds(_ text: String, _ trimmed: String) {
        #expect(text.trimmed == trimmed && Substring(text).trimmed == trimmed)
        #expect(text.isBlank == trimmed.isEmpty)
    }

    @Test(arguments: [
        ("${a}", "(a)"), ("x${a-1}y$", "x(a-1)y$"), ("${a}${_b}", "(a)(_b)"), ("$${a}", "$(a)"), ("${1a}", "${1a}"),
        ("${}", "${}"), ("${a", "${a"), ("$ {a}", "$ {a}"), ("${a b}", "${a b}"), ("${é}", "${é}"), ("é${a}é", "é(a)é"),
        ("$", "$"), ("${${a}}", "${(a)}"), ("$\u{301}{a}", "$\u{301}{a}"), ("${a}\u{301}", "(a)\u{301}"),
    ]) func parametersAreHiddenFromYAML(_ text: String, _ hidden: String) {
        let shown = Parameters.hide(in: text).unicodeScalars.compactMap { scalar -> String? in
            switch scalar {
            case Placeholder.parameterOpen: "("
            case Placeholder.parameterMiddle: nil
            case Placeholder.parameterClose: ")"
            default: String(scalar)
            }
        }
        #expect(shown.joined() == hidden)
        #expect(Parameters.hide(in: text).unicodeScalars.count == text.unicodeScalars.count)
    }

    @Test func linesThatWereNotedAreKnown() {
        var lines: LineSet = [2]
        #expect((0..<5).filter(lines.contains) == [2])
        lines.insert(4..<7)
        lines.insert(3..<3)
        #expect((0..<9).filter(lines.contains) == [2, 4, 5, 6])
    }

    // MARK: Many cells

    /// They are read side by side, and told of in the order of the text.
    @Test func veryManyCellsAreReadAsFewAre() throws {
        let labels = (0..<1_100).map { "c\($0)" }
        let bodies = labels.enumerated().map { index, label in
            "```{echo} \(label)\nsteps: \(index % 1000 + 1)\ncaption: Of ${p}\n```\n"
        }
        let text = "---\nparams: {p: 7}\n---\n" + bodies.joined(separator: "\n")
        let cells = try document(text).cells
        #expect(cells.map(\.label) == labels)
        #expect(cells.map { $0.options[Echo.steps] } == (0..<1_100).map { $0 % 1000 + 1 })
        #expect(cells.allSatisfy { $0.caption?.text == "Of 7" })
        // A cell takes five lines, and its steps stand on its second.
        let wrong = text.replacing("steps: 1\n", with: "steps: x\n").replacing("steps: 77\n", with: "step: 77\n")
        let found = mistakes(wrong).split(separator: "\n").map { String($0.prefix { $0 != " " }) }
        let lines = [0, 76, 1000, 1076].map { 5 + $0 * 5 }
        #expect(found == zip(lines, [8, 1, 8, 1]).map { "report.md:\($0):\($1):" })
    }

    /// What the results of cells hold is kept for others like them, and for no others.
    @Test func cellsOfOneVerbHoldWhatTheirOwnOptionsSay() {
        func check(_ label: String, _ claims: Int) -> String {
            let claim = "- {claim: A, value: e.steps, above: 1}\n"
            return "```{check} \(label)\nclaims:\n\(String(repeating: claim, count: claims))```\n\n"
        }
        let cells = "```{echo} e\n```\n\n" + check("a", 1) + check("b", 2) + check("c", 1)
        func value(_ path: String) -> String { mistakes(cells + "`{value} \(path)`\n") }
        #expect(value("a.verdicts.0.status") == "" && value("b.verdicts.1.status") == "")
        #expect(value("a.verdicts.1.status").contains("'a' has no value 'verdicts.1.status'"))
        #expect(value("c.verdicts.1.status").contains("'c' has no value 'verdicts.1.status'"))
        #expect(value("b.verdicts.2.status").contains("'b' has no value 'verdicts.2.status'"))
    }

    // MARK: Messages

    @Test func mistakesAreComparedWithManyNamesForAWhileOnly() {
        let names = KnownNames((0..<50_000).map { "name\($0)" })
        #expect(names.remedy(for: "nane17").hasPrefix("did you mean 'name17'?"))
        let remedies = (0..<2_000).map { names.remedy(for: "nome\(10_000 + $0)") }
        #expect(remedies.last?.hasPrefix("available: name0, name1, name10, ") ?? false)
        #expect(remedies.count { $0.hasPrefix("did") } < 100)
    }

    @Test(arguments: [200, 100_000]) func veryLongNamesAreNoSlips(_ length: Int) {
        let name = String(repeating: "a", count: length)
        #expect(NearMiss.best(for: name + "b", among: [name]) == nil)
    }

    @Test func placesOfLinksAreGivenInTheOrderOfTheText() {
        func target(_ text: String, _ line: Int) -> LinkTarget {
            LinkTarget(text: text, place: SourcePlace(file: "r.md", line: line, column: 1))
        }
        var places = LinkPlaces([
            target("#x", 1), target("<#y>", 2), target("\\#y", 3), target("#z", 4), target("#x", 5),
            target("a?b&amp;c", 6),
            target("#a%20b", 7),
        ])
        #expect(places.first("#y")?.line == 2)
        #expect(["#x", "#x", "#x"].map { places.next($0)?.line } == [1, 5, 5])
        #expect(places.first("#x")?.line == 1)
        #expect(["#z", "#y", "#y"].map { places.next($0)?.line } == [4, 2, 3])
        #expect(["a?b&c", "#a b", "#w"].map { places.next($0)?.line } == [6, 7, nil])
    }

    @Test(arguments: [
        "[a](#x)\n\n[b](#x)\n", "[a](#x) `c`\n\n![p](#y) [b](<#x>)\n",
        "[a](#x)\n\n[b](\\#x)\n", "> [a](#x)\n\n- [b](#x)\n",
    ]) func everyDeadLinkIsToldAtItsOwnPlace(_ text: String) {
        let lines = mistakes(text).split(separator: "\n").filter { $0.contains("no place '#x'") }
        #expect(lines.map { $0.prefix(11) } == ["report.md:1", "report.md:3"])
    }

    // MARK: Circles

    @Test func cellsThatAllUseEachOtherAreInCirclesAndNotAllOfTheseAreTold() {
        let labels = (0..<3_000).map { "c\($0)" }
        let graph = DependencyGraph(
            labels.enumerated().map { index, label in
                (label, uses: ["c0", "c\(index + 1)"] + (index % 3 == 0 ? ["c\(index / 2)"] : []))
            })
        let (first, all) = graph.cycles
        #expect(all == Set(labels))
        #expect(first.first == ["c0"])
        #expect(first.reduce(0) { $0 + $1.count } < 200_000)
    }

    @Test func cellsBesideACircleAreNotInIt() {
        let graph = DependencyGraph([
            ("a", uses: ["b"]), ("b", uses: ["c", "e"]), ("c", uses: ["d"]), ("d", uses: ["b"]), ("e", uses: []),
            ("f", uses: ["b"]), ("g", uses: ["g"]),
        ])
        #expect(graph.cycles.labels == ["b", "c", "d", "g"])
        #expect(graph.cycles.first == [["b", "c", "d"], ["g"]])
    }

    // MARK: Limits

    private func mistakes(_ text: String) -> String {
        do {
            _ = try document(text)
            return ""
        } catch {
            return error.description
        }
    }

    @Test func parametersThatMakeTooMuchAreRefused() {
        func list(_ name: String) -> String {
            "[\([String](repeating: "${\(name)}", count: 20).joined(separator: ", "))]"
        }
        let levels = (0..<12).map { "  p\(11 + $0): \(list("p\(10 + $0)"))\n" }.joined()
        #expect(
            mistakes("---\nparams:\n  p10: 1\n\(levels)---\n\nText\n").contains(
                "parameters make more than 8 MB of this report"))
        let chain = (100..<300).map { "  p\($0): ${p\($0 + 1)}\n" }.joined()
        #expect(
            mistakes("---\nparams:\n\(chain)  p300: 1\n---\n\nText\n").contains("other more than 100 deep"))
        let short = (100..<180).map { "  p\($0): ${p\($0 + 1)}\n" }.joined()
        #expect(mistakes("---\nparams:\n\(short)  p180: 1\n---\n\nText ${p100}\n") == "")
        let text = String(repeating: "a", count: 100_000)
        let uses = String(repeating: "${p} ", count: 700)
        #expect(
            mistakes("---\nparams:\n  p: \(text)\n---\n\n\(uses)\n").contains(
                "parameters make more than 8 MB of this report"))
    }

    // MARK: YAML

    @Test(arguments: [
        ("text: a # b", "YAML takes '# b' for a comment"),
        ("names: [a\u{301}e, !b c]", "report.md:2:14: error: YAML takes this for a tag"),
        ("names: [a, &b c]", "report.md:2:12: error: YAML takes this for an anchor"),
        ("1: a\n\"1\": b", "the key '1' stands more than once"), ("text: a#b # c", "YAML takes '# c' for a comment"),
        ("names: [&a b, *a]", "YAML takes this for an anchor"),
    ]) func yamlIsToldOfWhatItTakesForSomethingElse(_ body: String, _ message: String) {
        let found = mistakes("```{echo} a\n\(body)\n```\n")
        #expect(found.contains(message), "\(found)")
    }

    @Test(arguments: [
        "text: a#b", "text: 'a # b'", "text: a!b&c", "text: \"a # b\"", "text: a\n# b", "names: [] # none",
    ])
    func yamlWithoutDoubtIsRead(_ body: String) { #expect(mistakes("```{echo} a\n\(body)\n```\n") == "") }
}
