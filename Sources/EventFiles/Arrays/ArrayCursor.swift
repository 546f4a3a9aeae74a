/// Columns of arrays whose rows lie in byte streams.
final class ArrayCursor: ColumnCursor {
    /// One array and the columns that are wanted of it.
    struct Part {
        /// Of rows, or of one component where the array is column-major.
        let stream: any ByteStream
        let rowBytes: Int
        /// Where a number stands in a row, and which column it goes to.
        let values: [(layout: NumberLayout, offset: Int, column: Int)]
    }

    /// Bytes that are read at a time.
    private static let piece = 1 << 20

    private let parts: [Part]
    private let columnCount: Int

    init(_ parts: [Part], columnCount: Int) {
        self.parts = parts
        self.columnCount = columnCount
    }

    func next(rows: Int) throws(EventFileError) -> [[Double]] {
        var values = [[Double]](repeating: [], count: columnCount)
        for part in parts { try read(part, rows, into: &values) }
        return values
    }

    private func read(_ part: Part, _ rows: Int, into columns: inout [[Double]]) throws(EventFileError) {
        for value in part.values { columns[value.column] = [Double](repeating: 0, count: rows) }
        let step = max(1, min(rows, Self.piece / max(1, part.rowBytes)))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: step * part.rowBytes, alignment: 16)
        defer { buffer.deallocate() }
        guard let start = buffer.baseAddress.map({ UnsafeRawPointer($0) }) else { return }
        var done = 0
        while done < rows {
            let count = min(step, rows - done)
            try part.stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<(count * part.rowBytes)]))
            for value in part.values {
                columns[value.column].withUnsafeMutableBufferPointer { column in
                    guard let first = column.baseAddress else { return }
                    value.layout.decode(
                        from: start + value.offset, stride: part.rowBytes, count: count, into: first + done)
                }
            }
            done += count
        }
    }
}

extension StoredArray {
    /// The bytes of the whole array; nil if the number is too large for any file.
    var byteCount: Int? {
        let (product, overflows) = rowCount.multipliedReportingOverflow(by: rowBytes)
        return overflows ? nil : product
    }

    /// The parts to read for some of its columns.
    ///
    /// - Parameters:
    ///   - wanted: the columns, and their indices among the requested ones.
    ///   - stream: the array's bytes from an offset on.
    func parts(
        _ wanted: [(column: StoredColumn, place: Int)], stream: (Int) throws(EventFileError) -> any ByteStream
    ) throws(EventFileError) -> [ArrayCursor.Part] {
        var values: [(layout: NumberLayout, offset: Int, column: Int)] = []
        var parts: [ArrayCursor.Part] = []
        for (column, place) in wanted {
            guard case .number(let layout) = column.value else { continue }
            switch element {
            case .scalar: values.append((layout, 0, place))
            case .record(let members): values.append((layout, members[column.part].offset, place))
            case .vector where isColumnMajor:
                let bytes = try stream(column.part * rowCount * layout.size)
                parts.append(ArrayCursor.Part(stream: bytes, rowBytes: layout.size, values: [(layout, 0, place)]))
            case .vector: values.append((layout, column.part * layout.size, place))
            }
        }
        if !values.isEmpty {
            parts.append(ArrayCursor.Part(stream: try stream(0), rowBytes: rowBytes, values: values))
        }
        return parts
    }
}

/// The tables of a format whose arrays lie in byte streams.
struct ArraySource: EventSource {
    let arrays: [StoredArray]
    private let assembled: ArrayTables
    private let stream: @Sendable (_ array: Int, _ offset: Int) throws(EventFileError) -> any ByteStream

    var tables: [EventTableInfo] { assembled.infos }

    /// - Parameter stream: the bytes of an array from an offset on.
    init(
        _ arrays: [StoredArray], tables: ArrayTables,
        stream: @escaping @Sendable (_ array: Int, _ offset: Int) throws(EventFileError) -> any ByteStream
    ) {
        self.arrays = arrays
        assembled = tables
        self.stream = stream
    }

    func cursor(table: Int, columns: [Int]) throws(EventFileError) -> any ColumnCursor {
        let wanted = columns.enumerated().map { (column: assembled.columns[table][$1], place: $0) }
        var parts: [ArrayCursor.Part] = []
        for array in Set(wanted.map(\.column.array)).sorted() {
            parts += try arrays[array].parts(wanted.filter { $0.column.array == array }) {
                (offset: Int) throws(EventFileError) in try stream(array, offset)
            }
        }
        return ArrayCursor(parts, columnCount: columns.count)
    }
}
