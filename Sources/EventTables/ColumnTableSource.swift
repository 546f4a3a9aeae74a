import EventFiles
import Foundation

/// Fields as named columns of a file of any format but safetensors.
struct ColumnTableSource: EventTableSource {
    let rowCount: Int
    private let reader: EventColumnReader
    /// For every component of every field, the place of its column among those that are read.
    private let places: [[Int]]

    init(_ url: URL, fields: [EventField]) throws(EventTableError) {
        let names = fields.flatMap(\.columns)
        // Fields may share columns, which are read once.
        let columns = names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { names[$0] }
        do throws(EventFileError) {
            let format = EventFileFormat(extensionOf: url.path)
            let file = try EventFile.open(url.relativePath, format: format == .csv ? .csv : nil)
            reader = try file.read(columns)
        } catch {
            throw EventTableError(error)
        }
        rowCount = reader.rowCount
        let known = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        places = fields.map { $0.columns.compactMap { known[$0] } }
    }

    func read(_ rows: Range<Int>) throws(EventTableError) -> [[Double]] {
        let chunk: EventColumnChunk?
        do throws(EventFileError) { chunk = try reader.next(rows: rows.count) } catch { throw EventTableError(error) }
        guard let chunk, chunk.firstRow == rows.lowerBound, chunk.rowCount == rows.count else {
            preconditionFailure("rows \(rows) of \(rowCount) are not the next")
        }
        return places.map { places in
            if places.count == 1 { return chunk.values[places[0]] }
            return [Double](unsafeUninitializedCapacity: places.count * rows.count) { values, count in
                for (component, place) in places.enumerated() {
                    for (row, value) in chunk.values[place].enumerated() {
                        values.initializeElement(at: row * places.count + component, to: value)
                    }
                }
                count = places.count * rows.count
            }
        }
    }
}

extension EventTableError {
    /// Converts an error of a file to an error of a table.
    init(_ error: EventFileError) {
        let reason = error.reason + (error.remedy.map { "; \($0)" } ?? "")
        if let place = error.place {
            self = .malformed(path: error.path, line: place.line, column: place.column, reason: reason)
        } else if error.kind == .unreadable {
            self = .unreadable(path: error.path, reason: reason)
        } else {
            self = .file(error)
        }
    }
}
