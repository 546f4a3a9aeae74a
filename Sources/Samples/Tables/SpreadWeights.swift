extension EventBlock {
    /// The same events without negative weights: these are compensated by the weights of their neighbours.
    ///
    /// Cell resampling (Andersen and Maier 2021, arXiv:2109.07851): around every event of negative weight, the most
    /// negative first, the nearest events are combined into a cell until its Σw is not negative, and each of them gets
    /// the share |w|/Σ|w| of it. So Σw of every cell is conserved, and with it every histogram whose bins are wide
    /// compared with the cells. Events of different use are not mixed.
    ///
    /// - Returns: nil if Σw of a use is negative; otherwise the block and the median radius of the cells, in standard
    ///   deviations of the features (NaN without negative weights), which limits the smearing of densities.
    /// - Complexity: O(events · log² events), with some tens of events for every negative weight.
    public func withSpreadWeights() -> (block: EventBlock, radius: Double)? {
        guard let weights else { return (self, .nan) }
        var spread = weights.map(Double.init)
        var radii: [Double] = []
        for split in EventSplit.allCases {
            let range = range(split)
            guard !range.isEmpty else { continue }
            guard spread[range].reduce(0, +) >= 0 else { return nil }
            let tree = NeighbourTree(standardized(range))
            let seeds = range.filter { spread[$0] < 0 }.sorted { (spread[$0], $0) < (spread[$1], $1) }
            for seed in seeds where spread[seed] < 0 {
                radii.append(Self.spread(&spread, about: seed - range.lowerBound, tree, range).squareRoot())
            }
        }
        radii.sort()
        let block = EventBlock(
            eventClass: eventClass, point: point, x: x, y: y, weights: spread.map { Float($0) }, counts: counts,
            identities: identities)
        return (block, radii.isEmpty ? .nan : radii[radii.count / 2])
    }

    /// Spreads the weights of one cell.
    ///
    /// - Returns: its squared radius.
    private static func spread(
        _ weights: inout [Double], about seed: Int, _ tree: NeighbourTree, _ range: Range<Int>
    ) -> Double {
        var count = 8
        while true {
            let neighbours = tree.nearest(to: seed, count: min(count, range.count))
            var (sum, size) = (0.0, 0.0)
            for (index, neighbour) in neighbours.enumerated() {
                let weight = weights[range.lowerBound + neighbour.event]
                sum += weight
                size += abs(weight)
                // Rounding may leave a whole use a little below 0.
                guard sum >= 0 || index + 1 == range.count else { continue }
                let factor = max(0, sum) / size
                for member in neighbours[...index] {
                    weights[range.lowerBound + member.event] = abs(weights[range.lowerBound + member.event]) * factor
                }
                return neighbour.distance
            }
            count *= 4
        }
    }

    /// Features and scores of some events in units of their standard deviations, shape [columns, events].
    private func standardized(_ range: Range<Int>) -> [[Double]] {
        (x + y).map { column in
            let values = column[range].map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            let scale = variance > 0 ? 1 / variance.squareRoot() : 1
            return values.map { $0 * scale }
        }
    }
}
