import EventTables

/// The results of an evaluation, row by row.
struct EventResults {
    /// Empty for a transport map.
    var logDensity: [Double]
    /// Row-major.
    var z: [Double]
    var logDet: [Double]

    /// Sets all results of a row to NaN.
    mutating func invalidate(_ row: Int) {
        let width = z.count / logDet.count
        if !logDensity.isEmpty { logDensity[row] = .nan }
        logDet[row] = .nan
        for place in row * width..<(row + 1) * width { z[place] = .nan }
    }
}

/// The rows of a table whose results are not all finite.
public struct NonFiniteRows: Sendable, Equatable {
    /// How many rows.
    public private(set) var count = 0
    /// The number of the first of them in the table, from 0.
    public private(set) var first: Int?
    /// How many of them have an input that float64 holds and float32 does not.
    private(set) var overflowCount = 0
    /// The first such input.
    private(set) var firstOverflow: Overflow?

    /// An input beyond the largest number of float32.
    struct Overflow: Sendable, Equatable {
        /// The number of its row in the table, from 0.
        let row: Int
        /// Of its column.
        let name: String
        /// As float64.
        let value: Double
    }

    /// No rows yet.
    public init() {}

    /// Checks the fields of a block, each of them row-major.
    mutating func count(_ values: [[Double]], rows: Range<Int>) {
        for (row, number) in rows.enumerated() {
            let isFinite = values.allSatisfy { field in
                let width = field.count / rows.count
                return field[row * width..<(row + 1) * width].allSatisfy(\.isFinite)
            }
            guard !isFinite else { continue }
            count += 1
            first = first ?? number
        }
    }

    /// Counts finite inputs of a block that float32 cannot represent.
    ///
    /// - Parameter values: of the fields, each of them row-major.
    mutating func countOverflows(_ fields: [EventField], _ values: [[Double]], rows: Range<Int>) {
        var overflowing: [Int: Overflow] = [:]
        for (field, numbers) in zip(fields, values) {
            for (place, value) in numbers.enumerated()
            where value.isFinite && value.magnitude > Arithmetic.float32.limit {
                let row = rows.lowerBound + place / field.width
                overflowing[row] =
                    overflowing[row] ?? Overflow(row: row, name: field.columns[place % field.width], value: value)
            }
        }
        overflowCount += overflowing.count
        firstOverflow = firstOverflow ?? overflowing.min { $0.key < $1.key }?.value
    }

    /// Messages about them, a sentence each; empty if all rows are finite.
    ///
    /// - Parameters:
    ///   - total: how many rows there are.
    ///   - remedy: what to do about inputs that overflow; empty if nothing can be done.
    public func words(of total: Int, remedy: String) -> [String] {
        guard let first else { return [] }
        var words = [
            "\(count) of \(total) \(total == 1 ? "row is" : "rows are") not finite, first at row \(first) (counted from 0)"
        ]
        if let overflow = firstOverflow {
            let verb = overflowCount == 1 ? "has an input that overflows" : "have inputs that overflow"
            let place = "\(overflow.name) of row \(overflow.row) is \(overflow.value)"
            words.append(
                "\(overflowCount) of them \(verb) single precision (3.4e38): \(place)"
                    + (remedy.isEmpty ? "" : "; \(remedy)"))
        }
        return words
    }
}
