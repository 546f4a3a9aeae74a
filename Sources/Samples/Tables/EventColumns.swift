/// Columns of numbers by name, one number a row, as a file of events holds them.
///
/// Rows come in chunks, so that a file need not fit into memory.
public protocol EventColumns: Sendable {
    /// What messages call it: the path of a file.
    var name: String { get }

    /// In the order of the file.
    var columnNames: [String] { get }

    /// Calls `body` for all rows in order, some at a time, with an equally long array for each of the columns.
    ///
    /// - Parameter columns: among ``columnNames``.
    /// - Throws: what is wrong with the file, and what `body` throws.
    func forEachChunk(of columns: [String], _ body: ([[Double]]) throws -> Void) throws
}

/// Columns in memory.
public struct MemoryColumns: EventColumns {
    public let name: String
    public let columnNames: [String]
    /// Shape [columns, rows].
    private let values: [[Double]]
    /// Rows that are given at a time.
    private let chunk: Int

    /// - Parameter columns: name and values of each, equally long.
    /// - Precondition: names differ, and there is a row or more in a chunk.
    public init(_ columns: [(name: String, values: [Double])], name: String = "memory", chunk: Int = 65_536) {
        precondition(Set(columns.map(\.values.count)).count <= 1, "columns of \(columns.map(\.values.count)) rows")
        precondition(Set(columns.map(\.name)).count == columns.count, "columns \(columns.map(\.name))")
        precondition(chunk > 0, "chunks of \(chunk) rows")
        self.name = name
        columnNames = columns.map(\.name)
        values = columns.map(\.values)
        self.chunk = chunk
    }

    public func forEachChunk(of columns: [String], _ body: ([[Double]]) throws -> Void) throws {
        let wanted = columns.map { column -> [Double] in
            guard let place = columnNames.firstIndex(of: column) else {
                preconditionFailure("'\(name)' has no column '\(column)', but \(columnNames)")
            }
            return values[place]
        }
        let count = values.first?.count ?? 0
        for start in stride(from: 0, to: count, by: chunk) {
            try body(wanted.map { Array($0[start..<min(start + chunk, count)]) })
        }
    }
}
