/// A test of predicted probabilities: among events with the probability p of an outcome, a share p should have it.
///
/// Events are sorted by p into bins with about the same Σ w² p (1 − p), so that no bin is nearly certain. With r_b = Σ
/// w (o − p), V_b = Σ w² p (1 − p) and d_b = Σ w p (1 − p), where o is 1 for events with the outcome and 0 for others,
/// χ² = Σ r²/V − (Σ r d/V)²/(Σ d²/V). The second term removes the effect of a common factor on the odds, because the
/// total number of events with the outcome is not tested. For unweighted events χ²/2N estimates the divergence of
/// predicted from true probabilities, in nats per event.
public struct CalibrationTest: Sendable, Equatable {
    /// Events of about the same probability.
    public struct Bin: Sendable, Equatable {
        /// Mean probability.
        public let predicted: Double
        /// The share of events with the outcome; with weights of both signs it may lie outside of 0…1.
        public let observed: Double
        /// √V/Σw: the standard deviation of that share, if the probabilities are right.
        public let error: Double
        /// Σw divided by that of all events.
        public let share: Double
    }

    /// In ascending order of probability; empty if the events are too few, or too certain.
    public let bins: [Bin]
    /// NaN without bins.
    public let chiSquared: Double
    /// (Σw)²/Σw² of the events.
    public let effective: Double

    /// The number of bins minus one.
    public var degreesOfFreedom: Int { max(0, bins.count - 1) }

    /// P(χ² or more) if the probabilities are right; NaN without bins.
    public var pValue: Double {
        degreesOfFreedom > 0 ? ChiSquared(degreesOfFreedom: degreesOfFreedom).probability(above: chiSquared) : .nan
    }

    /// (χ² − degrees)/2N_eff, an estimate of the mean Kullback–Leibler divergence of predicted from true probabilities
    /// in nats per event, valid if they are close.
    public var divergence: Double { (chiSquared - Double(degreesOfFreedom)) / (2 * effective) }

    /// The standard error of ``divergence``, from the variance of a noncentral χ².
    public var divergenceError: Double {
        let excess = max(0, chiSquared - Double(degreesOfFreedom))
        return (2 * Double(degreesOfFreedom) + 4 * excess).squareRoot() / (2 * effective)
    }

    /// A bin holds Σ p (1 − p) of so many effective events or more: as many as 10 on either side at p = ½.
    static let leastInformation = 5.0

    /// - Parameters:
    ///   - probabilities: predicted probabilities, 0…1, one for each event.
    ///   - outcomes: whether each event has the outcome.
    ///   - weights: weights of either sign; nil for weights of 1.
    ///   - bins: the largest number of bins.
    /// - Precondition: all arrays have the same length.
    public init(probabilities: [Double], outcomes: [Bool], weights: [Double]? = nil, bins most: Int = 20) {
        precondition(
            probabilities.count == outcomes.count && weights.map { $0.count == outcomes.count } ?? true && most > 1,
            "\(probabilities.count) probabilities, \(outcomes.count) outcomes, \(most) bins")
        func weight(_ event: Int) -> Double { weights?[event] ?? 1 }
        func variance(_ event: Int) -> Double {
            weight(event) * weight(event) * probabilities[event] * (1 - probabilities[event])
        }
        let events = probabilities.indices.sorted { (probabilities[$0], $0) < (probabilities[$1], $1) }
        let total = events.reduce(0) { $0 + weight($1) }
        let squares = events.reduce(0) { $0 + weight($1) * weight($1) }
        effective = squares > 0 ? total * total / squares : 0
        let all = events.reduce(0) { $0 + variance($1) }
        // Σ p (1 − p) of as many events as count.
        let information = squares > 0 ? all / squares * effective : 0
        let count = min(most, Int(information / Self.leastInformation))
        guard count > 1, total > 0 else {
            (bins, chiSquared) = ([], .nan)
            return
        }
        var sums: [Sums] = []
        var (sum, passed) = (Sums(), 0.0)
        for (place, event) in events.enumerated() {
            sum.add(probabilities[event], outcomes[event], weight: weight(event))
            passed += variance(event)
            // Events of one probability stay together.
            let isLast = place + 1 == events.count
            if isLast
                || passed >= (1 - 1e-9) * all * Double(sums.count + 1) / Double(count)
                    && probabilities[events[place + 1]] > probabilities[event]
            {
                sums.append(sum)
                sum = Sums()
            }
        }
        // What is left behind the last edge, and bins whose weights cancel, tell nothing of their own.
        sums = sums.reduce(into: []) { kept, next in
            if let last = kept.last, next.variance < 0.5 * all / Double(count) || next.weight <= 0 || last.weight <= 0 {
                kept[kept.count - 1] = last + next
            } else {
                kept.append(next)
            }
        }
        guard sums.count > 1 else {
            (bins, chiSquared) = ([], .nan)
            return
        }
        bins = sums.map { $0.bin(of: total) }
        let common = sums.reduce(0) { $0 + $1.residual * $1.slope / $1.variance }
        let strength = sums.reduce(0) { $0 + $1.slope * $1.slope / $1.variance }
        chiSquared = max(
            0, sums.reduce(0) { $0 + $1.residual * $1.residual / $1.variance } - common * common / strength)
    }

    private struct Sums {
        var (weight, predicted, observed, variance, slope) = (0.0, 0.0, 0.0, 0.0, 0.0)
        var residual: Double { observed - predicted }

        mutating func add(_ probability: Double, _ outcome: Bool, weight: Double) {
            self.weight += weight
            predicted += weight * probability
            observed += outcome ? weight : 0
            slope += weight * probability * (1 - probability)
            variance += weight * weight * probability * (1 - probability)
        }

        func bin(of total: Double) -> Bin {
            Bin(
                predicted: predicted / weight, observed: observed / weight, error: variance.squareRoot() / weight,
                share: weight / total)
        }

        static func + (first: Sums, second: Sums) -> Sums {
            var sum = first
            sum.weight += second.weight
            sum.predicted += second.predicted
            sum.observed += second.observed
            sum.variance += second.variance
            sum.slope += second.slope
            return sum
        }
    }
}
