import Foundation
import Testing

@testable import Report

/// Every example of CommonMark 0.31.2 and of GitHub's Markdown, and one for each fault that their parser once had, read as a
/// report. Where a report reads otherwise, the reason
/// is named here, and in `Report.docc/Markdown.md` for authors; there is no other difference.
@Suite struct SpecificationTests {
    struct Example: Decodable {
        let number: Int
        let section: String
        let markdown: String
        let html: String
    }

    enum Specification: String, CaseIterable {
        case commonMark = "commonmark-0.31.2"
        case gitHub = "gfm-0.29"
        case extensions = "gfm-extensions-0.29"
        /// Own examples of what cmark-gfm and its like once read wrongly.
        case regressions

        var examples: [Example] {
            get throws {
                let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                let url = folder.appendingPathComponent("Specification/\(rawValue).json")
                return try JSONDecoder().decode([Example].self, from: Data(contentsOf: url))
            }
        }
    }

    /// Why the HTML of a report differs from that of a specification.
    enum Difference {
        /// Raw HTML is shown as the text it is.
        case rawHTML
        /// Comments are for the author alone, and what stands behind one is Markdown.
        case comment
        /// GitHub's extension makes links of addresses without brackets. CommonMark has none, and in its examples GitHub turns
        /// the extension off.
        case bareLink
        /// Footnotes have names that no heading and no cell has.
        case footnoteName
        /// CommonMark 0.31.2 has what cmark-gfm 0.29 does not know yet.
        case newerCommonMark
        /// GitHub's text is of 2019, and CommonMark says otherwise since.
        case olderGitHub
        /// Several CR before an LF end one line and not two: two conversions of line ends leave them.
        case lineEnd
        /// The specification says only that the example is read.
        case anything
    }

    /// Differences that no rule below finds, with what a report makes of the example.
    static let listed: [Specification: [Int: (Difference, String)]] = [
        .commonMark: [
            // `<textarea>` became HTML that goes on behind a blank line in 0.30.
            171: (
                .newerCommonMark,
                "<p>&lt;textarea&gt;</p><p><em>foo</em></p><p><em>bar</em></p><p>&lt;/textarea&gt;</p>"
            ),
            177: (.comment, "<p><em>bar</em>\n<em>baz</em></p>"),
            // Symbols such as "£" became punctuation in 0.31.
            354: (
                .newerCommonMark, "<p>*$*alpha.</p><p><em>£</em>bravo.</p><p><em>€</em>charlie.</p>"
            ),
            602: (.bareLink, "<p>&lt;<a href=\"https://foo.bar/baz\">https://foo.bar/baz</a> bim&gt;</p>"),
            606: (
                .bareLink,
                "<p>&lt;<a href=\"mailto:foo+@bar.example.com\">foo+@bar.example.com</a>&gt;</p>"
            ),
            608: (.bareLink, "<p>&lt; <a href=\"https://foo.bar\">https://foo.bar</a> &gt;</p>"),
            611: (.bareLink, "<p><a href=\"https://example.com\">https://example.com</a></p>"),
            612: (.bareLink, "<p><a href=\"mailto:foo@bar.example.com\">foo@bar.example.com</a></p>"),
        ],
        .gitHub: [
            146: (.comment, "<p><em>bar</em>\n<em>baz</em></p>"),
            610: (.bareLink, "<p>&lt;<a href=\"http://foo.bar/baz\">http://foo.bar/baz</a> bim&gt;</p>"),
            614: (
                .bareLink,
                "<p>&lt;<a href=\"mailto:foo+@bar.example.com\">foo+@bar.example.com</a>&gt;</p>"
            ),
            616: (.bareLink, "<p>&lt; <a href=\"http://foo.bar\">http://foo.bar</a> &gt;</p>"),
            619: (.bareLink, "<p><a href=\"http://example.com\">http://example.com</a></p>"),
            620: (.bareLink, "<p><a href=\"mailto:foo@bar.example.com\">foo@bar.example.com</a></p>"),
            // Since 0.31 two hyphens may stand in a comment.
            645: (.olderGitHub, "<p>foo</p>"),
            // Since 0.31 `<!-->` and `<!-- foo--->` are comments.
            646: (.olderGitHub, "<p>foo foo --&gt;</p><p>foo</p>"),
        ],
        .regressions: [1: (.lineEnd, "<p>first\nsecond</p>")],
        .extensions: [
            20: (.anything, "<p>This shouldn't crash everything: (<em>A</em>@_.A</p>")
        ],
    ]

    /// How many examples differ, of each kind.
    static let counts: [Specification: [Difference: Int]] = [
        .commonMark: [.rawHTML: 64, .comment: 7, .bareLink: 5, .newerCommonMark: 2],
        .gitHub: [.rawHTML: 65, .comment: 6, .bareLink: 5, .olderGitHub: 2],
        .extensions: [.rawHTML: 2, .footnoteName: 3, .anything: 1],
        .regressions: [.rawHTML: 4, .footnoteName: 4, .lineEnd: 1],
    ]

    /// Mistakes that a report names though the specification has HTML for them, by the example's number.
    static let mistakes: [Specification: [Int: Set<String>]] = [
        .commonMark: [
            126: [unclosed], 127: [unclosed], 128: [unclosed], 139: [unclosed], 237: [unclosed],
            501: ["the page has no place '#fragment'"],
        ],
        .gitHub: [
            96: [unclosed], 97: [unclosed], 98: [unclosed], 109: [unclosed], 215: [unclosed],
            509: ["the page has no place '#fragment'"],
            203: ["this looks like a table, but is not one: its header has 2 cells, and the row of dashes 1"],
            204: ["this row has 3 cells, and its table 2 columns"],
        ],
        .extensions: [
            3: ["this looks like a table, but is not one: no row of dashes stands below its header"],
            7: ["this looks like a table, but is not one: its header has 3 cells, and the row of dashes 2"],
            8: ["this row has 5 cells, and its table 3 columns"], 21: ["there is no cell 'a'"],
        ],
    ]
    private static func isAboutLabels(_ message: String) -> Bool {
        [
            "there is no footnote", "nothing says where", "is defined for the second time", "nothing refers to",
            "nothing uses the link",
        ].contains { message.contains($0) }
    }

    static let unclosed = "this code block has no closing fence"

    @Test(arguments: Specification.allCases) func differsForANamedReasonOnly(_ specification: Specification) throws {
        var counts: [Difference: Int] = [:]
        for example in try specification.examples {
            let html = Self.html(Self.prose(of: example.markdown))
            let normal = NormalHTML(html).text
            if normal == NormalHTML(example.html).text {
                #expect(Self.listed[specification]?[example.number] == nil, "\(example.number) does not differ")
                continue
            }
            if let (difference, expected) = Self.listed[specification]?[example.number] {
                #expect(normal == NormalHTML(expected).text, "\(example.number)")
                counts[difference, default: 0] += 1
            } else if normal == NormalHTML(Comment.removed(from: example.html)).text {
                counts[.comment, default: 0] += 1
            } else if normal == NormalHTML(Anchors.footnotes(in: example.html)).text {
                counts[.footnoteName, default: 0] += 1
            } else {
                #expect(Self.holdsHTML(example.markdown), "\(example.number) holds no HTML")
                #expect(Self.shown(html) == Self.shown(example.html), "\(example.number), \(example.section)")
                counts[.rawHTML, default: 0] += 1
            }
        }
        #expect(counts == Self.counts[specification])
    }

    @Test(arguments: Specification.allCases) func namesTheIntendedMistakesOnly(_ specification: Specification) throws {
        for example in try specification.examples {
            var found: Set<String> = []
            do {
                _ = try document("---\ntitle: T\n---\n" + example.markdown)
            } catch {
                // Pictures are files, and none of the specification's is there.
                let hasPicture = !Self.prose(of: example.markdown).pictures.isEmpty
                found = Set(error.diagnostics.map(\.message)).filter {
                    // Links and footnotes that are none are among what the specifications show.
                    !(hasPicture && $0.contains("picture")) && !Self.isAboutLabels($0)
                }
            }
            #expect(found == Self.mistakes[specification]?[example.number] ?? [], "\(example.number)")
        }
    }

    /// Captions and abstracts are the same Markdown as the text.
    @Test(arguments: Specification.allCases) func readsTextOfYAMLAlike(_ specification: Specification) throws {
        for example in try specification.examples {
            var diagnostics: [Diagnostic] = []
            let prose = Prose(
                yaml: example.markdown, of: "", at: Self.place, Parameters(values: [:]), &diagnostics)
            #expect(Self.html(prose) == Self.html(Self.prose(of: example.markdown)), "\(example.number)")
        }
    }

    /// Inside of quotations, lists, footnotes and tables too, what the scanner gives to the parser is what the author wrote.
    @Test(arguments: Specification.allCases) func scansAndChangesNothing(_ specification: Specification) throws {
        // cmark-gfm 0.29 takes eight digits for a character, and the scanner tells it that they are none.
        for example in try specification.examples where !example.markdown.contains("&#87654321;") {
            for markdown in Self.surroundings(of: example.markdown) where !markdown.contains(Comment.opening) {
                let lines = markdown.unicodeLines
                var scanner = ProseScanner(
                    lines, code: CodeBlocks(lines, file: "r.md"), file: "r.md", parameters: Parameters(values: [:]))
                let scanned = scanner.scan()
                // One example has two dollars, and one an at sign.
                guard scanned.elements.isEmpty else { continue }
                let untouched = ScannedText(markdown: lines.joined(separator: "\n") + "\n", elements: [])
                #expect(
                    Self.html(Prose(report: scanned, takesTitle: false))
                        == Self.html(Prose(report: untouched, takesTitle: false)), "\(example.number): \(markdown)")
            }
        }
    }

    // MARK: Reading

    private static let place = SourcePlace(file: "r.md", line: 1, column: 1)

    /// The same way as `DocumentReader`, which gives no text where there is a mistake.
    private static func prose(of markdown: String) -> Prose {
        var lines = Placeholder.clean(report: markdown).unicodeLines
        if lines.last == "" { lines.removeLast() }
        let code = CodeBlocks(lines, file: "r.md")
        var scanner = ProseScanner(lines, code: code, file: "r.md", parameters: Parameters(values: [:]))
        return Prose(report: scanner.scan(), takesTitle: false)
    }

    /// With headings and pictures as the specifications write them.
    private static func html(_ prose: Prose) -> String { fill(prose.html, prose) }

    private static func fill(_ html: String, _ prose: Prose) -> String {
        Placeholder.split(html).map { piece in
            guard case .element(let index) = piece else {
                if case .text(let text) = piece { return text } else { return "" }
            }
            switch prose.elements[index] {
            case .heading(let heading): return "<h\(heading.level)>\(fill(heading.html, prose))</h\(heading.level)>"
            case .picture(let link, let alt, let title):
                let title = title.isEmpty ? "" : " title=\"\(EscapedHTML.text(title))\""
                return "<img src=\"\(EscapedHTML.text(link))\" alt=\"\(EscapedHTML.text(fill(alt, prose)))\"\(title) />"
            case .inline(.reference(let label, _)): return "@\(label)"
            case .inline(.citation(let citation)): return "@\(citation.key)"
            case .inline(.math(let formula)), .block(let formula): return "$\(formula.tex)$"
            case .inline(.value), .inline(.label), .cell, .line, .references: return ""
            }
        }.joined()
    }

    private static func holdsHTML(_ markdown: String) -> Bool {
        CommonMark.withTree(markdown) { root, _ in
            root.subtree.contains { $0.type == "html_block" || $0.type == "html_inline" }
        }
    }

    /// What a reader sees of HTML that is shown as text: the paragraphs around it and comments aside.
    private static func shown(_ html: String) -> String {
        Comment.removed(from: NormalHTML.unescaped(NormalHTML.unescaped(html))).replacing(/\s+|<\/?p>/, with: "")
    }

    private static func surroundings(of markdown: String) -> [String] {
        var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        func behind(_ first: String, _ rest: String) -> String {
            lines.enumerated().map { ($0 == 0 ? first : rest) + $1 + "\n" }.joined()
        }
        let line = lines.joined(separator: "\n")
        return [
            behind("> ", "> "), behind("- ", "  "), behind("10. ", "    "), "a[^n]\n\n" + behind("[^n]: ", "    "),
            "Text\n" + markdown, markdown + "Text", "# " + markdown, "*\(line)*\n", "[\(line)](/u)\n",
            "| a | b |\n|---|---|\n| \(line) | c |\n", markdown.replacing("\n", with: "\r\n"),
        ]
    }
}
