/// Where the columns of a file come from: one type a format.
protocol EventSource: Sendable {
    var tables: [EventTableInfo] { get }

    /// Begins to read columns of a table from its first row on.
    ///
    /// - Parameters:
    ///   - columns: places in the table's list, each once; numeric and of one length.
    func cursor(table: Int, columns: [Int]) throws(EventFileError) -> any ColumnCursor
}

/// Columns on their way from the first row to the last.
protocol ColumnCursor: AnyObject {
    /// The next rows of every column. Nobody asks for more than there are.
    func next(rows: Int) throws(EventFileError) -> [[Double]]
}
