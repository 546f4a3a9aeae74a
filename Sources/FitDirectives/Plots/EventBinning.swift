import Foundation

/// Equal bins of a round width.
struct EventBinning {
    /// Ascending; one more than bins.
    let edges: [Double]

    /// Bins over the central 99.8 % of the values: about as many as asked for.
    init(_ values: [Double], bins: Int) {
        let sorted = values.sorted()
        guard !sorted.isEmpty, sorted[0] < sorted[sorted.count - 1] else {
            let middle = sorted.first ?? 0
            edges = [middle - 0.5, middle + 0.5]
            return
        }
        let low = sorted[sorted.count / 1000]
        let high = sorted[sorted.count - 1 - sorted.count / 1000]
        let wanted = (high - low) / Double(bins)
        let decade = pow(10, log10(wanted).rounded(.down))
        let width = decade * ([1, 2, 2.5, 5, 10].min { abs($0 * decade - wanted) < abs($1 * decade - wanted) } ?? 1)
        let first = (low / width).rounded(.down)
        let last = (high / width).rounded(.up)
        edges = (0...Int(last - first)).map { (first + Double($0)) * width }
    }

    /// The number of values in each bin; values outside are left out, and counted by ``beyond(_:)``.
    ///
    /// - Parameter weights: the weight of every value; nil for 1.
    func counts(_ values: [Double], weights: [Float]? = nil) -> [Double] {
        var counts = [Double](repeating: 0, count: edges.count - 1)
        let width = edges[1] - edges[0]
        for (index, value) in values.enumerated() {
            let place = ((value - edges[0]) / width).rounded(.down)
            if place >= 0, place < Double(counts.count) { counts[Int(place)] += weights.map { Double($0[index]) } ?? 1 }
        }
        return counts
    }

    /// The number of values outside of all bins.
    func beyond(_ values: [Double]) -> Int { values.count - Int(counts(values).reduce(0, +)) }
}
