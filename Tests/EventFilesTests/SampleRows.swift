import EventFiles
import Foundation
import Testing

/// The rows that `Writers/write_files.py` writes, by the rule that is stated there.
enum SampleRows {
    static let count = 12
    static let columns = ["pt", "eta", "n", "id", "flag", "small"]

    static func value(_ column: String, _ row: Int) -> Double {
        let i = Double(row)
        switch column {
        case "pt", "p_τ": return 25 + i / 2
        case "eta", "half": return (i - 5) / 4
        case "n": return i - 3
        case "id": return 1_000_000_007 * i
        case "flag": return row % 3 == 0 ? 1 : 0
        case "small": return Double(250 + row % 6)
        case "a": return i
        case "b": return i / 4
        default:
            // x[0], x[1], x[2]
            guard let component = column.dropLast().last.flatMap({ Double(String($0)) }) else { return .nan }
            return i + component / 8
        }
    }

    static func values(_ column: String, _ rows: Range<Int> = 0..<count) -> [Double] {
        rows.map { value(column, $0) }
    }

    /// Reads columns in chunks of several lengths and holds them against the rule.
    static func expect(
        _ file: EventFile, _ table: String?, _ columns: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for length in [1, 5, 7, 100] {
            let reader = try file.read(columns, of: table)
            #expect(reader.rowCount == count, sourceLocation: sourceLocation)
            var values = columns.map { _ in [Double]() }
            while let chunk = try reader.next(rows: length) {
                #expect(chunk.firstRow == values[0].count, sourceLocation: sourceLocation)
                #expect(chunk.rowCount == min(length, count - chunk.firstRow), sourceLocation: sourceLocation)
                for (place, column) in chunk.values.enumerated() { values[place] += column }
            }
            for (column, values) in zip(columns, values) {
                let name = column.split(separator: ".").last.map(String.init) ?? column
                #expect(values == self.values(name), "\(file.path): \(column)", sourceLocation: sourceLocation)
            }
        }
    }
}

/// Files that are kept beside the tests.
enum Fixtures {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

/// The error that reading throws.
func eventFileError(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) -> EventFileError? {
    do {
        try body()
        Issue.record("no error", sourceLocation: sourceLocation)
        return nil
    } catch let error as EventFileError {
        return error
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
        return nil
    }
}

/// Holds an error against its kind and the words that it must have.
func expect(
    _ error: EventFileError?, _ kind: EventFileError.Kind, _ words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let error else { return }
    #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
    for word in words where !word.isEmpty {
        #expect("\(error)".contains(word), "\(error)", sourceLocation: sourceLocation)
    }
}
