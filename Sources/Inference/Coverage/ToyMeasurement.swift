import Foundation
import Statistics

/// What one toy experiment says about the nuisances, held against the truth that it was made at.
public struct ToyMeasurement: Sendable, Codable {
    /// Every nuisance whose truth is known, the others profiled.
    public let nuisances: [Nuisance]
    /// −2Δln L at the truth of all of ``nuisances`` at once, others profiled.
    public let jointDeviance: Double
    public let effectiveMembers: Double
    /// The line of 68.27 % in the plane of the first two of ``nuisances``; nil where there is only one, or none is found.
    public let contour: LevelLine?

    public struct Nuisance: Sendable, Codable {
        public let name: String
        public let truth: Double
        public let best: Double
        /// Bounds at −2Δln L = 1 and 3.84 of the profiled curve; nil where open.
        public let lower: Double?
        public let upper: Double?
        public let lower95: Double?
        public let upper95: Double?
        /// (ν̂ − truth)/σ, σ being the distance of the bound on the side of the truth; nil where that one is open.
        public let pull: Double?
        /// The profiled −2Δln L at the truth.
        public let deviance: Double

        /// Whether the interval of 68.27 % holds the truth.
        public var isCovered: Bool { deviance <= ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1) }
        public var isCovered95: Bool { deviance <= ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1) }

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

    /// What ``jointDeviance`` is at most in 68.27 % and in 95 % of toys, by the χ² of as many nuisances.
    public var jointLevels: (oneSigma: Double, ninetyFivePercent: Double) {
        func level(_ confidence: ConfidenceLevel) -> Double { confidence.deviance(degreesOfFreedom: nuisances.count) }
        return (level(.oneSigma), level(.ninetyFivePercent))
    }

    init(nuisances: [Nuisance], jointDeviance: Double, effectiveMembers: Double, contour: LevelLine?) {
        self.nuisances = nuisances
        self.jointDeviance = jointDeviance
        self.effectiveMembers = effectiveMembers
        self.contour = contour
    }

    /// - Parameter truth: by the place of the nuisance; at least one.
    public init(_ scan: EnsembleScan, truth: [Int: Double]) {
        precondition(!truth.isEmpty, "a toy without a truth")
        let places = truth.keys.sorted()
        nuisances = places.map { index in
            Nuisance(
                name: scan.nuisances[index], truth: truth[index] ?? .nan, best: scan.bestFit[index],
                interval: scan.interval(index, level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)),
                interval95: scan.interval(
                    index, level: ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)),
                deviance: scan.profiled(index, at: truth[index] ?? .nan))
        }
        jointDeviance = scan.profile(fixing: truth).deviance
        effectiveMembers = scan.combined(at: scan.bestFit).effectiveMembers
        contour =
            places.count > 1
            ? scan.contour(places[0], places[1], level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2)) : nil
    }
}

extension EnsembleScan {
    /// The level line around the best fit in the plane of two nuisances, any others profiled; nil where the likelihood
    /// does not bend down there, or the line lies outside the window.
    public func contour(_ first: Int, _ second: Int, level: Double, tolerance: Double = 1e-3) -> LevelLine? {
        let best = derivatives(at: bestFit)
        let curvature = best.hessian.map { $0.map { -$0 } }
        guard let covariance = NormalApproximation(hessian: curvature, gradient: best.gradient)?.covariance,
            let tracer = LevelLineTracer(
                level: level, center: [bestFit[first], bestFit[second]],
                covariance: [first, second].map { row in [first, second].map { covariance[row][$0] } },
                bounds: [members.window[first], members.window[second]], tolerance: tolerance)
        else { return nil }
        return tracer.trace { point in
            let profile = profile(fixing: [first: point[0], second: point[1]])
            // At a profiled maximum the curve's slope is that of ln L itself.
            let gradient = derivatives(at: profile.point).gradient
            return (profile.deviance, [-2 * gradient[first], -2 * gradient[second]])
        }
    }
}
