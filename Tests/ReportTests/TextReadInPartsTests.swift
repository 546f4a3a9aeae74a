import RandomStreams
import Testing

@testable import Report

/// A long text is parsed part after part, and what is read is what the whole of it gives.
@Suite struct TextReadInPartsTests {
    private static let key = RandomKey(seed: 6, purpose: "parts of texts")
    private static let signs = [
        "# a\n", "- a\n", "\n", "\n\n", "> b\n", "c *d*\n", "```\ne\n```\n", "```\n", "~~~ x\n", "<div>\n", "<!--\n",
        "-->\n", "<script>\n", "</script>\n", "| a |\n|---|\n| b |\n", "---\n", "1. h\n", "- [ ] i\n", "    j\n",
        "[k]\n",
        "  m\n", "n\n\n", "o\n\np\n\n", "é\n\n", "\u{FEFF}q\n\n", "```{echo} r\nsteps: 1\n```\n", "`s\n", "*t\n",
        "![u](v.png)\n", "```math\nw\n```\n",
    ]
    /// What counts in all of a text, which is then read at once.
    private static let definitions = ["f[^1]\n", "\n\n[^1]: g\n\n", "[k]: l\n"]

    private static func text(_ index: Int) -> String {
        var random = key.stream(UInt64(index))
        let signs = index.isMultiple(of: 4) ? Self.signs + definitions : Self.signs
        return (0..<Int.random(in: 0...16, using: &random)).map { _ in signs.randomElement(using: &random) ?? "" }
            .joined()
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Of each part, and of one block after another, as well.
    @Test func hasTheSameHTML() {
        var cuts = 0
        for index in 0..<4_000 {
            let text = Self.text(index)
            let whole = CommonMark.withTree(text) { root, renderer in renderer.html(root) }
            for bytes in [1, 8, .max] {
                var (html, count) = ("", 0)
                CommonMark.forEachPart(of: text, bytes: bytes) { root, renderer in
                    html += renderer.html(emptying: root)
                    count += 1
                }
                #expect(html == whole, "\(text.debugDescription)")
                if bytes == 1 { cuts += count - 1 }
                if bytes == .max { #expect(count == 1) }
            }
        }
        #expect(cuts > 1_000)
    }

    @Test func hasTheSameCellsAndTheSameCode() {
        for index in 0..<4_000 {
            let lines = Self.lines(Self.text(index))
            let whole = CodeBlocks(lines, file: "r.md", verbs: ["echo"])
            let parts = CodeBlocks(lines, file: "r.md", verbs: ["echo"], partBytes: 4)
            func described(_ blocks: CodeBlocks) -> [String] {
                lines.indices.map { "\(blocks.lines.contains($0)) \(String(describing: blocks.comments[$0]))" }
                    + lines.indices.map { String(describing: blocks.formulas[$0]) }
                    + blocks.cells.map { "\($0.lines) \($0.place) \($0.verbPlace) \($0.labelPlace)" }
                    + blocks.diagnostics.map(\.description)
            }
            #expect(described(parts) == described(whole), "\(lines)")
        }
    }

    @Test func hasTheSameProse() {
        for index in 0..<4_000 {
            let text = Self.text(index)
            func prose(_ bytes: Int) -> String {
                let lines = Self.lines(text)
                var scanner = ProseScanner(
                    lines, code: CodeBlocks(lines, file: "r.md"), file: "r.md", parameters: Parameters(values: [:]))
                let prose = Prose(report: scanner.scan(), takesTitle: true, listsWorks: true, partBytes: bytes)
                let body = Placeholder.split(prose.html).map { piece in
                    if case .element(let index) = piece { "\(prose.elements[index])" } else { "\(piece)" }
                }
                return "\(body) \(prose.title ?? "none") \(prose.bracketed.sorted())"
            }
            #expect(prose(2) == prose(.max), "\(text.debugDescription)")
        }
    }

    /// What is open behind a blank line goes on there: the part ends further down.
    @Test(arguments: [
        ("```\na\n\nb\n\nc\n```\n\nd\n", [0, 8]), ("<!-- a\n\nb\n-->\n\nc\n\nd\n", [0, 7]),
        ("a\n\nb\n\n\n# c\n", [0, 2, 5]), ("- a\n\n  b\n\nc\n", [0, 4]), ("a\n\n- b\n\n> c\n\n\u{FEFF}d\n", [0]),
        ("a [b]: c\n\nd\n", [0]), ("", [0]),
    ]) func isCutWhereNothingIsOpen(_ text: String, _ expected: [Int]) {
        var first: [Int] = []
        CommonMark.forEachPart(ofLines: Self.lines(text).dropLast(), extensions: CommonMark.ofBlocks, bytes: 1) {
            _, _, line in first.append(line)
        }
        #expect(first == expected)
    }
}
