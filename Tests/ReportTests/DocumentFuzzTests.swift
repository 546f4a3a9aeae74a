import Foundation
import RandomStreams
import Testing

@testable import Report

/// Documents, JSON and templates of texts put together by chance: no input traps, hangs or fills the memory.
///
/// `make fuzz` tries many more of them.
@Suite struct DocumentFuzzTests {
    static let count = ProcessInfo.processInfo.environment["FIDUCIAL_FUZZ"].flatMap { Int($0) } ?? 3_000
    /// Seconds of a processor that one input may take.
    static let limit = 1.0

    private static let pieces = [
        "<!--", "-->", "<!-- a -->", "```{echo} a\n", "```{echo} b\nsteps: 3\n```\n", "```\n", "~~~", "$", "$$", "\\$",
        "@a",
        "\\@", "[", "](", "[a]: ", "[^1]", "[^1]: ", "![", "![a](b.png)", "<div>\n", "</div>", "<script>", "\n\n",
        "\n---\n",
        "---\n", "...\n", "&#x10FF00;", "&#1113857;", "\u{FEFF}", "\r", "\r\n", "\t", "> ", "- ", "1. ", "    ", "# ",
        "## ",
        "`{value} a.number`", "`{value} a.number ± a.number | .3`", "`", "``", "|", "|-|-|\n", "*", "**", "_", "~~",
        "&x ", "*x",
        "\"", "'", "\\", "\u{0}", "é\u{301}", "👩‍👩‍👧", "\u{2028}", "\u{85}", "\u{A0}", "${p}", "${", "{", "}", ": ", ":",
        "%",
        "caption: ", "steps: ", "uses: [a, b]\n", "names: [a]\n", "title: ", "params: {p: ${p}}\n", "abstract: |\n  ",
        "- [x] ",
        "https://a.b/$c", "<https://a>", "www.a.b", "\u{10FF00}0\u{10FF01}", "null", "~", "0x1F", "1e400", "-", "[[",
        "]]", "{{",
        "\u{202E}", "\\U0010FF00", "!!binary ", "!!map ", "<<: ", "? ", "| ", ">-\n ", "&amp;", "&nbsp;", "&#0;",
        "&#x110000;",
    ]

    private static let originals: [String] = {
        let folder = DocumentDiagnosticsTests.folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let texts = names.filter { $0.hasSuffix(".md") }.sorted().compactMap {
            try? String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
        }
        let snapshots = ["markdown", "cells"].compactMap {
            try? String(contentsOf: PageTests.snapshots.appendingPathComponent("\($0).md"), encoding: .utf8)
        }
        return texts + snapshots
    }()

    private static let key = RandomKey(seed: 7, purpose: "documents")

    private static func text(_ index: Int) -> String {
        var random = key.stream(UInt64(index))
        var scalars = Array((originals.randomElement(using: &random) ?? "").unicodeScalars)
        if index % 3 == 0 { scalars = [] }
        for _ in 0..<Int.random(in: 1...24, using: &random) {
            let place = Int.random(in: 0...scalars.count, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0 where !scalars.isEmpty:
                scalars.removeSubrange(place..<min(scalars.count, place + Int.random(in: 1...12, using: &random)))
            case 1:
                let other = Array((originals.randomElement(using: &random) ?? "").unicodeScalars)
                let start = Int.random(in: 0...other.count, using: &random)
                scalars.insert(contentsOf: other[start..<min(other.count, start + 40)], at: place)
            case 2:
                let piece = Array((pieces.randomElement(using: &random) ?? "").unicodeScalars)
                let times = [1, 2, 3, 40, 300].randomElement(using: &random) ?? 1
                scalars.insert(contentsOf: [[Unicode.Scalar]](repeating: piece, count: times).joined(), at: place)
            default: scalars.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").unicodeScalars, at: place)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Of this thread alone, whatever else the machine does.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// The quickest of three, because a machine that is short of memory or shared lets a thread pay for what is not its own.
    ///
    /// - Parameter limit: in seconds.
    private func timed(_ index: Int, _ text: String = "", limit: Double = limit, _ work: () -> Void) {
        var seconds = Double.infinity
        for _ in 0..<3 where seconds >= limit {
            let start = Self.processorSeconds
            work()
            seconds = Self.processorSeconds - start
        }
        #expect(seconds < limit, "input \(index): \(seconds) s; \(text.prefix(60).debugDescription)")
    }

    /// The slowest take a second where the machine does nothing else; what grows with the square of its length takes tens.
    @Test func documentsOfOneThingVeryManyTimes() {
        for (index, text) in HostileDocuments.all(of: 100_000).enumerated() {
            timed(index, text, limit: 4) { _ = try? document(text) }
        }
    }

    @Test func documentsOfAnyText() {
        var read: Set<Int> = []
        for index in 0..<Self.count {
            timed(index) {
                guard let document = try? document(Self.text(index)) else { return }
                read.insert(index)
                let prose = ProseHTML(inlines: InlineHTML(presentations: [:]), pictures: document.pictures)
                let headings = prose.headings(document.body, labels: ["a", "b"])
                let html = prose.body(document.body, cells: ["a": "", "b": ""], headings: headings).html
                if html.unicodeScalars.contains(where: { (0x10FF00...0x10FF04).contains($0.value) }) {
                    Issue.record("input \(index) leaves a placeholder on the page")
                }
            }
        }
        // Otherwise the texts would try nothing but the first error.
        #expect(read.count > Self.count / 50, "\(read.count) of \(Self.count) were read")
    }

    @Test func jsonOfAnyText() {
        let tokens = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "\\", "\\u", "d800", "1", "-", "e", ".", "true", "null", " ",
        ]
        for index in 0..<Self.count {
            var random = Self.key.stream(UInt64(index) | 1 << 40)
            let text = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                tokens.randomElement(using: &random) ?? ""
            }
            timed(index) { _ = try? Value(json: Data(text.joined().utf8)) }
        }
        for opening in ["[", "{\"a\":", "[{\"a\":[", "\"", "-", "1"] {
            timed(0) { _ = try? Value(json: Data(String(repeating: opening, count: 200_000).utf8)) }
        }
    }

    @Test func templatesOfTextsOfAnyText() {
        for index in 0..<Self.count {
            var random = Self.key.stream(UInt64(index) | 2 << 40)
            let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }
            timed(index) {
                _ = MathText.html(text.joined())
                _ = try? InlineValue(text.joined(), at: SourcePlace(file: "r.md", line: 1, column: 1))
            }
        }
    }
}
