import Inference
import Report
import Statistics

/// Whether a best fit explains the number of events, and how far it pulls nuisances away from their priors.
extension FitDirective {
    static let otherNumber = HealthCheck(
        "other-number", .doubtful,
        "The best fit expects another number of events than the data hold, by more than 4 standard deviations.")
    static let strainedPrior = HealthCheck(
        "strained-prior", .doubtful, "The best fit of a nuisance lies more than 4 σ of its prior away from 0.")
    static let numberChecks = [otherNumber, strainedPrior]

    /// In standard deviations; larger differences occur by chance once in 16 000 fits.
    private static let chance = 4.0

    /// The number of events in the data, and that of the best fit.
    struct Balance: ResultGroup {
        let observed: Double
        let expected: Double
        let pull: Double

        static let meanings = [
            "observed": "Events of the data, or Σw where they have weights.",
            "expected": "Events that the best fit expects, all classes together.",
            "pull": "observed − expected in standard deviations of the first, by the Poisson law.",
        ]

        /// - Parameter expected: of every class; nil is the result where they expect nothing.
        init?(_ data: Dataset, expected: [Double]) {
            let sum = expected.reduce(0, +)
            guard sum > 0, sum.isFinite else { return nil }
            let squares = data.weights.map { $0.reduce(0) { $0 + Double($1) * Double($1) } } ?? data.total
            let mean = data.total > 0 ? squares / data.total : 1
            observed = data.total
            self.expected = sum
            pull = (observed - sum) / (sum * mean).squareRoot()
        }
    }

    static func numberFindings(_ options: Options, _ result: Result) -> [Finding] {
        // A best fit from a file is of other data.
        guard options[from] == nil else { return [] }
        return [number(result), strained(options, result)].compactMap(\.self)
    }

    private static func number(_ result: Result) -> Finding? {
        guard let balance = result.balance, abs(balance.pull) > chance else { return nil }
        return Finding(
            otherNumber,
            "The data hold \(NumberText.significant(balance.observed, digits: 5)) events, and the best fit expects "
                + "\(NumberText.significant(balance.expected, digits: 5)): "
                + "\(NumberText.significant(abs(balance.pull), digits: 2)) standard deviations off.",
            remedy:
                "Look whether Σw of every class, or 'yields', is what the data's luminosity expects, and whether a class is "
                + "missing; or say by 'normalization' what is uncertain.")
    }

    private static func strained(_ options: Options, _ result: Result) -> Finding? {
        let free = freeNormalizations(options)
        let found = result.order.compactMap { name -> String? in
            guard !free.contains(name), let best = result.nuisances[name]?.best, abs(best) > chance, best.isFinite
            else {
                return nil
            }
            return "\(name) = \(NumberText.significant(best))"
        }
        guard !found.isEmpty else { return nil }
        return Finding(
            strainedPrior, "The data pull nuisances far from what is known of them: \(found.joined(separator: ", ")).",
            remedy:
                "Look whether yields and units of simulation are those of the data, and whether a class or a nuisance is missing; "
                + "where nothing is known beforehand, give a normalization 'free: true'.")
    }
}
