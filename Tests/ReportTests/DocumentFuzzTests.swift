import Files
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
        "&#x110000;", "$`", "`$", "> [!NOTE]\n", "> [!", "\\[!", "|a|b|\n", "\n|-|-|\n", "${q}", "\\${p}", "$${p}",
        "```math\n",
        "```mermaid\n",
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

    private func refusePlaceholders(_ document: Document, _ index: Int) {
        let prose = ProseHTML(inlines: InlineHTML(presentations: [:]), pictures: document.pictures)
        let headings = prose.headings(document.body, labels: ["a", "b"])
        let html = prose.body(document.body, cells: ["a": "", "b": ""], headings: headings).html
        if html.unicodeScalars.contains(where: { (0x10FF00...0x10FF04).contains($0.value) }) {
            Issue.record("input \(index) leaves a placeholder on the page")
        }
    }

    /// Values of the command line may be any text, wherever they are used.
    @Test func parametersOfAnyText() {
        let uses = [
            "${p}", "> ${p}", "- ${p}\n  ${q}", "| a |\n|---|\n| ${p} | \n", "[a](${p})", "[a]: ${p}\n\n[a]",
            "$x_{${p}}$",
            "a ${p}${q} b", "`${p}` \\${p}", "# ${p}", "```math\n${p}\n```\n", "<${p}>", "Text\n${q}",
        ]
        var read = 0
        for index in 0..<Self.count {
            var random = Self.key.stream(UInt64(index) | 3 << 40)
            let value = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }.joined()
            let body = (0..<Int.random(in: 1...4, using: &random)).map { _ in uses.randomElement(using: &random) ?? "" }
            let cell = "```{echo} a\ntitle: A ${p}\ncaption: B ${q} \n```\n"
            let text =
                "---\ntitle: T ${q}\nparams: {p: x, q: 'y ${p}'}\n---\n" + body.joined(separator: "\n\n") + "\n\n"
                + cell
            timed(index, value) {
                guard let document = try? document(text, parameters: [("p", value)]) else { return }
                read += 1
                // Nothing that a value holds may take a cell away.
                if document.cells.count != 1 || !document.body.elements.contains(where: { $0 == .cell("a") }) {
                    Issue.record("the value \(value.debugDescription) of input \(index) takes the cell away")
                }
                refusePlaceholders(document, index)
            }
        }
        #expect(read > Self.count / 20, "\(read) of \(Self.count) were read")
    }

    /// Archives and pages from elsewhere, a few bytes of which are others.
    @Test func archivesAndPagesOfAnyBytes() throws {
        let workplace = try Workplace()
        let file = workplace.folder.appendingPathComponent("a.tar")
        let key = String(repeating: "ab", count: 32)
        let about = Data("{\"archive\":\(StoreArchive.version),\"format\":\(CellKey.storeFormat)}".utf8)
        func entry(_ name: String, _ data: Data) -> Data {
            TarHeader(name: name, size: data.count).bytes + data + Data(count: TarHeader.padding(data.count))
        }
        let archive =
            entry(StoreArchive.head, about) + entry("ab/\(key)/manifest.json", Data("{}".utf8))
            + entry("ab/\(key)/x.bin", Data(count: 700)) + Data(count: 2 * TarHeader.size)
        let record = "{\"cells\":[],\"engine\":\"e\",\"form\":1,\"report\":\"r\",\"title\":null}"
        let page = Data(
            "<html><figure class=\"cell-figure\" id=\"a\"><svg></svg></figure><script type=\"application/json\" id=\"_record\">\(record)</script></html>"
                .utf8)
        /// With the sum of a header that was changed set right, so that more than the sum is looked at.
        func mended(_ bytes: Data) -> Data {
            var bytes = [UInt8](bytes)
            for start in stride(from: 0, to: bytes.count - 511, by: 512) where bytes[start + 257] == UInt8(ascii: "u") {
                for index in 148..<156 { bytes[start + index] = 0x20 }
                let digits = String(bytes[start..<start + 512].reduce(0) { $0 + Int($1) }, radix: 8)
                let sum = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
                bytes.replaceSubrange(start + 148..<start + 154, with: sum.utf8.prefix(6))
            }
            return Data(bytes)
        }
        func changed(_ data: Data, _ random: inout some RandomNumberGenerator) -> Data {
            var data = data
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<data.count, using: &random)
                data[place] =
                    [0, 0x2D, 0x2B, 0x2F, 0x30, 0x37, 0x22, 0x5B, 0xFF, UInt8.random(in: 0...255, using: &random)]
                    .randomElement(using: &random) ?? 0
            }
            return data
        }
        for index in 0..<Self.count / 3 {
            var random = Self.key.stream(UInt64(index) | 4 << 40)
            let bytes = mended(changed(archive, &random))
            try bytes.write(to: file)
            let opened = try RandomAccessFile(reading: file)
            timed(index, "archive") {
                for part in (try? StoreArchive.read(opened))?.reader.members.map(\.part) ?? [] {
                    if part.offset < 0 || part.count < 0 || part.offset + part.count > opened.length {
                        Issue.record("input \(index) has a part outside of its archive")
                    }
                }
            }
            let contents = PageContents(bytes: Array(changed(page, &random)))
            timed(index, "page") {
                _ = try? contents.record(of: "p.html")
                _ = contents.figures
            }
        }
    }

    @Test func documentsOfAnyText() {
        var read: Set<Int> = []
        for index in 0..<Self.count {
            timed(index) {
                guard let document = try? document(Self.text(index)) else { return }
                read.insert(index)
                refusePlaceholders(document, index)
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
