/// A bump allocator for the matrices of one chunk of work, used by one thread at a time.
///
/// It grows by whole slabs, which never move, so views stay valid; memory that was allocated since a ``mark()`` is
/// reused after ``release(to:)``. Every matrix starts on a 64-byte boundary. After the first pass over a chunk it
/// allocates no more memory.
public final class Arena {
    /// A state of the arena to which it can be reset.
    public struct Mark: Equatable, Sendable {
        fileprivate let slab: Int
        fileprivate let used: Int
    }

    private static let slabCount = 1 << 18  // 1 MiB of float32
    private var slabs: [Storage] = []
    private var slab = 0
    private var used = 0

    /// An arena without memory; it takes what it needs.
    public init() {}

    /// An uninitialized matrix: its elements are whatever was there before.
    public func matrix(rows: Int, columns: Int) -> Matrix {
        precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
        let size = (rows * columns + 15) & ~15
        while slab < slabs.count && used + size > slabs[slab].count {
            slab += 1
            used = 0
        }
        if slab == slabs.count { slabs.append(Storage(count: max(size, Self.slabCount))) }
        defer { used += size }
        return Matrix(storage: slabs[slab], offset: used, rows: rows, columns: columns)
    }

    /// A matrix of zeros.
    public func zeros(rows: Int, columns: Int) -> Matrix {
        let matrix = matrix(rows: rows, columns: columns)
        matrix.fill(0)
        return matrix
    }

    /// Some columns of a matrix: itself where they are all, otherwise a copy.
    public func columns(_ range: Range<Int>, of source: Matrix) -> Matrix {
        if range == 0..<source.columns { return source }
        let part = matrix(rows: source.rows, columns: range.count)
        for row in 0..<source.rows { part.row(row).copy(from: source.row(row, range)) }
        return part
    }

    /// A copy of some columns of a matrix, each any number of times.
    public func columns(_ columns: ArraySlice<Int>, of source: Matrix) -> Matrix {
        precondition(
            columns.allSatisfy { $0 >= 0 && $0 < source.columns }, "columns of a matrix with \(source.columns)")
        let part = matrix(rows: source.rows, columns: columns.count)
        for row in 0..<source.rows {
            let (from, to) = (source.row(row).pointer, part.row(row).pointer)
            for (place, column) in columns.enumerated() { to[place] = from[column] }
        }
        return part
    }

    /// The present height.
    public func mark() -> Mark { Mark(slab: slab, used: used) }

    /// Frees every matrix allocated since `mark`.
    public func release(to mark: Mark) {
        precondition((mark.slab, mark.used) <= (slab, used), "a mark above the present height")
        slab = mark.slab
        used = mark.used
    }

    /// Runs `body` and frees every matrix allocated in it.
    ///
    /// - Throws: what `body` throws.
    public func scope<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        let start = mark()
        defer { release(to: start) }
        return try body()
    }
}
