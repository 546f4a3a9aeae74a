import Foundation
import Testing

@testable import Report

/// Texts of a few kilobytes that would become a page of gigabytes, or take minutes, are refused before they are parsed.
@Suite struct MarkdownExcessTests {
    private static func table(columns: Int, rows: Int, margin: String = "") -> String {
        let header = margin + "|" + String(repeating: " a |", count: columns) + "\n"
        let delimiter = margin + "|" + String(repeating: "-|", count: columns) + "\n"
        return header + delimiter + String(repeating: margin + "|x|\n", count: rows)
    }

    /// A table whose header has a mark before it.
    private static func table(behind mark: String, columns: Int, rows: Int) -> String {
        let margin = String(repeating: " ", count: mark.count)
        return mark + String(table(columns: columns, rows: rows, margin: margin).dropFirst(mark.count))
    }

    private static func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    private static func links(bytes: Int, uses: Int, label: String = "a", use: String = "[a] ") -> String {
        "[\(label)]: https://e.org/" + String(repeating: "x", count: bytes) + "\n\n"
            + String(repeating: use, count: uses)
    }

    private static func messages(_ text: String, parameters: [(name: String, value: String)] = []) -> [String] {
        do throws(InvalidDocument) {
            _ = try document(text, parameters: parameters)
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    /// With the line, below two others, that each is told at.
    static let tablesOfEmptyCells: [(String, Int)] = [
        (table(columns: 1000, rows: 51), 3),
        (table(columns: 500, rows: 102, margin: "> "), 3),
        (table(columns: 900, rows: 20_000), 3),
        (table(columns: 900, rows: 0) + many("a\n", 700), 3),
        (table(columns: 2, rows: 3) + "\n" + table(columns: 600, rows: 90), 9),
        // Many tables that are each small enough.
        (many(table(columns: 100, rows: 20) + "\n", 30), 578),
        // Of a list and of a footnote, behind a fence, and below what ends a table before it, or would have.
        (table(behind: "- ", columns: 500, rows: 102), 3),
        (table(behind: "[^a]: ", columns: 500, rows: 102), 3),
        ("```\n|a|\n|-|\n```\n" + table(columns: 500, rows: 102), 7),
        (table(columns: 500, rows: 1) + "===\n" + many("|x|\n", 102), 3),
        ("|a|b|\n|-|-|\n|x|y|\n# x\n" + table(columns: 500, rows: 102), 7),
        // A bar with a backslash parts no cells.
        (table(columns: 2, rows: 0) + many("|x\\|y|\n", 50_001), 3),
    ]

    @Test(arguments: tablesOfEmptyCells) func refusesTablesOfEmptyCells(_ table: String, _ line: Int) {
        let found = Self.messages("Text\n\n" + table)
        let start = "report.md:\(line):1: error: the rows of this table lack more than 50000 cells"
        #expect(found.count == 1 && found.first?.hasPrefix(start) == true, "\(found)")
    }

    static let longForTheParser: [(String, Int, String)] = [
        (table(columns: 1001, rows: 0), 3, "this table has 1001 columns"),
        (table(columns: 60_000, rows: 1, margin: "> "), 3, "this table has 60\u{202F}000 columns"),
        (table(behind: "- ", columns: 2000, rows: 1), 3, "this table has 2000 columns"),
        (table(columns: 2, rows: 3) + table(columns: 2000, rows: 1), 8, "this table has 2000 columns"),
        (many("a\n", 30_000) + "|a|b|\n|-|\n", 30_004, "a long paragraph stands right before this row"),
        (many("a\n", 30_000) + "|a|\n|-|\n", 30_004, "a long paragraph stands right before this row"),
        // No underline of a heading.
        (many("a\n= =\n", 15_000) + "|a|\n|-|\n", 30_004, "a long paragraph stands right before this row"),
    ]

    @Test(arguments: longForTheParser)
    func refusesWhatTakesTheParserTooLong(_ table: String, _ line: Int, _ message: String) {
        let found = Self.messages("Text\n\n" + table)
        let start = "report.md:\(line):1: error: \(message)"
        #expect(found.count == 1 && found.first?.hasPrefix(start) == true, "\(found)")
    }

    /// For each row of dashes the parser goes back anew.
    @Test(arguments: ["a\n|-|-|\n", "|a|\n|-|-|\n", "> a\n> |-|-|\n", "a\\|b\n|-|-|\n"])
    func refusesManyRowsOfDashes(_ lines: String) {
        let found = Self.messages(Self.many(lines, 30_000))
        #expect(found.count == 1 && found.first?.contains("a long paragraph stands right before") == true, "\(found)")
    }

    /// What is no block of code to Markdown keeps its limits.
    @Test(arguments: [
        "<div>\n```\n</div>\n\n" + table(columns: 500, rows: 102), "<!--\n```\n-->\n" + table(columns: 500, rows: 102),
        "````\n```\n````\n\n" + table(columns: 500, rows: 102), "    ```\n\n" + table(columns: 500, rows: 102),
        "|a|\n|-|\n2. x\n\n   ```\n" + table(columns: 500, rows: 102),
        "|a|\n|-|\n<x>\n```\n\n" + table(columns: 500, rows: 102),
        "- ```\n" + table(columns: 500, rows: 102), "``` a`\n" + table(columns: 500, rows: 102),
    ]) func whatOnlyLooksLikeCodeIsATable(_ text: String) {
        let found = Self.messages("Text\n\n" + text)
        #expect(found.contains { $0.contains("the rows of this table lack more than 50000 cells") }, "\(found)")
    }

    /// The parser copies the rest of the line behind each.
    @Test(arguments: [
        (many("a@b.de ", 1001), 1001), (many("a@b.de, ", 100_000), 100_000),
        (many("x", 100_000) + many(" a@b.de", 700), 700),
        ("> " + many("a.b@c-d.de ", 2000), 2000), ("- " + many("a@b ", 2000), 2000),
    ]) func refusesManyAddressesOnALine(_ line: String, _ count: Int) {
        let found = Self.messages("Text\n\n" + line + "\n")
        let start = "report.md:3:1: error: \(count) e-mail addresses stand on this line of \(line.utf8.count) bytes"
        #expect(found.count == 1 && found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test func andAddressesOnManyLongLines() {
        let line = Self.many("x", 10_000) + Self.many(" a@b.de", 500) + "\n"
        #expect(Self.messages(Self.many(line, 9)) == [])
        let found = Self.messages(Self.many(line, 10))
        #expect(found.count == 1 && found.first?.hasPrefix("report.md:10:1: error: 500 e-mail") == true, "\(found)")
    }

    static let targetsCopiedTooOften: [(String, String)] = [
        (links(bytes: 100_000, uses: 5000), "a"),
        (links(bytes: 20_000, uses: 900, label: "a b", use: "[A  B] "), "a b"),
        (links(bytes: 20_000, uses: 900, use: "[text][a] "), "a"),
        (links(bytes: 20_000, uses: 900, use: "![a] "), "a"),
        (links(bytes: 20_000, uses: 900, label: "ẞ", use: "[SS] "), "ss"),
        (links(bytes: 9000, uses: 1900) + "\n\n" + links(bytes: 9000, uses: 10, label: "b", use: "[b] "), "a"),
        ("- " + links(bytes: 20_000, uses: 900), "a"), ("1. - [ ] " + links(bytes: 20_000, uses: 900), "a"),
        ("[^b]: " + links(bytes: 20_000, uses: 900), "a"),
        (links(bytes: 20_000, uses: 900, label: "a\nb", use: "[A b] "), "a b"),
        (links(bytes: 20_000, uses: 900, label: "a\\]", use: "[A\\]] "), "a\\]"),
    ]

    @Test(arguments: targetsCopiedTooOften) func refusesTargetsThatAreCopiedTooOften(_ text: String, _ label: String) {
        let found = Self.messages("Text\n\n" + text + "\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("report.md:3:1: error: links by their labels take more than 16 MB") == true)
        #expect(found.first?.contains("'[\(label)]'") == true)
    }

    static let largeAndWritten: [String] = [
        table(columns: 500, rows: 100), table(columns: 1, rows: 5000), table(columns: 30, rows: 1000),
        links(bytes: 20_000, uses: 800), links(bytes: 200, uses: 20_000),
        "```\n" + table(columns: 300, rows: 100) + "```\n", table(columns: 1000, rows: 0),
        "|a|b|\n" + many("|-|-|\n", 20_000), "|a|\n|-|\n" + many("a\n", 20_000),
        many("a\n---\n", 20_000), many("a\n", 1_000) + "|a|\n|-|\n",
        table(columns: 2, rows: 0) + many("|x\\ |y|\n", 50_001),
        many("a\n", 1_000) + "|a|\n|-|-|\n", "[a]: \(many("b", 40_000))\n\n[a] [a]\n",
        // What looks like a table in a block of code.
        "```\n" + table(columns: 2, rows: 50_001) + "```\n", "~~~ text\n" + table(columns: 600, rows: 90) + "~~~\n",
        "```\n" + many("a\n", 30_000) + "|a|b|\n|-|\n```\n", "```\n" + table(columns: 1001, rows: 0) + "```\n",
        "```{echo} e\ntext: |\n" + table(columns: 2, rows: 50_001, margin: "  ") + "```\n",
        "````\n```\n\n```\n" + table(columns: 2, rows: 50_001) + "````\n",
        "|a|b|\n|-|-|\n|x|y|\n\n```\n" + table(columns: 2, rows: 50_001) + "```\n",
        // Addresses, on lines of their own or few.
        many("a@b.de\n", 5000), many("a@b.de ", 900), many("x ", 100_000) + "a@b.de c@d.ef", many("@ ", 50_000),
        "```\n" + many("a@b.de ", 5000) + "\n```\n", many("a @ b c@ ", 5000),
    ]

    @Test(arguments: largeAndWritten) func readsWhatIsLargeAndWritten(_ text: String) {
        #expect(Self.messages("Text\n\n" + text + "\n") == [])
    }

    /// Labels that are not those of the target count for nothing, and of several definitions the longest.
    @Test(arguments: [
        links(bytes: 20_000, uses: 2000, use: "[b] "), links(bytes: 20_000, uses: 2000, use: "\\[a\\] "),
        links(bytes: 20_000, uses: 2000, use: "a ] "), links(bytes: 20_000, uses: 2000, label: "^a", use: "[^a] "),
        String(repeating: "[x]: y\n", count: 100_000) + "\n" + String(repeating: "[x] ", count: 100_000),
    ]) func countsTheUsesOfATarget(_ text: String) {
        #expect(
            MarkdownExcess(in: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)) == nil)
    }

    @Test(arguments: ["abstract: ", "subtitle: "]) func alsoInTheFrontMatter(_ key: String) {
        let text = Self.table(columns: 900, rows: 200).split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        let found = Self.messages("---\n\(key)|\n\(text)\n---\nText\n")
        #expect(
            found.contains { $0.hasPrefix("report.md:3:") && $0.contains("the rows of this table lack") }, "\(found)")
    }

    @Test func alsoInCaptions() {
        let text = Self.links(bytes: 100_000, uses: 5000).split(separator: "\n", omittingEmptySubsequences: false)
            .map { "  " + $0 }.joined(separator: "\n")
        let found = Self.messages("```{echo} e\ncaption: |\n\(text)\n```\n")
        #expect(found.contains { $0.hasPrefix("report.md:3:") && $0.contains("links by their labels") }, "\(found)")
    }

    /// What a parameter brings in is looked at with it.
    @Test(arguments: [
        ("[a]: http://${r}\n\n" + String(repeating: "[a] ", count: 3000), "links by their labels"),
        (String(repeating: "${r}${r} ", count: 3000), "parameters make more than 8 MB of this report"),
    ]) func alsoWithParameters(_ text: String, _ words: String) {
        let front = "---\nparams: {r: c}\n---\n"
        let parameters = [
            ("r", String(repeating: "x", count: 30_000))
        ]
        #expect(Self.messages(front + text, parameters: []) == [])
        let found = Self.messages(front + text, parameters: parameters)
        #expect(found.count == 1 && found.first?.contains(words) == true, "\(found.map { $0.prefix(200) })")
    }

    /// Each use of a picture is its own in a page.
    @Test func refusesPicturesThatAreShownTooOften() throws {
        let workplace = try Workplace()
        let comment = String(repeating: "x", count: 3 << 20)
        try workplace.write(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"><!-- \(comment) --></svg>", to: "p.svg")
        func messages(_ count: Int) -> [String] {
            let lines = String(repeating: "![p](p.svg)\n\n", count: count)
            do throws(InvalidDocument) {
                _ = try document("Text\n\n" + lines, folder: workplace.folder)
                return []
            } catch {
                return error.diagnostics.map(\.description)
            }
        }
        #expect(messages(80) == [])
        let found = messages(90)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("report.md:3:") == true)
        #expect(found.first?.contains("the pictures of the page take more than 256 MB") == true)
    }

    /// What only the run finds is measured before the page is set.
    @Test func refusesValuesThatAreShownTooOften() async throws {
        let workplace = try Workplace()
        let text = String(repeating: "x", count: 1 << 20)
        try workplace.write("{\"t\": \"\(text)\"}", to: "n.json")
        let report = "```{json} j\nfile: n.json\n```\n\n" + String(repeating: "`{value} j.t`\n\n", count: 70)
        let outcome = try await workplace.render(report)
        #expect(outcome.exitStatus != 0)
        let message = try #require(outcome.messages.first { $0.contains("more than 64 MB") })
        #expect(message.contains("with the value on line ") && message.contains("show shorter values"))
        #expect(!FileManager.default.fileExists(atPath: workplace.page.path))
    }

    /// No input may stop the program: a picture that was not read is an error of the page.
    @Test(arguments: ["![a](p.png)", "Text ![a](p.png) ![b](q.png).", "- ![a](p.png)", "![a](<p q.png>)"])
    func saysThatAPictureWasNotRead(_ text: String) throws {
        var reader = DocumentReader(directives: DirectiveRegistry([Echo.self]))
        reader.isForPage = false
        let document = try reader.read(text: text + "\n", file: "report.md", folder: URL(fileURLWithPath: "/none"))
        let prose = ProseHTML(inlines: InlineHTML(presentations: [:]), pictures: document.pictures)
        let error = #expect(throws: PageError.self) { try prose.check([document.body]) }
        #expect(error?.description.contains("was not read") == true)
        #expect(prose.block(document.body).contains("<a href="))
    }
}
