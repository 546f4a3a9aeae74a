import Foundation

/// The separation of the events of two samples by a score, where the events come in pairs: the area under the ROC
/// curve, which is the probability that the score of an event of the first sample is above that of one of the second.
///
/// Pairs are independent of one another; the two events of a pair need not be, for example if one was drawn under the
/// condition of the other. Both have the weight of their pair, of either sign.
public struct PairedSeparation: Sendable, Equatable {
    /// The area; ½ for a score without information.
    public let area: Double
    /// Its standard error.
    public let error: Double

    /// - Parameters:
    ///   - area: the area under the ROC curve.
    ///   - error: its standard error.
    public init(area: Double, error: Double) {
        self.area = area
        self.error = error
    }

    /// The error is that of DeLong, DeLong and Clarke-Pearson (Biometrics 44 (1988) 837), for pairs: with V_i the
    /// fraction of the other sample from which event *i* is correctly separated,
    ///
    ///     σ² = n/(n − 1) · Σ_i w_i² (V_i + V′_i − 2 AUC)²/(Σw)²
    ///
    /// - Parameters:
    ///   - first: scores of the first sample, one for each pair.
    ///   - second: scores of the second sample; at least two pairs.
    ///   - weights: nil for weights of 1.
    /// - Complexity: O(pairs · log pairs).
    public init(first: [Double], second: [Double], weights: [Double]? = nil) {
        let count = first.count
        precondition(count > 1 && second.count == count, "\(count) and \(second.count) scores")
        let weights = weights ?? Array(repeating: 1, count: count)
        let total = weights.reduce(0, +)
        // First sample, then second, in one sequence.
        let scores = first + second
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        var placements = [Double](repeating: 0, count: 2 * count)
        var (below, place) = ((first: 0.0, second: 0.0), 0)
        while place < order.count {
            let start = place
            var own = (first: 0.0, second: 0.0)
            while place < order.count, scores[order[place]] == scores[order[start]] {
                let event = order[place]
                if event < count { own.first += weights[event] } else { own.second += weights[event - count] }
                place += 1
            }
            for event in order[start..<place] {
                placements[event] =
                    event < count
                    ? (below.second + own.second / 2) / total : 1 - (below.first + own.first / 2) / total
            }
            below = (below.first + own.first, below.second + own.second)
        }
        let area = (0..<count).reduce(0) { $0 + weights[$1] * placements[$1] } / total
        let squares = (0..<count).reduce(0.0) { sum, pair in
            let influence = weights[pair] * (placements[pair] + placements[count + pair] - 2 * area)
            return sum + influence * influence
        }
        self.area = area
        error = (squares * Double(count) / Double(count - 1)).squareRoot() / abs(total)
    }

    /// The mean of areas that were measured on different events.
    ///
    /// - Parameter parts: at least one.
    public init(meanOf parts: [PairedSeparation]) {
        let count = Double(parts.count)
        area = parts.reduce(0) { $0 + $1.area } / count
        error = parts.reduce(0) { $0 + $1.error * $1.error }.squareRoot() / count
    }

    /// P(this area or more) for a score without information, by the normal approximation.
    public var pValue: Double {
        guard !area.isNaN, !error.isNaN else { return .nan }
        guard error > 0 else { return area > 0.5 ? 0 : 1 }
        return 0.5 * erfc((area - 0.5) / error * 0.5.squareRoot())
    }
}
