import EventFiles
import Foundation
import TestSupport
import Testing

/// What a look at all columns of a table finds.
@Suite struct SurveyTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ name: String, _ text: String) throws -> EventFile {
        try EventFile.open(try folder.file(name, text).path)
    }

    private func numbers(_ survey: TableSurvey, _ name: String) throws -> ColumnSurvey {
        let column = try #require(survey.columns.first { $0.column.name == name })
        guard case .numbers(let found) = column.content else {
            Issue.record("'\(name)' was not read")
            throw CancellationError()
        }
        return found
    }

    private func reason(_ survey: TableSurvey, _ name: String) -> String? {
        let column = survey.columns.first { $0.column.name == name }
        return if case .unread(let why)? = column?.content { why } else { nil }
    }

    @Test(arguments: [
        ("compound.h5", "events"), ("flat.h5", "events"), ("structured.npy", ""), ("packed.npz", ""),
        ("events.safetensors", ""),
    ]) func tellsWhatTheRuleOfTheRowsSays(name: String, table: String) throws {
        let survey = try EventFile.open(Fixtures.path(name)).survey(table)
        for column in SampleRows.columns {
            let (found, values) = (try numbers(survey, column), SampleRows.values(column))
            #expect(found.statistics.count == values.count && found.statistics.nanCount == 0)
            #expect(found.statistics.minimum == values.min() && found.statistics.maximum == values.max(), "\(column)")
            let mean = try #require(found.statistics.mean)
            #expect(abs(mean - values.reduce(0, +) / Double(values.count)) < 1e-9 * max(1, abs(mean)))
            #expect(found.values?.map(\.value) == Set(values).sorted())
            #expect(found.values?.map(\.count) == Set(values).sorted().map { value in values.count { $0 == value } })
            #expect(found.isWhole == values.allSatisfy { $0 == $0.rounded() })
            // Few rows: the sample is all of them.
            #expect(found.sample == values.sorted())
        }
    }

    @Test func listsWhatHoldsNoNumbers() throws {
        for (name, table) in [("compound.h5", "events"), ("flat.h5", "events")] {
            #expect(reason(try EventFile.open(Fixtures.path(name)).survey(table), "label") == "text")
        }
        let survey = try open("a.csv", "pt,name\n1,one\n2,two\n").survey()
        #expect(reason(survey, "name") == "text")
        #expect(try numbers(survey, "pt").statistics.maximum == 2)
    }

    /// Beyond the rows that tell the type, a word, an empty field and integers that floats do not tell apart.
    @Test func goesOnWithoutColumnsThatCannotBeRead() throws {
        var text = "good,late,hollow,wide\n"
        for row in 0..<1500 {
            let wide = row == 1400 ? "9007199254740993" : "3"
            text += "\(row),\(row == 1200 ? "none" : "1"),\(row == 1300 ? "" : "2"),\(wide)\n"
        }
        let survey = try open("a.csv", text).survey()
        let good = try numbers(survey, "good")
        #expect(good.statistics.count == 1500 && good.statistics.maximum == 1499)
        #expect(
            reason(survey, "late")?.hasPrefix("line 1202, column 6: 'none' in column 'late' stands for no value")
                == true)
        #expect(reason(survey, "hollow")?.contains("line 1302") == true)
        #expect(reason(survey, "wide")?.contains("2^53") == true)
        let shown = survey.text(width: 100)
        #expect(shown.contains("cannot be read as numbers:") && shown.contains("line 1202"))
    }

    @Test func refusesAFileThatIsDamaged() throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("packed.npz")))
        let url = folder.file("packed.npz")
        try whole.prefix(whole.count / 2).write(to: url)
        let error = eventFileError { _ = try EventFile.open(url.path).survey() }
        #expect(error?.path == url.path && error?.reason.isEmpty == false)
        let lines = eventFileError { _ = try open("a.csv", "a,b\n1,2\n1\n").survey() }
        expect(lines, .malformed, "a.csv:3:2", "1 fields where the header names 2")
    }

    @Test func saysThatOtherMarksPartFields() throws {
        let text = try open("a.csv", "a;b\n1;2\n").survey().text(width: 100)
        #expect(text.contains("text; its fields seem to be parted by ';'; write commas"))
        #expect(try !open("b.csv", "a;b,c\nx,2\n").survey().text(width: 100).contains("parted"))
    }

    @Test func countsWhatIsNotFinite() throws {
        let survey = try open("a.csv", "a,b\nnan,1\ninf,2\n-3,nan\n4,nan\n").survey()
        let a = try numbers(survey, "a")
        #expect(a.statistics.nanCount == 1 && a.statistics.infiniteCount == 1 && a.statistics.mean == 0.5)
        #expect(a.sample == [-3, 4] && a.values?.map(\.value) == [-3, 4])
        #expect(survey.text(width: 100).contains("missing"))
        let none = try open("b.csv", "a\nnan\nnan\n").survey()
        #expect(try numbers(none, "a").histogram(bins: 16) == nil)
        #expect(none.text(width: 100).contains("–"))
    }

    @Test func surveysATableWithoutRows() throws {
        let survey = try open("a.csv", "a,b\n").survey()
        #expect(try numbers(survey, "a").statistics.count == 0)
        #expect(survey.text(width: 100).contains("0 rows, 2 columns"))
    }

    @Test func tellsHowFarItIsAndStops() throws {
        let file = try open("a.csv", "a\n" + (0..<200_000).map { "\($0)\n" }.joined())
        var seen: [Int] = []
        _ = try file.survey { done, total in
            #expect(total == 200_000)
            seen.append(done)
        }
        #expect(seen.last == 200_000 && seen.count > 2 && seen == seen.sorted())
        #expect(throws: CancellationError.self) { try file.survey { _, _ in throw CancellationError() } }
    }

    // MARK: The sample

    /// Rows at equal distances would see one class of a file that alternates.
    @Test func samplesTheSameRowsHoweverTheyComeInPieces() throws {
        let count = 300_000
        func survey(pieces: Int) -> ColumnSurvey {
            var surveyor = ColumnSurveyor(["a"])
            for start in stride(from: 0, to: count, by: pieces) {
                let rows = Array(start..<min(count, start + pieces))
                surveyor.add([rows.map { $0 % 2 == 0 ? Double($0) : -Double($0) }], rows: rows)
            }
            return surveyor.surveys[0]
        }
        let one = survey(pieces: count)
        #expect(one == survey(pieces: 977))
        #expect(one.sample.count <= 65_536 && one.sample.count > 20_000)
        #expect(one.values == nil && one.statistics.count == count)
        // As many of either kind, within five standard deviations of a fair draw; and evenly over the file.
        let positive = Double(one.sample.count { $0 > 0 })
        #expect(abs(positive / Double(one.sample.count) - 0.5) < 5 * 0.5 / Double(one.sample.count).squareRoot())
        for (part, wanted) in [(0.25, -150_000.0), (0.5, 0), (0.75, 150_000)] {
            let found = try #require(one.quantile(part))
            #expect(abs(found - wanted) < 6000, "\(part): \(found)")
        }
    }

    // MARK: Sketches

    private func histogram(_ values: [Double], bins: Int = 20) throws -> ColumnHistogram {
        var surveyor = ColumnSurveyor(["a"])
        surveyor.add([values], rows: Array(values.indices))
        return try #require(surveyor.surveys[0].histogram(bins: bins))
    }

    @Test func sketchesAsHighAsThereAreValues() throws {
        // 1, 2, … 8 values in eight bins.
        let values = (0..<8).flatMap { bin in (0...bin).map { Double(bin) + 0.1 + Double($0) / 100 } }
        let found = try histogram(values, bins: 8)
        #expect(found.counts == [1, 2, 3, 4, 5, 6, 7, 8] && found.below == 0 && found.above == 0)
        #expect(found.sketch == "▁▂▃▄▅▆▇█")
        // One among very many is seen all the same, and nothing is not.
        #expect(try histogram([0.5] + [Double](repeating: 3.5, count: 9999), bins: 3).sketch == "▁ █")
    }

    @Test func givesWholeNumbersBinsOfTheirOwn() throws {
        let few = try histogram((0..<100).map { Double($0 % 5) })
        #expect(few.counts == [20, 20, 20, 20, 20] && few.lower == -0.5 && few.upper == 4.5)
        // 30 numbers in 20 bins would look like a comb.
        let more = try histogram((0..<3000).map { Double($0 % 30) })
        #expect(more.counts == [Int](repeating: 200, count: 15))
    }

    @Test func drawsTheMiddleWhereSomeValuesLieFarOut() throws {
        var values = (0..<10_000).map { Double($0) / 10_000 }
        values += [1e6, -1e6]
        let found = try histogram(values)
        #expect(found.lower > -0.01 && found.upper < 1.01)
        #expect(found.below >= 1 && found.above >= 1)
        #expect(found.counts.reduce(found.below + found.above, +) == values.count)
        #expect(Set(found.sketch) == ["█", "▇"] || Set(found.sketch) == ["█"])
    }

    private static let odd: [[Double]] = [
        [5, 5, 5], [0.1, 0.1], [-.greatestFiniteMagnitude, .greatestFiniteMagnitude], [0, .leastNonzeroMagnitude],
        [1e300, 1e301, 0.5],
    ]

    @Test(arguments: odd)
    func survivesOddRanges(values: [Double]) throws {
        let found = try histogram(values)
        #expect(found.counts.reduce(found.below + found.above, +) == values.count)
        #expect(found.sketch.count == found.counts.count && found.sketch.contains("█"))
    }

    // MARK: The text

    @Test func alignsWithinTheWidth() throws {
        let text = (0..<4000).map { "\(Double($0) / 7),\($0 % 3),\($0)\n" }.joined()
        let survey = try open("a.csv", "transverse_momentum,n,event\n" + text).survey()
        for width in [80, 100, 200] {
            let lines = survey.text(width: width).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[0] == "CSV, 4000 rows, 3 columns")
            let header = try #require(lines.first { $0.contains("distribution") })
            let place = header.distance(
                from: header.startIndex, to: try #require(header.range(of: "distribution")).lowerBound)
            let rows = lines.filter { $0.contains("█") }
            #expect(rows.count == 3)
            for row in rows {
                #expect(row.count <= max(80, width), "\(row)")
                // Sketches begin below their word.
                let start = row.index(row.startIndex, offsetBy: place)
                #expect("▁▂▃▄▅▆▇█".contains(row[start]) && row[row.index(before: start)] == " ", "\(row)")
            }
            // Whole numbers have all their digits.
            #expect(rows[2].contains("3999"))
        }
    }

    @Test func givesALongNameALineOfItsOwn() throws {
        let name = String(repeating: "long_name_", count: 5)
        let lines = try open("a.csv", "a,\(name)\n1,2\n3,4\n").survey().text(width: 80).split(separator: "\n")
        let place = try #require(lines.firstIndex { $0 == "  \(name)" })
        #expect(lines[place + 1].contains("int64") && lines[place + 1].hasPrefix("          int64"))
    }

    @Test func writesJSONForPrograms() throws {
        let survey = try open("a.csv", "a,b,c\n1,nan,x\n2,0.5,y\n").survey()
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(survey)) as? [String: Any]
        let columns = try #require(object?["columns"] as? [[String: Any]])
        #expect(object?["rows"] as? Int == 2 && object?["kind"] as? String == "CSV")
        #expect(columns[0]["mean"] as? Double == 1.5 && columns[0]["unread"] == nil)
        #expect((columns[0]["values"] as? [[String: Any]])?.count == 2)
        #expect(columns[1]["nan"] as? Int == 1 && columns[1]["minimum"] as? Double == 0.5)
        #expect((columns[1]["histogram"] as? [String: Any])?["counts"] as? [Int] == [1])
        #expect(columns[2]["unread"] as? String == "text" && columns[2]["mean"] == nil)
    }
}

/// The same of what Python's libraries wrote.
@Suite(.enabled(if: PythonFiles.areThere, PythonFiles.reason))
struct PythonSurveyTests {
    @Test(arguments: [("events.root", "events"), ("events.parquet", ""), ("pytables.h5", "run/events")])
    func surveysWhatPythonWrote(name: String, table: String) throws {
        let survey = try PythonFiles.open(name).survey(table)
        for column in SampleRows.columns {
            let found = try #require(survey.columns.first { $0.column.name == column })
            guard case .numbers(let numbers) = found.content else {
                Issue.record("\(name): '\(column)' was not read")
                continue
            }
            #expect(numbers.sample == SampleRows.values(column).sorted(), "\(name): \(column)")
        }
        for column in survey.columns where !column.column.type.isNumeric {
            guard case .unread(let why) = column.content else {
                Issue.record("\(name): '\(column.column.name)' was read")
                continue
            }
            #expect(!why.isEmpty)
        }
    }

    @Test func saysThatColumnsAreLists() throws {
        let survey = try PythonFiles.open("events.root").survey("events")
        let reasons = survey.columns.compactMap { column -> String? in
            if case .unread(let why) = column.content { why } else { nil }
        }
        #expect(reasons.contains { $0.contains("a list of its own length in every row") }, "\(reasons)")
    }
}
