import Samples
import Statistics

/// What the values of one feature or score are like in a class: whether a density can follow them.
struct FeatureLaw {
    /// How many events of a class, the first ones, are used at most.
    static let limit = 2000

    /// The value that most events have, and the part of them that do; 0 where fewer than five share it.
    let spike: (value: Double, share: Double)
    /// How many events have one value, on average.
    let repeats: Double
    let areWhole: Bool
    /// How likely two events have one value.
    let coincidence: Double
    /// How far out the outermost 0.1 % begin, at least five events, in half-widths of the central 68.3 % about the
    /// median; nil where these have no width, or of fewer than 200 events.
    let tail: Double?

    /// - Precondition: at least one value.
    init(_ column: [Float]) {
        let sorted = column.prefix(Self.limit).sorted()
        let count = sorted.count
        var (start, distinct, longest, pairs) = (0, 0, 0..<1, 0.0)
        for end in 1...count where end == count || sorted[end] != sorted[start] {
            distinct += 1
            if end - start > longest.count { longest = start..<end }
            pairs += Double(end - start) * Double(end - start - 1)
            start = end
        }
        spike = (
            Double(sorted[longest.lowerBound]), longest.count < 5 ? 0 : Double(longest.count) / Double(count)
        )
        repeats = Double(count) / Double(distinct)
        areWhole = sorted.allSatisfy { $0 == $0.rounded() }
        coincidence = count > 1 ? pairs / (Double(count) * Double(count - 1)) : 0
        let outer = max(count / 1000, 5)
        func quantile(_ part: Double) -> Double { Double(sorted[Int(part * Double(count - 1))]) }
        let (middle, width) = (quantile(0.5), (quantile(0.8413) - quantile(0.1587)) / 2)
        tail =
            count < 200 || !(width > 0)
            ? nil : max(middle - Double(sorted[outer]), Double(sorted[count - 1 - outer]) - middle) / width
    }
}

/// Features and scores that are exact functions of others in a class, so that their joint density has no maximum.
struct FeatureDependence {
    /// By feature or score, the others that it follows from; empty where it is free.
    let sources: [[Int]]

    /// So little of a variance, in ranks, is left where a feature follows from another; of a straight line, so little.
    private static let (leastOfRanks, leastOfLine) = (1e-4, 1e-9)

    /// - Parameter columns: shape [features, events]; only the first events are used.
    /// - Complexity: O(features² · events), of at most `FeatureLaw.limit` events.
    init(_ columns: [[Float]]) {
        let used = columns.map { $0.prefix(FeatureLaw.limit).map(Double.init) }
        var sources: [[Int]] = used.map { _ in [] }
        guard let count = used.first?.count, count >= 50 else {
            self.sources = sources
            return
        }
        let ranked = used.map(RankedColumn.init)
        for (index, column) in ranked.enumerated() where column.variance > 0 {
            let source = ranked.indices.first { other in
                guard other != index, ranked[other].variance > 0, !sources[other].contains(index) else { return false }
                // The earlier of two that follow from each other is the free one.
                return column.isFunction(of: ranked[other], least: Self.leastOfRanks)
                    && (other < index || !ranked[other].isFunction(of: column, least: Self.leastOfRanks))
            }
            if let source { sources[index] = [source] }
        }
        let free = ranked.indices.filter { sources[$0].isEmpty && ranked[$0].variance > 0 }
        for (index, others) in Self.lines(free.map { used[$0] }) {
            sources[free[index]] = others.map { free[$0] }
        }
        self.sources = sources
    }

    /// Columns that are a sum of multiples of others before them, with these.
    private static func lines(_ columns: [[Double]]) -> [(index: Int, others: [Int])] {
        guard let count = columns.first?.count, count > 5 * columns.count else { return [] }
        let standardized = columns.map { column in
            let mean = column.reduce(0, +) / Double(count)
            let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return column.map { ($0 - mean) / squares.squareRoot() }
        }
        // An orthonormal basis, with what every vector of it is made of.
        var basis: [(column: Int, vector: [Double], parts: [Int: Double])] = []
        var found: [(index: Int, others: [Int])] = []
        for (index, column) in standardized.enumerated() {
            var (rest, parts) = (column, [index: 1.0])
            // Twice: rounding leaves something of the basis in the rest of the first time.
            for _ in 0..<2 {
                for (_, vector, made) in basis {
                    let part = zip(rest, vector).reduce(0) { $0 + $1.0 * $1.1 }
                    for event in rest.indices { rest[event] -= part * vector[event] }
                    for (source, coefficient) in made { parts[source, default: 0] -= part * coefficient }
                }
            }
            let left = rest.reduce(0) { $0 + $1 * $1 }
            if left < leastOfLine {
                found.append((index, parts.filter { $0.key != index && abs($0.value) > 1e-3 }.keys.sorted()))
            } else {
                let scale = 1 / left.squareRoot()
                basis.append((index, rest.map { $0 * scale }, parts.mapValues { $0 * scale }))
            }
        }
        return found
    }
}

/// The ranks of a feature, ties in the middle of theirs, and the order of its values.
private struct RankedColumn {
    private let ranks: [Double]
    private let order: [Int]
    let variance: Double

    init(_ values: [Double]) {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = values
        var start = 0
        for end in 1...order.count where end == order.count || values[order[end]] != values[order[start]] {
            for place in start..<end { ranks[order[place]] = Double(start + end - 1) / 2 }
            start = end
        }
        let middle = Double(order.count - 1) / 2
        variance = ranks.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / Double(order.count)
        (self.ranks, self.order) = (ranks, order)
    }

    /// Whether it is a function of another feature: when the events are sorted by that feature, every rank lies close
    /// to the line between its two neighbours. For independent features the variance about that line is 1.5 times that
    /// of the ranks. For a monotonic function it is 0; for another smooth function it is that of a few ranks, because
    /// values of other branches lie in between.
    func isFunction(of other: RankedColumn, least: Double) -> Bool {
        let count = order.count
        var squares = 0.0
        for place in 1..<count - 1 {
            let (before, here, after) = (other.order[place - 1], other.order[place], other.order[place + 1])
            let span = other.ranks[after] - other.ranks[before]
            let part = span > 0 ? (other.ranks[here] - other.ranks[before]) / span : 0.5
            let rest = ranks[here] - ranks[before] - part * (ranks[after] - ranks[before])
            squares += rest * rest
        }
        return squares / Double(count - 2) < least * variance
    }
}
