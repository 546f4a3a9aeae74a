import Foundation
import Inference
import Samples
import Statistics

/// Held-out events of one class at one point, in pairs with events that a density draws under their conditions.
struct HeldOutClass: Sendable {
    /// Where the flow takes the simulated events, shape [features, events].
    let z: [[Double]]
    /// Shape [features, events].
    let simulated: [[Double]]
    /// The partners, shape [features, events].
    let drawn: [[Double]]
    /// x of p(y|x,c), which both of a pair have, shape [features of x, events]; of p(x|c) no rows.
    let given: [[Double]]
    /// nil where every event counts 1.
    let weights: [Double]?
    /// ln p_true − ln p_model of every event; nil where the truth is not known.
    let gaps: [Double]?
    /// Events that are left out of all this because a number is not finite.
    let notFinite: Int

    /// With fewer events, whatever their weights, nothing is measured.
    static let leastEvents = TwoSampleClassifier.leastPairs

    var count: Int { z[0].count }
    /// (Σw)²/Σw²; 0 where the sum of the weights is not positive, or where there are too few events.
    var effective: Double {
        guard count >= Self.leastEvents else { return 0 }
        guard let weights else { return Double(count) }
        let sum = weights.reduce(0, +)
        return sum > 0 ? sum * sum / weights.reduce(0) { $0 + $1 * $1 } : 0
    }

    /// - Parameters:
    ///   - members: indices of the class's events.
    ///   - points: all events of the point; likewise the columns.
    init(
        _ members: [Int], of points: ConditionedPoints, density: ConditionalDensity, z: [[Double]], drawn: [[Double]],
        weights: [Double]?, gaps: [Double]?
    ) {
        let columns = z + drawn + points.values
        let sound = members.filter { event in columns.allSatisfy { $0[event].isFinite } }
        func chosen(_ column: [Double]) -> [Double] { sound.map { column[$0] } }
        self.z = z.map(chosen)
        simulated = points.values.map(chosen)
        self.drawn = drawn.map(chosen)
        given = density == .scores ? points.x.map(chosen) : []
        self.weights = weights.map(chosen)
        self.gaps = gaps.map(chosen)
        notFinite = members.count - sound.count
    }

    // MARK: Tests

    /// Every dimension of z, then |z|².
    func laws() -> [LawDistance] {
        guard effective > 0 else { return Array(repeating: .unmeasured, count: z.count + 1) }
        let law = ChiSquared(degreesOfFreedom: z.count)
        let radii = (0..<count).map { event in
            1 - law.probability(above: z.reduce(0) { $0 + $1[event] * $1[event] })
        }
        return z.map { column in
            LawDistance(column.map { 0.5 * erfc(-$0 * 0.5.squareRoot()) }, weights: weights)
        } + [LawDistance(radii, weights: weights)]
    }

    /// So many bins a feature, and a side of a pair: of some dozens of events each.
    private var bins: Int { max(2, min(20, 2 * count / 40)) }
    private var binsOfPairs: Int { max(2, min(6, Int((Double(2 * count) / 40).squareRoot()))) }

    /// Every feature.
    func marginals() -> [Difference] {
        guard effective > 0 else { return Array(repeating: .unmeasured, count: z.count) }
        return zip(simulated, drawn).map { simulated, drawn in
            let binning = EqualShares(simulated + drawn, bins: bins)
            return Difference(
                PairedChiSquared(
                    first: simulated.map(binning.bin), second: drawn.map(binning.bin), cells: bins, weights: weights))
        }
    }

    /// Every pair of features, as ``pairNames(_:_:)`` names them.
    func pairs() -> [Difference] {
        let first = simulated + given
        let second = drawn + given
        let places = Self.pairPlaces(own: z.count, given: given.count)
        guard effective > 0 else { return places.map { _ in .unmeasured } }
        let binned = zip(first, second).map { first, second in
            let binning = EqualShares(first + second, bins: binsOfPairs)
            return (first: first.map(binning.bin), second: second.map(binning.bin))
        }
        return places.map { one, other in
            func cells(_ one: [Int], _ other: [Int]) -> [Int] { zip(one, other).map { $0 * binsOfPairs + $1 } }
            return Difference(
                PairedChiSquared(
                    first: cells(binned[one].first, binned[other].first),
                    second: cells(binned[one].second, binned[other].second),
                    cells: binsOfPairs * binsOfPairs, weights: weights))
        }
    }

    private static func pairPlaces(own: Int, given: Int) -> [(Int, Int)] {
        (0..<own).flatMap { first in (first + 1..<max(own + given, first + 1)).map { (first, $0) } }
    }

    /// The names of the pairs, in the order of ``pairs()``.
    static func pairNames(_ own: [String], _ given: [String]) -> [(first: String, second: String)] {
        let names = own + given
        return pairPlaces(own: own.count, given: given.count).map { (names[$0.0], names[$0.1]) }
    }

    /// A classifier of all features, or of one of them; nil with too few events.
    func separation(ofFeature feature: Int?) -> Separation {
        guard effective > 0 else { return .unmeasured }
        let classifier =
            feature.map { TwoSampleClassifier(first: [simulated[$0]], second: [drawn[$0]], weights: weights) }
            ?? TwoSampleClassifier(first: simulated, second: drawn, shared: given, weights: weights)
        return Separation(classifier.separation)
    }

    /// The gap to the truth.
    var gap: ClassDiagnosis.Gap? {
        guard let gaps else { return nil }
        guard effective > 0 else { return ClassDiagnosis.Gap(value: .nan, error: .nan) }
        let weights = weights ?? Array(repeating: 1, count: count)
        let total = weights.reduce(0, +)
        let mean = zip(gaps, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        let squares = zip(gaps, weights).reduce(0.0) { $0 + $1.1 * $1.1 * ($1.0 - mean) * ($1.0 - mean) }
        return ClassDiagnosis.Gap(
            value: mean, error: (squares * Double(count) / Double(count - 1)).squareRoot() / total)
    }
}

/// Bins that hold about equally many of some values.
struct EqualShares {
    /// Between the bins, ascending; some may be equal where values are.
    private let edges: [Double]

    /// - Precondition: at least one value.
    init(_ values: [Double], bins: Int) {
        let sorted = values.sorted()
        edges = (1..<bins).map { sorted[$0 * sorted.count / bins] }
    }

    /// The bin of a value, from 0: the number of edges at or below it.
    func bin(_ value: Double) -> Int {
        var (low, high) = (0, edges.count)
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] <= value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
