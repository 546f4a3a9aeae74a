/// The results of an evaluation, row by row.
struct EventResults {
    /// Empty for a transport map.
    var logDensity: [Double]
    /// Row-major.
    var z: [Double]
    var logDet: [Double]

    /// NaN in everything that is said of a row.
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

    /// No rows yet.
    public init() {}

    /// Looks through the fields of a block, each of them row-major.
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
}
