import Foundation

/// The distance of the empirical distribution of values, weighted or not, from the uniform distribution on 0…1.
///
/// For any other continuous distribution, use its cumulative probability at the values.
public struct KolmogorovSmirnov: Sendable, Equatable {
    /// D = sup |F_n(u) − u|; NaN without events, and if the sum of weights is not positive.
    public let distance: Double
    /// (Σw)²/Σw²: the number of unweighted events with the same scatter.
    public let effective: Double

    /// - Parameters:
    ///   - values: values without NaN; those outside of 0…1 count as its ends.
    ///   - weights: weights of either sign, one for each value; nil for weights of 1.
    /// - Complexity: O(values · log values).
    public init(uniform values: [Double], weights: [Double]? = nil) {
        precondition(weights.map { $0.count == values.count } ?? true, "weights of other values")
        func weight(_ index: Int) -> Double { weights?[index] ?? 1 }
        let total = values.indices.reduce(0) { $0 + weight($1) }
        let squares = values.indices.reduce(0) { $0 + weight($1) * weight($1) }
        guard total > 0, !values.contains(where: \.isNaN) else {
            (distance, effective) = (.nan, 0)
            return
        }
        effective = total * total / squares
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var (below, largest, place) = (0.0, 0.0, 0)
        while place < order.count {
            let value = values[order[place]]
            let law = min(1, max(0, value))
            largest = max(largest, abs(below / total - law))
            // The distribution steps over all events of one value at once.
            while place < order.count, values[order[place]] == value {
                below += weight(order[place])
                place += 1
            }
            largest = max(largest, abs(below / total - law))
        }
        distance = largest
    }

    /// - Parameters:
    ///   - distance: D.
    ///   - effective: the effective number of events.
    public init(distance: Double, effective: Double) {
        self.distance = distance
        self.effective = effective
    }

    /// P(D or more) for events that follow the distribution, by Kolmogorov's limit with Stephens' correction for few
    /// events (J. R. Stat. Soc. B 32 (1970) 115): with an error of about 0.002 from five events on.
    ///
    /// If weights depend on the values, it is only approximate: the limit holds for weights that do not.
    public var pValue: Double {
        guard !distance.isNaN else { return .nan }
        let root = effective.squareRoot()
        return Self.probability(above: (root + 0.12 + 0.11 / root) * distance)
    }

    /// The value that D exceeds by chance with a probability of 5 %.
    public var chance: Double {
        let root = effective.squareRoot()
        return 1.3580986393225507 / (root + 0.12 + 0.11 / root)
    }

    /// P(K > λ) of Kolmogorov's distribution.
    ///
    /// - Parameter scaled: λ, the distance times the square root of the number of events.
    public static func probability(above scaled: Double) -> Double {
        guard scaled > 0 else { return 1 }
        if scaled < 1.18 {
            // Jacobi's other form of the series, which converges fast here.
            let factor = -Double.pi * Double.pi / (8 * scaled * scaled)
            let sum = [1.0, 3, 5, 7].reduce(0) { $0 + exp($1 * $1 * factor) }
            return 1 - (2 * Double.pi).squareRoot() / scaled * sum
        }
        let sum = (1...5).reduce(0.0) { sum, term in
            let k = Double(term)
            return sum + (term % 2 == 1 ? 1 : -1) * exp(-2 * k * k * scaled * scaled)
        }
        return min(1, max(0, 2 * sum))
    }
}
