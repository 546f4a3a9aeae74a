/// Consecutive rows of a table.
public struct EventBlock: Sendable, Equatable {
    /// The first row's number in the table, from 0.
    public let firstRow: Int
    /// How many rows.
    public let rowCount: Int
    /// The values of every field, row-major: component c of row r at `r · width + c`.
    public let values: [[Double]]

    /// - Parameter values: one array a field, each of a multiple of `rowCount` values.
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
