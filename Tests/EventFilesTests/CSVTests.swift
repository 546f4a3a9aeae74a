import Foundation
import TestSupport
import Testing

@testable import EventFiles

/// Columns of text, in pieces and on all cores.
@Suite struct CSVTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String, _ columns: [String]) throws -> [[Double]] {
        let reader = try EventFile.open(try folder.file("t.csv", text).path).read(columns)
        return try reader.next(rows: max(1, reader.rowCount))?.values ?? columns.map { _ in [] }
    }

    @Test func tellsWhatColumnsHold() throws {
        let text = "i,f,b,t,e,m\n1,1.5,True,a,,1\n-2,2,false,b,,nan\n+3,3,TRUE,c,,2\n"
        let file = try EventFile.open(try folder.file("t.csv", text).path)
        #expect(
            try file.table().columns.map(\.type.description)
                == ["int64", "float64", "bool", "text", "float64", "float64"])
        #expect(try file.table().rowCount == 3)
        #expect(try file.read(["b"]).next(rows: 9)?.values == [[1, 0, 1]])
    }

    @Test func placesTextInAColumnOfNumbers() throws {
        expect(eventFileError { _ = try read("a,t\n1,x\n", ["t"]) }, .malformed, "t.csv:2:3: error: 'x' in column 't'")
        let late = "a,b\n" + String(repeating: "1,2\n", count: 2500) + "1,oops\n"
        expect(eventFileError { _ = try read(late, ["b"]) }, .malformed, "t.csv:2502:3: error: 'oops'")
        #expect(try read(late, ["a"])[0].count == 2501)
    }

    /// Otherwise all events would be part of the line that names the columns, or the first of them would be.
    @Test(arguments: [
        ("a,b\r1,2\r3,4\r", "t.csv:1:4: error: a carriage return"), ("a\r1\r", "t.csv:1:2: error: a carriage return"),
        ("a,b\r1,2\n3,4\n", "t.csv:1:4: error: a carriage return"),
        ("1,2\n3,4\n", "t.csv:1:1: error: the first line holds numbers alone"),
        ("1.5\n2\n", "t.csv:1:1: error: the first line holds numbers alone"),
        ("nan,1e3,-2\n1,2,3\n", "the first line holds numbers alone"), ("[{\"a\": 1}]\n", "this looks like JSON"),
        ("{\"a\": [1]}\n", "this looks like JSON"),
        ("# a, b\n1,2\n", "t.csv:1:1: error: the first line begins with '#'"),
        (" # made in 2026\na,b\n1,2\n", "t.csv:1:2: error: the first line begins with '#'"),
    ]) func refusesWhatIsNoLineOfNames(_ text: String, _ words: String) {
        expect(eventFileError { _ = try read(text, ["a"]) }, .malformed, words)
    }

    @Test func namesOtherEncodings() throws {
        let latin = try folder.file("t.csv", "")
        try Data([0x61, 0x2C, 0xF6, 0x0A, 0x31, 0x2C, 0x32, 0x0A]).write(to: latin)
        expect(eventFileError { _ = try EventFile.open(latin.path) }, .malformed, "t.csv:1:3: error: this is not UTF-8")
        try Data([0xFF, 0xFE, 0x61, 0, 0x0A, 0]).write(to: latin)
        expect(eventFileError { _ = try EventFile.open(latin.path) }, .unknownFormat, "UTF-16; save it as UTF-8")
    }

    /// As pandas writes columns without names.
    @Test func columnsMayBeNumbered() throws {
        #expect(try read("0,1\n5,6\n", ["1"]) == [[6]])
        #expect(try read("a,1\r\n5,6\r\n", ["1"]) == [[6]])
    }

    @Test func aNameInQuotesMayBeginAsAComment() throws { #expect(try read("\"#\",b\n5,6\n", ["#"]) == [[5]]) }

    @Test func namesAnotherSeparator() {
        expect(eventFileError { _ = try read("a;b\n1;2\n", ["a"]) }, .missingColumn, "parted by ';'", "write commas")
        expect(eventFileError { _ = try read("a\tb\n1\t2\n", ["b"]) }, .missingColumn, "parted by a tab")
    }

    /// Every number that NumPy or Swift prints reads back as itself: against the standard library's own parser.
    @Test func readsEveryDecimalToTheNearest() {
        var generator = SystemRandomNumberGenerator()
        var texts = [
            "0", "-0", "1e22", "1e23", "9007199254740993", "123456789012345678901234567890", "0.1", "1e-400",
            "4.9e-324",
            "179769313486231580793728971405301e276", "00012.50", "1.", ".5", "1E+5", "12345678901234567.5e-30",
            "0.000000000000000000000000000000000000001", "100000000000000000000", "1e0000000000000000000001",
        ]
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite { texts.append("\(value)") }
            texts.append("\(Double.random(in: -1000...1000, using: &generator))")
            let exponent = Int.random(in: -30...30, using: &generator)
            texts.append("\(Int.random(in: 0...999_999_999, using: &generator))e\(exponent)")
        }
        for text in texts {
            let value = Array(text.utf8).withUnsafeBufferPointer { CSVNumber.value($0) }
            #expect(value?.bitPattern == Double(text)?.bitPattern, "\(text)")
        }
        for text in [
            "", "-", "+", ".", "e5", "1e", "1e+", "1.2.3", "1,5", "0x10", "1 2", "truee", "--1", "+-1", "1e5.5",
        ] {
            #expect(Array(text.utf8).withUnsafeBufferPointer { CSVNumber.value($0) } == nil, "\(text)")
        }
    }

    /// A file of many pieces reads as its lines say, in chunks of any length, and errors count its lines.
    @Test func readsAcrossPieces() throws {
        let rows = 400_000
        var text = "a,b,c\r\n"
        for row in 0..<rows {
            text += "\(row),\(Double(row) / 8),\"\(-row)\"\(row % 3 == 0 ? "\r\n" : "\n")"
            if row % 1000 == 999 { text += " \n" }
        }
        text.removeLast()
        let url = try folder.file("t.csv", text)
        #expect(text.utf8.count > 6 << 20)
        let reader = try EventFile.open(url.path).read(["c", "a", "b"])
        #expect(reader.rowCount == rows)
        var row = 0
        while let chunk = try reader.next(rows: 12_347) {
            let wanted = (row..<row + chunk.rowCount).map(Double.init)
            #expect(chunk.values == [wanted.map { -$0 }, wanted, wanted.map { $0 / 8 }])
            row += chunk.rowCount
        }
        #expect(row == rows)
        // 399 blank lines stand before it, and the header.
        let broken = text.replacing("\n399998,", with: "\n3999o8,")
        try Data(broken.utf8).write(to: url)
        let error = eventFileError {
            let reader = try EventFile.open(url.path).read(["a"])
            while try reader.next(rows: 50_000) != nil {}
        }
        expect(error, .malformed, "t.csv:\(399_998 + 399 + 2):1: error: '3999o8'")
    }

    @Test func partsPiecesAtEndsOfLines() throws {
        // Each piece is parted among cores at ends of lines: one line, fewer lines than cores, and quotes.
        for lines in 1...20 {
            let pad = String(repeating: " ", count: 9000)
            let text = "a,\"b,\"\"\"\n" + (0..<lines).map { "\($0),\(pad)\"\($0)\"\n" }.joined()
            let wanted = (0..<lines).map(Double.init)
            #expect(try read(text, ["b,\"", "a"]) == [wanted, wanted])
        }
    }
}
