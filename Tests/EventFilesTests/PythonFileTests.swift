import EventFiles
import Foundation
import TestSupport
import Testing

/// What h5py, PyTables, awkward, NumPy, safetensors, uproot and pyarrow write reads back as the rule of its rows says.
@Suite(.enabled(if: PythonFiles.areThere, PythonFiles.reason))
struct PythonFileTests {
    private static let plain = SampleRows.columns
    private static let all = SampleRows.columns + ["x[0]", "x[1]", "x[2]"]

    private struct Layout {
        let file: String
        let table: String?
        let columns: [String]
    }

    private static let layouts = [
        Layout(file: "compound_big_endian.h5", table: "events", columns: all),
        Layout(
            file: "compound_strings.h5", table: "run/events",
            columns: ["pt", "flag", "x[0]", "x[1]", "x[2]", "inner.a", "inner.b"]),
        Layout(file: "compound_strings.h5", table: nil, columns: ["x[1]", "inner.b", "pt"]),
        Layout(file: "flat_types.h5", table: nil, columns: plain + ["half"]),
        Layout(file: "pytables.h5", table: "run/events", columns: all),
        Layout(file: "pytables.h5", table: "flat", columns: plain),
        Layout(file: "awkward.h5", table: "events", columns: plain + ["inner.a", "inner.b"]),
        Layout(file: "unicode.h5", table: "événements", columns: ["p_τ"]),
        Layout(file: "lzf.h5", table: nil, columns: ["eta"]), Layout(file: "links.h5", table: "a", columns: ["pt"]),
        Layout(file: "user_block.h5", table: "", columns: ["pt"]),
        Layout(file: "big_endian.npy", table: nil, columns: all),
        Layout(file: "stored.npz", table: "table", columns: all),
        Layout(file: "stored.npz", table: "", columns: all),
        Layout(file: "events.root", table: "events", columns: all + ["p_τ"]),
        Layout(file: "events.root", table: "ntuple", columns: plain),
        Layout(
            file: "events.parquet", table: nil,
            columns: all + ["p_τ", "inner.a", "inner.b"]),
        Layout(file: "table.csv", table: nil, columns: plain),
    ]

    @Test(arguments: layouts.indices) func readsBack(index: Int) throws {
        let layout = Self.layouts[index]
        try SampleRows.expect(try PythonFiles.open(layout.file), layout.table, layout.columns)
        try SampleRows.expect(try PythonFiles.open(layout.file), layout.table, [layout.columns[0]])
    }

    @Test(arguments: ["matrix.npy", "fortran.npy"]) func readsMatricesOfBothOrders(name: String) throws {
        let file = try PythonFiles.open(name, columnNames: ["arr": ["x[0]", "x[1]", "x[2]"]])
        try SampleRows.expect(file, nil, ["x[2]", "x[0]", "x[1]"])
    }

    @Test func readsSingleArrays() throws {
        #expect(try PythonFiles.open("vector.npy").read(["arr"]).next(rows: 12)?.values == [SampleRows.values("pt")])
        #expect(try PythonFiles.open("half.npy").read(["arr"]).next(rows: 12)?.values == [SampleRows.values("eta")])
        #expect(try PythonFiles.open("aligned.npy").read(["b", "a"]).next(rows: 12)?.values == [[2.5, 4.5], [1, 3]])
        let unnamed = try PythonFiles.open("unnamed.npz").read(["arr_1", "arr_0"]).next(rows: 12)
        #expect(unnamed?.values == [SampleRows.values("eta"), SampleRows.values("pt")])
        let names = try PythonFiles.open("unicode.npy").table().columns.map(\.name)
        #expect(names == ["p_τ", "inner.a", "inner.b[0]", "inner.b[1]"])
    }

    @Test(arguments: ["savetxt.csv"]) func readsTextOfNumPy(name: String) throws {
        let chunk = try #require(try PythonFiles.open(name).read(["c", "a"]).next(rows: 100))
        #expect(chunk.values == [SampleRows.values("x[2]"), SampleRows.values("x[0]")])
    }

    /// Integers of every width, signed and not.
    @Test func readsTensorsOfEveryType() throws {
        let types = ["i1", "i2", "u2", "u4", "u8"]
        let chunk = try PythonFiles.open("events.safetensors").read(types).next(rows: 12)
        #expect(chunk?.values == types.map { _ in (0..<12).map(Double.init) })
    }

    @Test func readsFilesWithoutRows() throws {
        for (name, table) in [
            ("empty.h5", "events"), ("empty.h5", "columns"), ("empty.npy", ""), ("events.root", "none"),
            ("empty.parquet", ""),
        ] {
            let file = try PythonFiles.open(name)
            #expect(try file.read(["pt"], of: table).next(rows: 5) == nil)
            #expect(try file.table(table).rowCount == 0)
        }
    }

    @Test(arguments: [
        ("big.root", "events", "pt", "n"), ("big.root", "ntuple", "pt", "n"), ("big.parquet", "", "pt", "n"),
        ("large_chunks.h5", "", "pt", "x[0]"),
    ]) func readsManyRowsInPieces(name: String, table: String, quarter: String, other: String) throws {
        let reader = try PythonFiles.open(name).read([other, quarter], of: table)
        #expect(reader.rowCount == 300_000)
        let factor = other == "n" ? 1.0 : 2
        var row = 0
        while let chunk = try reader.next(rows: 65_537) {
            let rows = (row..<row + chunk.rowCount).map(Double.init)
            #expect(chunk.values == [rows.map { $0 * factor }, rows.map { $0 / 4 }])
            row += chunk.rowCount
        }
        #expect(row == 300_000)
    }

    @Test(arguments: [
        ("events.root", "events", "list", "double[]"), ("events.root", "ntuple", "list", "std::vector<double>"),
        ("events.parquet", "", "list", "list<"), ("flat_types.h5", "", "list", "variable length"),
        ("compound_strings.h5", "run/events", "list", "variable length"),
        ("awkward.h5", "events", "list", "ListOffsetArray"),
    ]) func refusesJaggedColumns(name: String, table: String, column: String, words: String) throws {
        let file = try PythonFiles.open(name)
        let error = eventFileError { _ = try file.read(["pt", column], of: table) }
        expect(error, .jagged, name, "'\(column)'", "jagged", words, "12 rows", "one number an event")
        #expect(error?.column == column)
    }

    @Test(arguments: [
        ("flat_types.h5", "", "name", "text"), ("flat_types.h5", "", "complex", "complex numbers"),
        ("flat_types.h5", "", "cube", "[12, 2, 2]"), ("flat_types.h5", "", "long", "16 bytes"),
        ("flat_types.h5", "", "scalar", "single value"), ("compound_strings.h5", "run/events", "z", "complex"),
        ("compound_strings.h5", "run/events", "name", "text"), ("awkward.h5", "events", "name", "text"),
        ("awkward.h5", "events", "option", "awkward"), ("lzf.h5", "", "pt", "'lzf' (32000)"),
        ("pytables.h5", "packed", "pt", "'blosc' (32001)"), ("external.h5", "", "pt", "other files"),
        ("external.h5", "", "eta", "other files"), ("text.npy", "", "arr", "text"),
        ("objects.npy", "", "arr", "Python objects"), ("long.npy", "", "arr", "16 bytes"),
        ("events.root", "ntuple", "name", "text"), ("events.parquet", "", "label", "text"),
        ("events.parquet", "", "when", "timestamp"),
    ]) func refusesWhatIsNoNumber(name: String, table: String, column: String, words: String) throws {
        let file = try PythonFiles.open(name)
        expect(eventFileError { _ = try file.read([column], of: table) }, .notNumeric, name, "'\(column)'", words)
    }

    @Test func readsWhatIsNullAsNaN() throws {
        let values = try #require(try PythonFiles.open("events.parquet").read(["null", "code"]).next(rows: 12)).values
        #expect(values[0].indices.filter { values[0][$0].isNaN } == [4, 7])
        #expect(values[0][5] == 5 && values[1] == SampleRows.values("n"))
    }

    @Test func refusesWhatWasNeverWritten() throws {
        let file = try PythonFiles.open("unwritten.h5")
        let all = eventFileError { _ = try file.read(["pt"], of: "events") }
        expect(all, .truncated, "2147483648 rows", "2048 of its 2048 chunks were never written")
        expect(eventFileError { _ = try file.read(["pt"], of: "half") }, .truncated, "2 of its 3 chunks")
        expect(eventFileError { _ = try file.read(["pt"], of: "whole") }, .truncated, "never written")
    }

    @Test func refusesColumnsOfSeveralLengths() throws {
        let file = try PythonFiles.open("flat_types.h5")
        let error = eventFileError { _ = try file.read(["pt", "short"]) }
        expect(error, .rowCounts, "'pt' has 12 rows, 'short' 5", "the same events")
        #expect(try file.read(["short"]).rowCount == 5)
    }

    @Test func refusesIntegersThatAFloatDoesNotTellApart() throws {
        let reader = try PythonFiles.open("huge_ids.h5").read(["id"])
        expect(eventFileError { _ = try reader.next(rows: 4) }, .inexactInteger, "'id'", "row 2")
    }

    @Test func refusesFilesWithoutEvents() throws {
        expect(eventFileError { _ = try PythonFiles.open("nothing.h5") }, .empty, "no datasets")
        expect(eventFileError { _ = try PythonFiles.open("no_tree.root") }, .empty, "neither a TTree nor an RNTuple")
    }

    @Test(arguments: ["events.root", "events.parquet", "compound_strings.h5", "pytables.h5", "awkward.h5"])
    func refusesTruncatedFiles(name: String) throws {
        let folder = try TemporaryFolder()
        let whole = try Data(contentsOf: URL(fileURLWithPath: PythonFiles.path(name)))
        for length in [16, whole.count / 3, whole.count / 2] {
            try whole.prefix(length).write(to: folder.file(name))
            let error = eventFileError {
                let file = try EventFile.open(folder.file(name).path, readers: PythonFiles.readers)
                for table in file.tables where table.column("pt") != nil {
                    let reader = try file.read(["pt"], of: table.name)
                    while try reader.next(rows: 5) != nil {}
                }
            }
            #expect(error?.reason.isEmpty == false, "\(name) of \(length) bytes")
        }
    }

    @Test func namesTheTreesThatThereAre() throws {
        let file = try PythonFiles.open("events.root")
        #expect(file.tables.map(\.name) == ["events", "dir/other", "ntuple", "none"])
        #expect(file.tables.map(\.kind) == ["TTree", "TTree", "RNTuple", "TTree"])
        #expect(try file.table("events;1").rowCount == 12)
        expect(
            eventFileError { _ = try file.table("Events") }, .missingTable, "no tree 'Events'",
            "did you mean 'events'?")
        expect(eventFileError { _ = try file.table() }, .missingTable, "4 tables", "events (TTree, 12 rows)")
        expect(
            eventFileError { _ = try file.read(["ptt"], of: "events") }, .missingColumn, "no column 'ptt' in 'events'",
            "did you mean 'pt'?")
    }
}
