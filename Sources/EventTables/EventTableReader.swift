import EventFiles
import Foundation

/// Some fields of a table on disk, read block by block from the first row to the last.
public struct EventTableReader {
    /// The fields to read from every row.
    public let fields: [EventField]
    /// The number of events. A CSV file is read through once to count them.
    public let rowCount: Int
    private var source: any EventTableSource
    private var nextRow = 0

    /// Opens a table. Its extension decides whether fields are tensors (`.safetensors`) or columns (`.csv`, and every
    /// other format that `EventFiles` reads, if the file has a single table).
    ///
    /// - Parameters:
    ///   - url: the file.
    ///   - fields: those to read, at least one.
    /// - Throws: ``EventTableError`` where the file cannot be read or has no such fields. Wrong numbers in a CSV file
    ///   are found when their block is read.
    public init(contentsOf url: URL, fields: [EventField]) throws(EventTableError) {
        precondition(!fields.isEmpty, "a table of no fields has no rows")
        self.fields = fields
        switch EventFileFormat(extensionOf: url.path) {
        case .safetensors: source = try SafetensorsTableSource(url, fields: fields)
        case .csv, .hdf5, .npy, .npz, .root, .parquet: source = try ColumnTableSource(url, fields: fields)
        case nil: throw .unknownFormat(path: url.relativePath)
        }
        rowCount = source.rowCount
    }

    /// The next rows, as many as requested if there are enough; nil after the last.
    ///
    /// - Parameter limit: at least 1.
    /// - Throws: ``EventTableError`` where a number of a row cannot be read.
    public mutating func nextBlock(rows limit: Int) throws(EventTableError) -> EventBlock? {
        precondition(limit > 0, "a block of \(limit) rows")
        guard nextRow < rowCount else { return nil }
        let rows = nextRow..<min(rowCount, nextRow + limit)
        let values = try source.read(rows)
        nextRow = rows.upperBound
        return EventBlock(firstRow: rows.lowerBound, rowCount: rows.count, values: values)
    }
}

/// Where the rows of a table come from.
protocol EventTableSource {
    var rowCount: Int { get }

    /// The values of every field, row-major, of rows that follow those read last.
    mutating func read(_ rows: Range<Int>) throws(EventTableError) -> [[Double]]
}

/// Consecutive rows of a table.
public struct EventBlock: Sendable, Equatable {
    /// The first row's number in the table, from 0.
    public let firstRow: Int
    /// How many rows.
    public let rowCount: Int
    /// The values of every field, row-major: component c of row r at `r · width + c`.
    public let values: [[Double]]

    /// `values` has an array for each field, whose length is a multiple of `rowCount`.
    public init(firstRow: Int, rowCount: Int, values: [[Double]]) {
        precondition(
            values.allSatisfy { rowCount == 0 ? $0.isEmpty : $0.count % rowCount == 0 },
            "fields of \(values.map(\.count)) values for \(rowCount) rows")
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.values = values
    }

    /// The numbers of the rows in the table.
    public var rows: Range<Int> { firstRow..<firstRow + rowCount }
}

/// The kinds of tables that are written, chosen by the file's extension.
public enum EventTableFormat: String, Sendable, CaseIterable {
    /// A tensor for each field.
    case safetensors
    /// A named column for each number.
    case csv

    /// - Throws: ``EventTableError/unknownFormat(path:)``.
    public init(of url: URL) throws(EventTableError) {
        guard let format = Self(rawValue: url.pathExtension.lowercased()) else {
            throw .unknownFormat(path: url.relativePath)
        }
        self = format
    }
}
