/// Whether predicted probabilities hold: of events with the probability p of something, a share p has it.
///
/// Events are sorted by p into bins that hold about the same Σ w² p (1 − p), so that no bin is all but certain. With
/// r_b = Σ w (o − p), V_b = Σ w² p (1 − p) and d_b = Σ w p (1 − p), where o is 1 for events that have it and 0 for others,
/// χ² = Σ r²/V − (Σ r d/V)²/(Σ d²/V): what a common factor on the odds explains is taken out, because how many events have it
/// altogether is not for the probabilities to say. Of unweighted events χ²/2N estimates the divergence of predicted from true
/// probabilities, in nats an event.
public struct CalibrationTest: Sendable, Equatable {
    /// Events of about the same probability.
    public struct Bin: Sendable, Equatable {
        /// Mean probability.
        public let predicted: Double
        /// The share of those that have it; with weights of both signs it may lie outside of 0…1.
        public let observed: Double
        /// √V/Σw: the standard deviation of that share, if the probabilities hold.
        public let error: Double
        /// Σw over that of all events.
        public let share: Double
    }

    /// By probability, ascending; empty where the events are too few, or too certain, to say anything.
    public let bins: [Bin]
    /// NaN without bins.
    public let chiSquared: Double
    /// (Σw)²/Σw² of the events.
    public let effective: Double

    /// One less than bins.
    public var degreesOfFreedom: Int { max(0, bins.count - 1) }

    /// P(χ² or more) where the probabilities hold; NaN without bins.
    public var pValue: Double {
        degreesOfFreedom > 0 ? ChiSquared(degreesOfFreedom: degreesOfFreedom).probability(above: chiSquared) : .nan
    }

    /// (χ² − degrees)/2N_eff, which estimates how far the predicted probabilities are from the true ones: the mean
    /// Kullback–Leibler divergence in nats an event, where they are near one another.
    public var divergence: Double { (chiSquared - Double(degreesOfFreedom)) / (2 * effective) }

    /// The standard error of ``divergence``, from the variance of a noncentral χ².
    public var divergenceError: Double {
        let excess = max(0, chiSquared - Double(degreesOfFreedom))
        return (2 * Double(degreesOfFreedom) + 4 * excess).squareRoot() / (2 * effective)
    }

    /// A bin holds Σ p (1 − p) of so many effective events or more: as many as 10 on either side at p = ½.
    static let leastInformation = 5.0

    /// - Parameters:
    ///   - probabilities: predicted, 0…1, one an event.
    ///   - outcomes: which of the events have it.
    ///   - weights: of either sign; nil where every event counts 1.
    ///   - bins: at most.
    /// - Precondition: as many of each.
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
