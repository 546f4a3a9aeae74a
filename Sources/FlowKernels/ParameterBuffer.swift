/// A flat float32 vector on a 64-byte boundary: the parameters of a model, or their gradient.
///
/// `@unchecked Sendable` for the reason stated at ``Matrix``: many threads may read it, and one that writes must be
/// alone with what it writes. ``withUnsafeMutableBufferPointer(_:)`` and views of it are live references.
public final class ParameterBuffer: @unchecked Sendable {
    private let storage: Storage
    private let offset: Int
    /// How many values there are.
    public let count: Int
    private var pointer: UnsafeMutablePointer<Float> { storage.pointer + offset }

    /// `count` zeros.
    public init(count: Int) {
        storage = Storage(count: count)
        offset = 0
        self.count = count
        storage.pointer.initialize(repeating: 0, count: count)
    }

    /// A buffer of its own with these values.
    public init(_ values: [Float]) {
        storage = Storage(count: values.count)
        offset = 0
        count = values.count
        values.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            storage.pointer.initialize(from: base, count: source.count)
        }
    }

    private init(storage: Storage, offset: Int, count: Int) {
        self.storage = storage
        self.offset = offset
        self.count = count
    }

    /// Part of the vector, sharing its memory: the parameters of one part of a model.
    public func slice(at start: Int, count: Int) -> ParameterBuffer {
        precondition(start >= 0 && count >= 0 && start + count <= self.count, "\(count) of \(self.count) at \(start)")
        return ParameterBuffer(storage: storage, offset: offset + start, count: count)
    }

    /// The values `offset ..< offset + rows * columns` as a matrix that shares them.
    public func matrix(at offset: Int, rows: Int, columns: Int) -> Matrix {
        precondition(
            offset >= 0 && rows >= 0 && columns >= 0 && offset + rows * columns <= count,
            "a \(rows) x \(columns) tensor at \(offset) of \(count) parameters")
        return Matrix(storage: storage, offset: self.offset + offset, rows: rows, columns: columns)
    }

    /// A copy of the values; assigning needs the same count.
    public var values: [Float] {
        get { Array(UnsafeBufferPointer(start: pointer, count: count)) }
        set { matrix(at: 0, rows: 1, columns: count).copy(from: newValue) }
    }

    /// Sets every value.
    public func fill(_ value: Float) { pointer.update(repeating: value, count: count) }

    /// Adds a buffer of the same count to this one.
    public func add(_ other: ParameterBuffer) {
        precondition(other.count == count, "\(other.count) parameters added to \(count)")
        addElements(from: other.pointer, to: pointer, count: count)
    }

    /// Multiplies every value by `factor`.
    public func scale(by factor: Float) {
        for index in 0..<count { pointer[index] *= factor }
    }

    /// A buffer of its own with the same values.
    public func copy() -> ParameterBuffer {
        let copy = ParameterBuffer(count: count)
        copy.pointer.update(from: pointer, count: count)
        return copy
    }

    /// The values in memory, for the time of `body`.
    ///
    /// - Throws: what `body` throws.
    public func withUnsafeMutableBufferPointer<R, E: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(E) -> R
    ) throws(E) -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeMutableBufferPointer(start: pointer, count: count))
    }
}
