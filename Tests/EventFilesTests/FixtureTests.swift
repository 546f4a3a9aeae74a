import Foundation
import TestSupport
import Testing

@testable import EventFiles

/// Files that h5py and NumPy wrote, read without Python.
@Suite struct FixtureTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let all = SampleRows.columns + ["x[0]", "x[1]", "x[2]"]

    @Test(arguments: [
        ("compound.h5", "events", EventFileFormat.hdf5), ("flat.h5", "events", .hdf5), ("structured.npy", "", .npy),
        ("packed.npz", "", .npz), ("events.safetensors", "", .safetensors),
    ]) func readsWhatWasWritten(name: String, table: String, format: EventFileFormat) throws {
        let file = try EventFile.open(Fixtures.path(name))
        #expect(file.format == format)
        try SampleRows.expect(file, table, all)
        try SampleRows.expect(file, table, ["n"])
        // In another order than the file's.
        try SampleRows.expect(file, table, ["x[2]", "flag", "pt", "x[0]"])
    }

    @Test func readsNumbersOfPython() throws {
        let file = try EventFile.open(Fixtures.path("table.csv"))
        try SampleRows.expect(file, nil, SampleRows.columns)
        let types = try file.table().columns.map(\.type.description)
        #expect(types == ["float64", "float64", "int64", "int64", "bool", "int64"])
    }

    @Test func tellsTypesAndCounts() throws {
        for (name, table) in [("compound.h5", "events"), ("structured.npy", "")] {
            let columns = try EventFile.open(Fixtures.path(name)).table(table).columns
            let types = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0.type.description) })
            #expect(
                types == [
                    "pt": "float64", "eta": "float32", "n": "int32", "id": "int64", "flag": "bool", "small": "uint8",
                    "x[0]": "float64", "x[1]": "float64", "x[2]": "float64", "label": "text",
                ])
            #expect(columns.allSatisfy { $0.count == SampleRows.count })
        }
    }

    @Test func findsTablesByName() throws {
        let file = try EventFile.open(Fixtures.path("flat.h5"))
        #expect(file.tables.map(\.name) == ["deep/er", "events"])
        #expect(try file.table("/deep/er").rowCount == 4)
        let several = eventFileError { _ = try file.table() }
        expect(several, .missingTable, "2 tables", "deep/er (group of datasets, 4 rows), events")
        let wrong = eventFileError { _ = try file.read(["pt"], of: "evnets") }
        expect(wrong, .missingTable, "no table 'evnets'", "did you mean 'events'?")
    }

    @Test func namesWhatCannotBeRead() throws {
        let file = try EventFile.open(Fixtures.path("flat.h5"))
        let text = eventFileError { try file.check(["pt", "label"], of: "events") }
        expect(text, .notNumeric, "flat.h5: ", "'label' is text", "in 'events'")
        #expect(text?.column == "label")
        let missing = eventFileError { try file.check(["pt", "etta", "mass"], of: "events") }
        expect(missing, .missingColumn, "no columns 'etta', 'mass' in 'events'", "did you mean 'eta'?")
        let elsewhere = eventFileError { try file.check(["y"], of: "events") }
        expect(elsewhere, .missingColumn, "table 'deep/er' has 'y'")
    }

    @Test func takesNamesForTheColumnsOfAMatrix() throws {
        let file = try EventFile.open(Fixtures.path("flat.h5"), columnNames: ["x": ["px", "py", "pz"]])
        let chunk = try #require(try file.read(["py"], of: "events").next(rows: 2))
        #expect(chunk.values == [[0.125, 1.125]])
        let few = eventFileError { _ = try EventFile.open(Fixtures.path("flat.h5"), columnNames: ["x": ["px"]]) }
        expect(few, .missingColumn, "3 columns", "1 name")
        let none = eventFileError { _ = try EventFile.open(Fixtures.path("flat.h5"), columnNames: ["xs": ["a"]]) }
        expect(none, .missingColumn, "no array 'xs'")
    }

    /// A copy of a fixture that ends early, at several places.
    @Test(arguments: ["compound.h5", "flat.h5", "structured.npy", "packed.npz", "events.safetensors"])
    func refusesTruncatedFiles(name: String) throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path(name)))
        for length in [1, 9, 20, 100, whole.count / 2, whole.count - 30, whole.count - 1] {
            let url = folder.file(name)
            try whole.prefix(length).write(to: url)
            let error = eventFileError {
                let file = try EventFile.open(url.path)
                let table = try #require(file.tables.first { $0.column("pt") != nil }).name
                let reader = try file.read(["pt", "x[2]"], of: table)
                while try reader.next(rows: 5) != nil {}
            }
            #expect(error?.path == url.path && error?.reason.isEmpty == false, "\(length) bytes")
        }
    }

    @Test func countsValues() throws {
        let file = try EventFile.open(Fixtures.path("compound.h5"))
        let found = try file.statistics(of: ["eta", "flag"], table: "events")
        #expect(found.map(\.name) == ["eta", "flag"] && found.allSatisfy { $0.count == 12 && $0.nanCount == 0 })
        #expect(found[0].minimum == -1.25 && found[0].maximum == 1.5 && found[0].mean == 0.125)
        #expect(found[0].zeroCount == 1 && found[0].negativeCount == 5 && found[0].firstNonFinite == nil)
        // Of 0 … 11, over 16.
        #expect(abs(try #require(found[0].standardDeviation) - (143.0 / 12).squareRoot() / 4) < 1e-12)
        #expect(try file.statistics(table: "events").map(\.name) == all)
    }
}
