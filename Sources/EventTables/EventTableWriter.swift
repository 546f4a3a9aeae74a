import Foundation

/// Writes a table block by block, from the first row to the last.
///
/// The table is written to a temporary file, which replaces the target in ``finish()``, or is copied into a pipe or a
/// device; an unfinished file is removed when the writer is deallocated.
public final class EventTableWriter {
    /// The type of the numbers written.
    public enum Precision: Sendable {
        /// Four bytes, or decimals that read back as the same float32.
        case float32
        /// Eight bytes, or decimals that read back as the same float64.
        case float64
    }

    /// The fields to write for every row.
    public let fields: [EventField]
    /// Rows of the whole table.
    public let rowCount: Int
    private let sink: any EventTableSink
    private var nextRow = 0

    /// Begins a table; its extension decides the format.
    ///
    /// - Parameters:
    ///   - url: where the table goes.
    ///   - fields: the fields to write for every row.
    ///   - rowCount: how many rows there will be.
    ///   - precision: of the numbers.
    ///   - metadata: free strings for the header of a safetensors file; a CSV file cannot hold them.
    /// - Throws: ``EventTableError`` where the file cannot be written.
    public init(
        to url: URL, fields: [EventField], rowCount: Int, precision: Precision, metadata: [String: String] = [:]
    ) throws(EventTableError) {
        precondition(!fields.isEmpty && rowCount >= 0, "a table of \(fields.count) fields and \(rowCount) rows")
        self.fields = fields
        self.rowCount = rowCount
        sink =
            switch try EventTableFormat(of: url) {
            case .safetensors:
                try SafetensorsTableSink(
                    url, fields: fields, rowCount: rowCount, precision: precision, metadata: metadata)
            case .csv: try CSVTableSink(url, fields: fields, precision: precision)
            }
    }

    /// Appends the next rows; float32 tables round them to the nearest.
    ///
    /// - Throws: ``EventTableError`` where the file cannot be written.
    public func write(_ block: EventBlock) throws(EventTableError) {
        precondition(
            block.firstRow == nextRow && block.rows.upperBound <= rowCount,
            "rows \(block.rows) of \(rowCount) after the first \(nextRow)")
        precondition(
            block.values.map(\.count) == fields.map { $0.width * block.rowCount },
            "\(block.values.map(\.count)) values for \(block.rowCount) rows of \(fields.map(\.width)) components")
        try sink.write(block)
        nextRow = block.rows.upperBound
    }

    /// Replaces the target by the table. All rows must have been written.
    ///
    /// - Throws: ``EventTableError``; an existing table is then unchanged.
    public func finish() throws(EventTableError) {
        precondition(nextRow == rowCount, "\(nextRow) of \(rowCount) rows written")
        try sink.finish()
    }
}

/// Where the rows of a table go.
protocol EventTableSink {
    func write(_ block: EventBlock) throws(EventTableError)
    func finish() throws(EventTableError)
}
