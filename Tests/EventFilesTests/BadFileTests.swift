import EventFiles
import Foundation
import TestSupport
import Testing

/// What is no file of events gets one error that says what it is.
@Suite struct BadFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ name: String, _ bytes: [UInt8]) throws {
        let url = folder.file(name)
        try Data(bytes).write(to: url)
        _ = try EventFile.open(url.path)
    }

    private func open(_ name: String, _ text: String) throws { try open(name, Array(text.utf8)) }

    @Test(arguments: EventFileFormat.allCases) func namesWhatStandsInThePlaceOfAFile(format: EventFileFormat) {
        let name = "events.\(format.extensions[0])"
        expect(eventFileError { try open(name, "") }, .empty, "0 bytes")
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
        expect(eventFileError { try open(name, pointer) }, .unknownFormat, "git lfs pull")
        expect(eventFileError { try open(name, "<!DOCTYPE html><html>404</html>") }, .unknownFormat, "HTML")
        expect(eventFileError { try open(name, [0x1F, 0x8B, 8, 0, 1, 2, 3, 4]) }, .unknownFormat, "gunzip")
        if format != .csv, format != .safetensors {
            expect(eventFileError { try open(name, "a,b\n1,2\n") }, .unknownFormat, "a text", format.name, ".csv")
        }
        if format != .csv {
            _ = eventFileError { try open(name, [UInt8](repeating: 7, count: 600)) }
        }
    }

    @Test func refusesWhatTellsNothing() {
        expect(eventFileError { try open("events.dat", [1, 2, 3]) }, .unknownFormat, "HDF5, CSV")
        expect(eventFileError { _ = try EventFile.open("/nowhere/at.h5") }, .unreadable, "No such file")
        expect(eventFileError { _ = try EventFile.open(folder.url.path) }, .unreadable, "a folder")
    }

    @Test func readsByContentWhateverTheName() throws {
        let url = folder.file("events.txt")
        try FileManager.default.copyItem(atPath: Fixtures.path("compound.h5"), toPath: url.path)
        #expect(try EventFile.open(url.path).format == .hdf5)
        try Data("a,b\n1,2\n".utf8).write(to: folder.file("t.txt"))
        #expect(try EventFile.open(folder.file("t.txt").path).format == .csv)
        // Begins as a file of ROOT does.
        try Data("root_s,b\n1,2\n".utf8).write(to: folder.file("r.csv"))
        #expect(try EventFile.open(folder.file("r.csv").path).format == .csv)
    }

    // MARK: NumPy

    private func array(_ header: String, version: UInt8 = 1, _ data: [UInt8] = []) -> [UInt8] {
        let text = Array(header.utf8)
        let length: [UInt8] =
            version == 1
            ? [UInt8(text.count & 255), UInt8(text.count >> 8)]
            : [UInt8(text.count & 255), UInt8(text.count >> 8), 0, 0]
        return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
    }

    @Test func refusesArraysThatClaimMoreThanThereIs() {
        for shape in ["(2147483648,)", "(9223372036854775807,)", "(9223372036854775807, 9223372036854775807)"] {
            let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape)}\n"
            let error = eventFileError { try open("a.npy", array(header, [UInt8](repeating: 0, count: 64))) }
            #expect(error?.kind == .truncated || error?.kind == .malformed)
        }
        let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483648,)}\n"
        let error = eventFileError { try open("a.npy", array(header, [UInt8](repeating: 0, count: 64))) }
        expect(error, .truncated, "2147483648 rows", "ends after 8")
    }

    @Test(arguments: [
        "{'descr': '<f8', 'fortran_order': False}", "{'descr': '<f8', 'fortran_order': 1, 'shape': (1,)}", "", "{", "(",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': 5, 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<q', 'fortran_order': False, 'shape': (1,)}", "{'a\\", "{'descr': '<f8'} x",
        String(repeating: "(", count: 5000),
        "{'descr': [('a', '<f8', (1073741823, 1073741823))], 'fortran_order': False, 'shape': (1,)}",
    ]) func refusesHeadersThatNumPyDoesNotWrite(header: String) {
        expect(eventFileError { try open("a.npy", array(header)) }, .malformed, "a.npy")
    }

    @Test func readsHeadersOfPythonTwo() throws {
        let header = "{'descr': '>i2', 'fortran_order': False, 'shape': (2L,)}"
        try open("a.npy", array(header, version: 2, [0, 1, 0xFF, 0xFE]))
        let chunk = try EventFile.open(folder.file("a.npy").path).read(["arr"]).next(rows: 5)
        #expect(chunk?.values == [[1, -2]])
    }

    @Test func findsDamageInPackedArrays() throws {
        var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: Fixtures.path("packed.npz"))))
        // In the packed bytes of the first array.
        bytes[80] ^= 0x10
        try Data(bytes).write(to: folder.file("a.npz"))
        let error = eventFileError {
            let file = try EventFile.open(folder.file("a.npz").path)
            let reader = try file.read(["pt"])
            while try reader.next(rows: 5) != nil {}
        }
        #expect(error?.kind == .malformed || error?.kind == .truncated, "\(String(describing: error))")
    }

    @Test func refusesOtherArchives() {
        // An archive of nothing.
        let end: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
        expect(eventFileError { try open("a.npz", end) }, .empty, "archive of nothing")
    }

    // MARK: Several files

    @Test func namesTheFileThatLacksAColumn() throws {
        let first = try folder.file("a.csv", "pt,eta\n1,2\n3,4\n")
        let second = try folder.file("b.csv", "pt,eat\n5,6\n")
        let error = eventFileError { _ = try EventFileSequence([first.path, second.path], columns: ["eta", "pt"]) }
        expect(error, .missingColumn, "b.csv:1:1", "no column 'eta'", "did you mean 'eat'?")
        let third = try folder.file("c.csv", "eta,pt\n5,6\n")
        let none = try folder.file("d.csv", "eta,pt\n")
        let files = try EventFileSequence([first.path, none.path, third.path], columns: ["eta", "pt"])
        #expect(files.rowCount == 3 && files.rowCounts == [2, 0, 1])
        let reader = files.read()
        var seen: [String] = []
        while let (file, chunk) = try reader.next(rows: 5) { seen.append("\(file) \(chunk.firstRow) \(chunk.values)") }
        #expect(seen == ["0 0 [[2.0, 4.0], [1.0, 3.0]]", "2 0 [[5.0], [6.0]]"])
    }

    // MARK: Values

    @Test func countsWhatIsNotFinite() throws {
        let url = try folder.file("a.csv", "pt,eta\n1,2\nnan,4\n3,inf\n5,6\n-inf,7\n")
        let reader = try EventFile.open(url.path).read(["pt", "eta"])
        var check = NonFiniteCheck(path: url.path, columns: reader.columns)
        while let chunk = try reader.next(rows: 2) { check.add(chunk.values, firstRow: chunk.firstRow) }
        let error = eventFileError { try check.finish() }
        expect(
            error, .notFinite, "'pt' is not finite in 2 of 5 rows (1 NaN, 1 infinite), the first row 1",
            "'eta' is not finite in 1 of 5 rows (1 infinite), the first row 2", "isfinite(pt)")
        var selected = NonFiniteCheck(path: url.path, columns: ["pt"])
        selected.add([[1, .nan]], firstRow: 0, rows: [3, 8])
        expect(eventFileError { try selected.finish() }, .notFinite, "1 of 2 rows", "first row 8")
        var fine = NonFiniteCheck(path: url.path, columns: ["pt"])
        fine.add([[1, 2]], firstRow: 0)
        try fine.finish()
    }

    @Test func refusesIntegersThatAFloatDoesNotTellApart() throws {
        let url = try folder.file("a.csv", "id,pt\n1,1e300\n9007199254740991,2\n9007199254740993,3\n")
        let file = try EventFile.open(url.path)
        let error = eventFileError {
            let reader = try file.read(["id"])
            while try reader.next(rows: 1) != nil {}
        }
        expect(error, .inexactInteger, "'id'", "2^53", "row 2")
        #expect(try file.read(["pt"]).next(rows: 3)?.values == [[1e300, 2, 3]])
    }
}
