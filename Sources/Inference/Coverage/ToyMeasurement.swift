import Foundation
import Statistics

/// The measurement of the nuisances in one toy experiment, compared with the truth at which it was generated.
public struct ToyMeasurement: Sendable, Codable {
    /// Every nuisance whose truth is known, the others profiled.
    public let nuisances: [Nuisance]
    /// −2Δln L at the truth of all of ``nuisances`` at once, others profiled.
    public let jointDeviance: Double
    /// B_eff at the best fit.
    public let effectiveMembers: Double
    /// The contour of 68.27 % in the plane of the first two of ``nuisances``; nil with only one nuisance, or if no
    /// contour is found.
    public let contour: Contour?

    /// One nuisance, all others profiled.
    public struct Nuisance: Sendable, Codable {
        /// The name in the likelihood.
        public let name: String
        /// The value that the toy was generated at.
        public let truth: Double
        /// ν̂.
        public let best: Double
        /// The lower bound, at −2Δln L = 1 of the profiled curve; nil where open.
        public let lower: Double?
        /// The upper bound, likewise.
        public let upper: Double?
        /// The lower bound of 95 % CL, at −2Δln L = 3.84; nil where open.
        public let lower95: Double?
        /// The upper bound of 95 % CL, likewise.
        public let upper95: Double?
        /// (ν̂ − truth)/σ, σ being the distance of the bound on the side of the truth; nil where that one is open.
        public let pull: Double?
        /// The profiled −2Δln L at the truth.
        public let deviance: Double

        /// Whether the interval of 68.27 % contains the truth.
        public var isCovered: Bool { deviance <= ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1) }
        /// Whether the interval of 95 % contains the truth.
        public var isCovered95: Bool { deviance <= ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1) }

        /// - Parameters:
        ///   - name: the name of the nuisance in the likelihood.
        ///   - truth: the value that the toy was generated at.
        ///   - best: ν̂.
        ///   - interval: the interval of one standard deviation.
        ///   - interval95: the interval of 95 %.
        ///   - deviance: the profiled −2Δln L at the truth.
        public init(
            name: String, truth: Double, best: Double, interval: LikelihoodInterval, interval95: LikelihoodInterval,
            deviance: Double
        ) {
            self.name = name
            self.truth = truth
            self.best = best
            lower = interval.lower.value
            upper = interval.upper.value
            lower95 = interval95.lower.value
            upper95 = interval95.upper.value
            let sigma = truth < best ? lower.map { best - $0 } : upper.map { $0 - best }
            pull = sigma.map { (best - truth) / $0 }
            self.deviance = deviance
        }
    }

    /// The values that ``jointDeviance`` does not exceed in 68.27 % and in 95 % of toys, by the χ² distribution with
    /// this number of nuisances.
    public var jointLevels: (oneSigma: Double, ninetyFivePercent: Double) {
        func level(_ confidence: ConfidenceLevel) -> Double { confidence.deviance(degreesOfFreedom: nuisances.count) }
        return (level(.oneSigma), level(.ninetyFivePercent))
    }

    /// - Parameters:
    ///   - likelihood: the likelihood of the toy.
    ///   - truth: true values by the index of the nuisance; at least one.
    /// - Throws: ``ToyFailure`` where the best fit, or a profile, was not found; what the likelihood throws.
    public init(_ likelihood: some ProfiledLikelihood, truth: [Int: Double]) throws {
        precondition(!truth.isEmpty, "a toy without a truth")
        guard likelihood.maximum.isFinite else {
            throw ToyFailure.notFinite(member: likelihood.combined.notNumbers.first ?? 0)
        }
        guard likelihood.converged else { throw ToyFailure.notConverged }
        let places = truth.keys.sorted()
        nuisances = try places.map { index in
            let value = truth[index] ?? .nan
            return Nuisance(
                name: likelihood.nuisances[index], truth: value, best: likelihood.bestFit[index],
                interval: try likelihood.interval(index, level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)),
                interval95: try likelihood.interval(
                    index, level: ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)),
                deviance: try likelihood.profiled(index, at: value))
        }
        jointDeviance = try likelihood.deviance(fixing: truth)
        effectiveMembers = likelihood.effectiveMembers
        contour =
            places.count > 1
            ? try likelihood.contour(
                places[0], places[1], level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2)) : nil
        guard likelihood.unsettled == 0 else { throw ToyFailure.notConverged }
    }
}
