/// Where the columns of a file come from: one type a format.
protocol EventSource: Sendable {
    var tables: [EventTableInfo] { get }

    /// Begins to read columns of a table from its first row on.
    ///
    /// - Parameters:
    ///   - columns: indices in the table's list, without repetitions; numeric and of equal length.
    func cursor(table: Int, columns: [Int]) throws(EventFileError) -> any ColumnCursor
}

/// Columns on their way from the first row to the last.
protocol ColumnCursor: AnyObject {
    /// The next rows of every column. Callers never request more than there are.
    func next(rows: Int) throws(EventFileError) -> [[Double]]
}
