import EventTables
import Foundation
import TestSupport
import Testing

/// What a CSV table may look like, and what is said of one that may not.
@Suite struct CSVReadingTests {
    let folder: TemporaryFolder
    let fields = [EventField.vector("features", columns: ["mass", "angle"]), .scalar("weight")]

    init() throws { folder = try TemporaryFolder() }

    /// All rows, in blocks of so many.
    private func read(_ text: String, fields: [EventField]? = nil, block: Int = 2) throws -> [[Double]] {
        var reader = try EventTableReader(contentsOf: try folder.file("t.csv", text), fields: fields ?? self.fields)
        var values = reader.fields.map { _ in [Double]() }
        var rows = 0
        while let next = try reader.nextBlock(rows: block) {
            #expect(next.firstRow == rows)
            rows += next.rowCount
            for index in values.indices { values[index] += next.values[index] }
        }
        #expect(rows == reader.rowCount)
        return values
    }

    private func expect(
        _ line: Int, _ column: Int, _ words: String..., text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: EventTableError.self, sourceLocation: sourceLocation) { try read(text) }
        guard case .malformed(_, line, column, let reason) = error else {
            Issue.record("\(error.map { "\($0)" } ?? "no error")", sourceLocation: sourceLocation)
            return
        }
        for word in words { #expect(reason.contains(word), "\(reason)", sourceLocation: sourceLocation) }
        #expect("\(error!)".contains("t.csv:\(line):\(column): error: "), sourceLocation: sourceLocation)
    }

    @Test func findsNamedColumnsInAnyOrder() throws {
        let values = try read("weight,other,angle,mass\n1,x,2,3\n4,,5,6\n7,\"y,z\",8,9\n")
        #expect(values == [[3, 2, 6, 5, 9, 8], [1, 4, 7]])
    }

    @Test func readsNumbersToTheNearest() throws {
        let values = try read("mass,angle,weight\n0.1,-1.5e-300,+.5\n4e-308,1e999,3.\n")
        #expect(values == [[0.1, -1.5e-300, 4e-308, .infinity], [0.5, 3]])
    }

    @Test func takesMarkBlankLinesAndBothLineEnds() throws {
        let values = try read("\u{FEFF}\r\n  \nmass , \"angle\"\t,weight\r\n\r\n 1 ,\t2, \"3\" \r\n\t\n4,5,6")
        #expect(values == [[1, 2, 4, 5], [3, 6]])
    }

    @Test func readsWhatIsNoFiniteNumber() throws {
        let values = try read("mass,angle,weight\nnan,NaN,-nan\nInf,-inf,INFINITY\n")
        #expect(values[0][..<2].allSatisfy(\.isNaN) && values[1][0].isNaN)
        #expect(Array(values[0][2...]) == [.infinity, -.infinity] && values[1][1] == .infinity)
    }

    @Test func takesQuotedNamesWithCommasAndQuotes() throws {
        let values = try read("\"a,b\",\"c\"\"d\"\n1,2\n", fields: [.vector("v", columns: ["a,b", "c\"d"])])
        #expect(values == [[1, 2]])
    }

    @Test func readsATableWithoutRows() throws {
        #expect(try read("mass,angle,weight\n") == [[], []])
    }

    @Test(arguments: ["x", "1x", "0x1p3", "1,5", "--1", "nan(1)", "1_000", "٣", "1e", "."])
    func refusesWhatIsNoNumber(text: String) {
        expect(3, 4, "'\(text)' in column 'angle'", text: "mass,angle,weight\n1,2,3\n4,\"\(text)\",6\n")
    }

    @Test func refusesEmptyFields() {
        expect(2, 3, "nothing in column 'angle'", "nan", text: "mass,angle,weight\n1,,3\n")
    }

    @Test(arguments: ["NA", "null", "None", "n/a", "--"]) func namesWordsForNothing(_ word: String) {
        expect(2, 3, "'\(word)' in column 'angle' stands for no value", "nan", text: "mass,angle,weight\n1,\(word),3\n")
    }

    @Test func countsColumnsInCharacters() {
        expect(2, 5, "'no'", text: "name,mass,angle,weight\nνν, no,2,3\n")
    }

    @Test func refusesLinesOfAnotherLength() {
        expect(3, 4, "2 fields", "3", text: "mass,angle,weight\n1,2,3\n4,5\n")
        expect(2, 7, "4 fields", "3", text: "mass,angle,weight\n1,2,3,4\n")
    }

    @Test func refusesHeadersThatDoNotServe() {
        expect(1, 1, "no column 'angle'", "mass, weight", text: "mass,weight\n1,2\n")
        expect(1, 13, "second column 'mass'", text: "mass, angle,mass,weight\n")
        expect(1, 1, "empty", text: "")
        expect(1, 1, "empty", text: "\n \r\n")
    }

    @Test func refusesBrokenQuotes() {
        expect(2, 1, "does not end", text: "mass,angle,weight\n\"1,2,3\n")
        expect(2, 5, "closing quote", text: "mass,angle,weight\n\"1\" x,2,3\n")
    }

    @Test func refusesEndlessLines() throws {
        expect(1, 1, "CSV", text: String(repeating: "x", count: 3_000_000))
        expect(2, 1, "CSV", text: "mass,angle,weight\n" + String(repeating: "1", count: 3_000_000))
    }

    @Test func readsLinesAcrossThePiecesOfAFile() throws {
        let rows = 60_000
        let text = "mass,angle,weight\n" + (0..<rows).map { "\($0),\(-$0),0.5\n" }.joined()
        let values = try read(text, block: 7919)
        #expect(values[0] == (0..<rows).flatMap { [Double($0), -Double($0)] })
    }

    @Test func refusesWhatIsNoFileToReadTwice() {
        for path in ["/dev/null", "/nowhere/at.csv"] {
            let link = folder.file("link.csv")
            try? FileManager.default.removeItem(at: link)
            #expect(throws: Never.self) {
                try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: path)
            }
            let error = #expect(throws: EventTableError.self) {
                try EventTableReader(contentsOf: link, fields: fields)
            }
            guard case .unreadable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }
}
