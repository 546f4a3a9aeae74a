import Foundation
import RandomStreams
import Testing

@testable import Report

/// Four times the text takes about four times as long, whatever there is very much of.
@Suite(.serialized) struct ProportionTests {
    /// Of this thread alone, whatever else the machine does.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// What a text is made of: the pieces that come once before the others, those that come often, and those behind.
    struct Shape: Sendable, CustomStringConvertible {
        let description: String
        var before = ""
        let piece: @Sendable (Int) -> String
        var behind: @Sendable (Int) -> String = { _ in "" }

        func text(_ count: Int) -> String {
            before + (0..<count).map(piece).joined() + (0..<count).map(behind).joined()
        }
    }

    private static let cell = "```{echo} e\n```\n\n"

    static let shapes: [Shape] = [
        Shape(description: "cells", piece: { "```{echo} c\($0)\nsteps: 2\n```\n\n" }),
        Shape(description: "captions", piece: { "```{echo} c\($0)\ncaption: Of the $\($0)$ th\n```\n\n" }),
        Shape(
            description: "claims", before: cell + "```{check} k\nclaims:\n",
            piece: { "  - claim: The claim \($0)\n    value: e.steps\n    above: 0\n" },
            behind: { $0 == 0 ? "```\n" : "" }),
        Shape(
            description: "rows", before: cell + "```{table} t\nheader: [A, B]\nrows:\n",
            piece: { "  - [\"row \($0)\", \"{e.steps | .3}\"]\n" }, behind: { $0 == 0 ? "```\n" : "" }),
        Shape(
            description: "cells that use the one before", before: cell,
            piece: { "```{echo} e\($0)\nuses: [e\($0 == 0 ? "" : "\($0 - 1)")]\n```\n\n" }),
        Shape(description: "prose", piece: { "The line \($0) of a text.\n\(($0 % 3 == 0) ? "\n" : "")" }),
        Shape(description: "headings", piece: { "## Heading \($0)\n\n" }),
        Shape(description: "equal headings", piece: { _ in "## Heading\n\n" }),
        Shape(description: "footnotes", piece: { "Text[^n\($0)].\n\n" }, behind: { "[^n\($0)]: Note.\n\n" }),
        Shape(description: "links", piece: { "A [link](#heading-\($0)).\n\n## Heading \($0)\n\n" }),
        Shape(description: "dead links", piece: { "A [link](#headng-\($0)).\n\n## Heading \($0)\n\n" }),
        Shape(
            description: "links by label", piece: { "A [link][l\($0)].\n\n" }, behind: { "[l\($0)]: https://a.b\n\n" }),
        Shape(description: "references", before: cell, piece: { "See @e in \($0).\n\n" }),
        Shape(description: "references that lead nowhere", before: cell, piece: { "See @ea\($0).\n\n" }),
        Shape(description: "typos among labels", piece: { "```{echo} label\($0)\n```\n\nSee @lable\($0).\n\n" }),
        Shape(description: "values", before: cell, piece: { "Value `{value} e.steps | .3` in \($0).\n\n" }),
        Shape(description: "comments", piece: { "<!-- comment \($0) -->\n\nText <!-- more --> \($0).\n\n" }),
        Shape(description: "formulas", piece: { _ in "Let $x$ be.\n\n" }),
        Shape(description: "one paragraph", before: cell, piece: { "Line \($0) with *words*, @e and `code`\n" }),
        Shape(
            description: "parameters", before: "---\nparams:\n", piece: { "  p\($0): \($0)\n" },
            behind: { "\($0 == 0 ? "---\n\n" : "")Let ${p\($0)} be.\n\n" }),
        Shape(description: "lists in lists", piece: { String(repeating: "  ", count: $0 % 20) + "- item\n" }),
        Shape(description: "quotations", piece: { "> Quotation \($0)\n\n" }),
        Shape(description: "rows of Markdown", before: "| a | b |\n|---|---|\n", piece: { "| \($0) | `x` |\n" }),
        Shape(description: "code", piece: { "```swift\nlet x = \($0)\n```\n\n" }),
        Shape(description: "HTML", piece: { "<div>\($0)</div>\n\nText <b>b</b>.\n\n" }),
        Shape(description: "options that there are not", piece: { "```{echo} c\($0)\nstep: 2\n```\n\n" }),
        Shape(
            description: "unknown keys", before: "```{echo} e\n", piece: { "k\($0): v\n" },
            behind: { $0 == 0 ? "```\n" : "" }),
        Shape(description: "equal labels", piece: { _ in "```{echo} c\n```\n\n" }),
        Shape(description: "unknown verbs", piece: { "```{ecoh} c\($0)\n```\n\n" }),
    ]

    private func seconds(_ text: String) -> Double {
        (0..<3).map { _ in
            let start = Self.processorSeconds
            _ = try? document(text)
            return Self.processorSeconds - start
        }.min() ?? 0
    }

    /// What grows with the square of its length would take sixteen times as long.
    @Test(arguments: shapes) func fourTimesTheTextTakesFourTimesAsLong(_ shape: Shape) {
        let (short, long) = (seconds(shape.text(1_000)), seconds(shape.text(4_000)))
        #expect(long < 9 * short, "\(shape): \(short) s and \(long) s")
    }
}

/// What is read in a quicker way gives what the plain way gave.
@Suite struct QuickReadingTests {
    private static let key = RandomKey(seed: 5, purpose: "quick reading")

    private func text(_ index: Int, of pieces: [String]) -> String {
        var random = Self.key.stream(UInt64(index))
        return (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    /// Scalar by scalar.
    private func pieces(_ text: String) -> [Placeholder.Piece] {
        var pieces: [Placeholder.Piece] = []
        var plain = ""
        var number: String?
        for scalar in text.unicodeScalars {
            switch scalar {
            case Placeholder.open:
                if !plain.isEmpty { pieces.append(.text(plain)) }
                (plain, number) = ("", "")
            case Placeholder.close:
                if let index = number.flatMap({ Int($0) }) { pieces.append(.element(index)) }
                number = nil
            default:
                if number == nil { plain.unicodeScalars.append(scalar) } else { number?.unicodeScalars.append(scalar) }
            }
        }
        return plain.isEmpty ? pieces : pieces + [.text(plain)]
    }

    @Test func textsAreSplitAtPlaceholders() {
        let signs = ["a", "é", "e\u{301}", "\u{10FFFF}", "12", "\(Placeholder.open)", "\(Placeholder.close)", " "]
        for index in 0..<5_000 {
            let text = text(index, of: signs + [Placeholder.element(index)])
            #expect(Placeholder.split(text) == pieces(text), "\(text.debugDescription)")
        }
    }

    /// Line by line, as a reader of the rule would split: any number of CR before an LF is one end.
    private func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var returns = 0
        func end(_ count: Int) {
            for _ in 0..<count {
                lines.append(String(line))
                line = .init()
            }
        }
        for scalar in text.unicodeScalars.drop(while: { $0 == "\u{FEFF}" }) {
            if scalar == "\r" {
                returns += 1
            } else {
                end(scalar == "\n" ? 1 : returns)
                returns = 0
                if scalar != "\n" { line.append(scalar) }
            }
        }
        end(returns)
        return lines + [String(line)]
    }

    @Test func textsAreSplitIntoLines() {
        for index in 0..<5_000 {
            let text = text(index, of: ["a", "é", "\n", "\r", "\r\n", "\u{FEFF}", "\u{301}", "\u{2028}", "b c"])
            #expect(text.unicodeLines == lines(text), "\(text.debugDescription)")
        }
    }

    @Test func distancesOfBytesAreThoseOfLetters() {
        let signs = ["a", "b", "c", "ab", "-", "1"]
        for index in 0..<2_000 {
            let (left, right) = (text(index, of: signs), text(index + 5_000, of: signs))
            // A letter that is no ASCII stands for one that is.
            func other(_ text: String) -> String { text.replacing("a", with: "é") }
            #expect(NearMiss.distance(left, right) == NearMiss.distance(other(left), other(right)), "\(left), \(right)")
        }
    }

    @Test func filesThatManyCellsNameAreReadOnce() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let contents = InputContents(in: AllowedFolders([folder]))
        func made(_ name: String, bytes: Int, times: Int) throws -> Int {
            let file = folder.appendingPathComponent(name)
            try Data(repeating: 0x20, count: bytes).write(to: file)
            var count = 0
            for _ in 0..<times {
                let found = try contents.made(of: file) { data in
                    count += 1
                    return "\(data.count)"
                }
                #expect(found == "\(bytes)")
            }
            return count
        }
        #expect(try made("small", bytes: 1_000, times: 3) == 1)
        #expect(try made("large", bytes: 17 << 20, times: 2) == 2)
        #expect(try contents.made(of: folder.appendingPathComponent("small")) { $0.count } == 1_000)
        for (path, isReadable) in [("small", true), ("./small", true), ("none", false), ("..", false), (".", false)] {
            for _ in 0..<2 { #expect((contents.file(path, in: folder).trouble == nil) == isReadable, "\(path)") }
        }
    }
}
