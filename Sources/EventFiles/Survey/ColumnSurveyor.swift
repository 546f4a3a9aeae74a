/// Summarizes columns while they are read, in one pass and with bounded memory.
public struct ColumnSurveyor: Sendable {
    private var statistics: [EventColumnStatistics]
    private var different: [DifferentValues]
    private var areWhole: [Bool]
    private var sample: RowSample

    /// - Parameter columns: their names.
    public init(_ columns: [String]) {
        statistics = columns.map { EventColumnStatistics($0) }
        different = columns.map { _ in DifferentValues() }
        areWhole = columns.map { _ in true }
        sample = RowSample(columns: columns.count)
    }

    /// - Parameters:
    ///   - values: an array for each column, in their order.
    ///   - rows: the rows' numbers, in ascending order, without repetitions.
    public mutating func add(_ values: [[Double]], rows: [Int]) {
        precondition(values.count == statistics.count, "\(values.count) columns for \(statistics.count)")
        guard let first = rows.first else { return }
        for (place, column) in values.enumerated() {
            statistics[place].add(column, firstRow: first)
            different[place].add(column)
            if areWhole[place] { areWhole[place] = column.allSatisfy { !$0.isFinite || $0 == $0.rounded() } }
        }
        sample.add(values, rows: rows)
    }

    /// Adds the next rows of a table.
    public mutating func add(_ chunk: EventColumnChunk) {
        add(chunk.values, rows: Array(chunk.firstRow..<chunk.firstRow + chunk.rowCount))
    }

    /// The summaries so far, column by column.
    public var surveys: [ColumnSurvey] {
        statistics.indices.map { place in
            ColumnSurvey(
                statistics: statistics[place], values: different[place].values, isWhole: areWhole[place],
                sample: sample.columns[place].filter(\.isFinite).sorted())
        }
    }
}

/// The different finite values of a column as long as they are few.
private struct DifferentValues: Sendable {
    private var seen: [Double] = []
    private var counts: [Int] = []
    private var areMany = false

    var values: [ColumnSurvey.Value]? {
        guard !areMany else { return nil }
        return zip(seen, counts).map { ColumnSurvey.Value(value: $0, count: $1) }.sorted { $0.value < $1.value }
    }

    mutating func add(_ values: [Double]) {
        guard !areMany else { return }
        // The same value often comes many times in a row.
        var last = 0
        for value in values where value.isFinite {
            if last < seen.count, seen[last] == value {
                counts[last] += 1
            } else if let place = seen.firstIndex(of: value) {
                last = place
                counts[place] += 1
            } else if seen.count < ColumnSurvey.mostValues {
                last = seen.count
                seen.append(value)
                counts.append(1)
            } else {
                (seen, counts, areMany) = ([], [], true)
                return
            }
        }
    }
}

/// Rows of a table, chosen by their numbers alone: the same however the table comes in pieces.
private struct RowSample: Sendable {
    /// Of each row, all columns; what is not finite, too.
    private(set) var columns: [[Double]]
    private var rows: [Int] = []
    /// A power of two less 1: one of `mask + 1` rows is taken.
    private var mask: UInt64 = 0
    private let limit: Int

    init(columns count: Int) {
        columns = [[Double]](repeating: [], count: count)
        limit = max(2048, min(65_536, (1 << 22) / max(1, count)))
    }

    mutating func add(_ values: [[Double]], rows more: [Int]) {
        let places = more.indices.filter { isChosen(more[$0]) }
        rows += places.map { more[$0] }
        for column in columns.indices { columns[column] += places.map { values[column][$0] } }
        while rows.count > limit {
            mask = mask << 1 | 1
            let kept = rows.indices.filter { isChosen(rows[$0]) }
            rows = kept.map { rows[$0] }
            for column in columns.indices {
                let all = columns[column]
                columns[column] = kept.map { all[$0] }
            }
        }
    }

    private func isChosen(_ row: Int) -> Bool { mask == 0 || Self.mixed(row) & mask == 0 }

    /// A number without any order in it that belongs to a row: the last steps of SplitMix64 (Steele et al. 2014,
    /// doi:10.1145/2660193.2660195). Rows at equal distances would meet whatever is periodic in a file.
    private static func mixed(_ row: Int) -> UInt64 {
        var bits = (UInt64(truncatingIfNeeded: row) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
