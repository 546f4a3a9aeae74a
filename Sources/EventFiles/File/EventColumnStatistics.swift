/// Counts and moments of a column's values.
public struct EventColumnStatistics: Sendable, Equatable {
    /// The name of the column.
    public let name: String
    /// The number of values.
    public private(set) var count = 0
    /// The number of NaN.
    public private(set) var nanCount = 0
    /// The number of infinite values.
    public private(set) var infiniteCount = 0
    private(set) var zeroCount = 0
    /// Of finite values below 0.
    private(set) var negativeCount = 0
    /// The row of the first NaN or infinity, from 0.
    private(set) var firstNonFinite: Int?
    /// The smallest finite value; nil if there is none; the same holds for the following values.
    public private(set) var minimum: Double?
    /// The largest finite value.
    public private(set) var maximum: Double?
    // Sums of differences from the first finite value, which do not cancel where all values are alike.
    private var shift = 0.0
    private var sum = 0.0
    private var sumOfSquares = 0.0

    public init(_ name: String) { self.name = name }

    /// The number of finite values.
    public var finiteCount: Int { count - nanCount - infiniteCount }

    /// The mean of finite values; nil if there is none.
    public var mean: Double? { finiteCount > 0 ? shift + sum / Double(finiteCount) : nil }

    /// The standard deviation from the mean, with the denominator n.
    var standardDeviation: Double? {
        guard finiteCount > 0 else { return nil }
        let mean = sum / Double(finiteCount)
        return max(0, sumOfSquares / Double(finiteCount) - mean * mean).squareRoot()
    }

    /// Adds values; the first is that of row `firstRow`.
    public mutating func add(_ values: [Double], firstRow: Int) {
        var (low, high) = (minimum ?? .infinity, maximum ?? -.infinity)
        if finiteCount == 0, let first = values.first(where: \.isFinite) { shift = first }
        for (index, value) in values.enumerated() {
            guard value.isFinite else {
                if value.isNaN { nanCount += 1 } else { infiniteCount += 1 }
                if firstNonFinite == nil { firstNonFinite = firstRow + index }
                continue
            }
            if value == 0 { zeroCount += 1 }
            if value < 0 { negativeCount += 1 }
            low = min(low, value)
            high = max(high, value)
            sum += value - shift
            sumOfSquares += (value - shift) * (value - shift)
        }
        count += values.count
        if low <= high { (minimum, maximum) = (low, high) }
    }
}

/// Counts values that are not finite during a pass, column by column, so that one error reports all of them.
public struct NonFiniteCheck: Sendable {
    private struct Column {
        let name: String
        var nanCount = 0
        var infiniteCount = 0
        var firstRow: Int?
    }

    private let path: String
    private var columns: [Column]
    private var rowCount = 0

    /// With these values.
    public init(path: String, columns: [String]) {
        self.path = path
        self.columns = columns.map { Column(name: $0) }
    }

    /// - Parameters:
    ///   - values: an array for each column.
    ///   - firstRow: the number of the first value's row in the file.
    ///   - rows: the numbers of all rows, if some were left out.
    public mutating func add(_ values: [[Double]], firstRow: Int, rows: [Int]? = nil) {
        precondition(values.count == columns.count, "\(values.count) columns for \(columns.count)")
        rowCount += values.first?.count ?? 0
        for (place, values) in values.enumerated() {
            // Usually all are finite, which one sum of differences shows.
            guard !values.allSatisfy({ $0.isFinite }) else { continue }
            for (index, value) in values.enumerated() where !value.isFinite {
                if value.isNaN { columns[place].nanCount += 1 } else { columns[place].infiniteCount += 1 }
                if columns[place].firstRow == nil { columns[place].firstRow = rows?[index] ?? firstRow + index }
            }
        }
    }

    /// - Throws: one ``EventFileError`` of the kind `notFinite` for all columns with NaN or infinities.
    public func finish() throws(EventFileError) {
        let wrong = columns.filter { $0.firstRow != nil }
        guard let first = wrong.first else { return }
        let words = wrong.map { column in
            let counts = [(column.nanCount, "NaN"), (column.infiniteCount, "infinite")].filter { $0.0 > 0 }
            let kinds = counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
            return "column '\(column.name)' is not finite in \(column.nanCount + column.infiniteCount) of "
                + "\(counted(rowCount, "row")) (\(kinds)), the first "
                + "row \(column.firstRow ?? 0)"
        }
        throw EventFileError(
            .notFinite, path, column: first.name, words.joined(separator: "; "),
            remedy: "rows count from 0; leave them out by 'isfinite(\(first.name))', or correct the file")
    }
}
