/// A row-major, dense view of float32 storage of an ``Arena`` or a ``ParameterBuffer``.
///
/// Matrices of events are feature-major: row i holds feature i of all events, side by side in memory.
/// A view is a reference: a copy of it shows the same elements, and methods that write are not `mutating`.
/// It keeps its memory alive, but not its content: an arena reuses the same memory after ``Arena/release(to:)``.
///
/// `@unchecked Sendable` because elements are written without synchronization: two threads may share a view
/// as long as neither writes what the other reads or writes.
public struct Matrix: @unchecked Sendable {
    /// Features, or other quantities of every event.
    public let rows: Int
    /// Events, a multiple of 8 where kernels take it.
    public let columns: Int
    @usableFromInline let storage: Storage
    @usableFromInline let pointer: UnsafeMutablePointer<Float>

    init(storage: Storage, offset: Int, rows: Int, columns: Int) {
        precondition(
            rows >= 0 && columns >= 0 && offset >= 0 && offset + rows * columns <= storage.count,
            "a \(rows) x \(columns) view at \(offset) of \(storage.count) values")
        self.init(storage: storage, pointer: storage.pointer + offset, rows: rows, columns: columns)
    }

    private init(storage: Storage, pointer: UnsafeMutablePointer<Float>, rows: Int, columns: Int) {
        self.storage = storage
        self.pointer = pointer
        self.rows = rows
        self.columns = columns
    }

    /// The number of elements.
    public var count: Int { rows * columns }

    /// One element.
    @inlinable
    public subscript(row: Int, column: Int) -> Float {
        get {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "element outside the matrix")
            return pointer[row * columns + column]
        }
        nonmutating set {
            precondition(row >= 0 && row < rows && column >= 0 && column < columns, "element outside the matrix")
            pointer[row * columns + column] = newValue
        }
    }

    /// The rows in `range`, a view of the same elements.
    public func rows(_ range: Range<Int>) -> Matrix {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a matrix with \(rows)")
        return Matrix(
            storage: storage, pointer: pointer + range.lowerBound * columns, rows: range.count, columns: columns)
    }

    /// Row `i`, 1 x columns, a view of the same elements.
    public func row(_ i: Int) -> Matrix { rows(i..<i + 1) }

    /// Some elements of row `i`, 1 x range, a view of the same elements.
    public func row(_ i: Int, _ range: Range<Int>) -> Matrix {
        precondition(
            i >= 0 && i < rows && range.lowerBound >= 0 && range.upperBound <= columns,
            "columns \(range) of row \(i) in \(rows) x \(columns)")
        return Matrix(
            storage: storage, pointer: pointer + i * columns + range.lowerBound, rows: 1, columns: range.count)
    }

    /// Copies the columns of `values` to some columns of this matrix, one after the other.
    public func setColumns(_ columns: ArraySlice<Int>, to values: Matrix) {
        requireShape(values, rows, columns.count)
        precondition(columns.allSatisfy { $0 >= 0 && $0 < self.columns }, "columns of a matrix with \(self.columns)")
        for row in 0..<rows {
            let (from, to) = (values.row(row).pointer, self.row(row).pointer)
            for (place, column) in columns.enumerated() { to[column] = from[place] }
        }
    }

    /// The smallest range of whole groups of 8 columns that contains all elements other than 0; NaN is not 0.
    public func columnsThatAreNotZero() -> Range<Int> {
        requirePadding(columns)
        let isNotZero = { (column: Int) in (0..<rows).contains { pointer[$0 * columns + column] != 0 } }
        guard let first = (0..<columns).first(where: isNotZero), let last = (0..<columns).last(where: isNotZero) else {
            return 0..<0
        }
        return first & ~7..<(last + 8) & ~7
    }

    /// The same elements, in the same order, as a matrix of another shape.
    public func reshaped(rows: Int, columns: Int) -> Matrix {
        precondition(
            rows >= 0 && columns >= 0 && rows * columns == count,
            "\(self.rows) x \(self.columns) as \(rows) x \(columns)")
        return Matrix(storage: storage, pointer: pointer, rows: rows, columns: columns)
    }

    /// Sets every element to `value`.
    public func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

    /// Copies the elements of a matrix of the same shape.
    public func copy(from other: Matrix) {
        requireShape(other, rows, columns)
        pointer.update(from: other.pointer, count: count)
    }

    /// Copies `values`, row by row.
    public func copy(from values: [Float]) {
        precondition(values.count == count, "\(values.count) values for a \(rows) x \(columns) matrix")
        values.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            pointer.update(from: base, count: source.count)
        }
    }

    /// Adds a matrix of the same shape to this one.
    public func add(_ other: Matrix) {
        requireShape(other, rows, columns)
        addElements(from: other.pointer, to: pointer, count: count)
    }

    /// Adds `value` to every element.
    public func add(_ value: Float) {
        for index in 0..<count { pointer[index] += value }
    }

    /// Multiplies every element by `factor`.
    public func scale(by factor: Float) {
        for index in 0..<count { pointer[index] *= factor }
    }

    /// Multiplies every row by `row`, of shape [1, columns].
    public func multiply(byRow row: Matrix) { Kernels.multiply(self, byRow: row) }

    /// The elements, row by row.
    public func array() -> [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    /// The elements in memory, row by row, for the time of `body`.
    ///
    /// - Throws: what `body` throws.
    public func withUnsafeMutableBufferPointer<R, E: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(E) -> R
    ) throws(E) -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeMutableBufferPointer(start: pointer, count: count))
    }
}

/// y += x for any count: the kernel takes whole groups of 8, the rest is added one by one.
func addElements(from x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
    let whole = count & ~7
    Kernels.table.add(x, y, whole)
    for i in whole..<count { y[i] += x[i] }
}

/// Traps, with both shapes, where `matrix` is not `rows` x `columns`.
@inline(__always)
func requireShape(_ matrix: Matrix, _ rows: Int, _ columns: Int, function: StaticString = #function) {
    precondition(
        matrix.rows == rows && matrix.columns == columns,
        "\(function): \(matrix.rows) x \(matrix.columns) where \(rows) x \(columns) is needed")
}

/// Traps where the events are not whole groups of 8.
@inline(__always)
func requirePadding(_ columns: Int, function: StaticString = #function) {
    precondition(columns & 7 == 0, "\(function): \(columns) columns, not a multiple of 8")
}
