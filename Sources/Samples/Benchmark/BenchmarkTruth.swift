import Foundation
import SyntheticBenchmark

/// The benchmark's closed form (METHOD §1): both densities are normal under a class (and x), and D is linear in y.
public struct BenchmarkTruth: Truth {
    /// The formulas.
    public let model: BenchmarkModel
    public let isDistorted: Bool
    /// N_c⁰ of A and B.
    public let nominalYields: [Double]
    /// The normalizations of the expected events.
    public let normalizations: [Normalization]

    /// With these values.
    public init(
        model: BenchmarkModel, isDistorted: Bool, nominalYields: [Double] = BenchmarkYields.equal.nominal,
        normalizations: [Normalization] = []
    ) {
        self.model = model
        self.isDistorted = isDistorted
        self.nominalYields = nominalYields
        self.normalizations = normalizations
    }

    public var schema: SampleSchema { .benchmark(model.settings) }

    public func distorted(_ isDistorted: Bool) -> BenchmarkTruth {
        BenchmarkTruth(
            model: model, isDistorted: isDistorted, nominalYields: nominalYields, normalizations: normalizations)
    }

    public func logDensities(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint
    ) -> [Double] {
        let nu = BenchmarkNuisances(nu)
        return (0..<points.count).map { index in
            switch density {
            case .features: model.logDensityX(points.vector(index), points.kind(index), at: nu)
            case .scores:
                model.logDensityY(
                    points.vector(index), x: points.position(index), points.kind(index), at: nu,
                    distorted: isDistorted)
            }
        }
    }

    public func addEntropies(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint, to sum: inout Double
    ) {
        let nu = BenchmarkNuisances(nu)
        for index in 0..<points.count {
            let kind = points.kind(index)
            let normal: BivariateNormal =
                density == .features
                ? model.kinematics(kind, at: nu) : model.score(points.position(index), kind, at: nu)
            sum += 1 + log(2 * .pi) + log(normal.cholesky.l00 * normal.cholesky.l11)
            if density == .scores, isDistorted {
                sum += model.distortion(points.position(index), kind, at: nu).logDeterminant
            }
        }
    }

    public func undistorted(_ scores: ConditionedPoints, at nu: NuisancePoint) -> [[Double]] {
        guard isDistorted else { return scores.values }
        let nu = BenchmarkNuisances(nu)
        let found = (0..<scores.count).map { index in
            model.distortion(scores.position(index), scores.kind(index), at: nu).inverse(scores.vector(index))
        }
        return [found.map(\.x), found.map(\.y)]
    }

    public func moments(
        _ density: ConditionalDensity, under condition: EventCondition, at nu: NuisancePoint
    ) -> MarginalMoments {
        let normal = normal(density, condition, BenchmarkNuisances(nu))
        var (mean, variance) = (normal.mean, normal.variance)
        if density == .scores, isDistorted {
            let distortion = model.distortion(condition.position, condition.kind, at: BenchmarkNuisances(nu))
            let (l00, l10, l11) = normal.cholesky
            let first = distortion.forward(SIMD2(l00, l10))
            let second = distortion.forward(SIMD2(0, l11))
            (mean, variance) = (distortion.forward(mean), first * first + second * second)
        }
        return MarginalMoments(
            mean: [mean.x, mean.y], deviation: [variance.x.squareRoot(), variance.y.squareRoot()])
    }

    /// nil for distorted scores.
    public func transport(
        _ density: ConditionalDensity, under condition: EventCondition, from nu: NuisancePoint, to other: NuisancePoint
    ) -> AffineTransport? {
        guard density == .features || !isDistorted else { return nil }
        func law(_ nu: NuisancePoint) -> NormalLaw {
            let normal = normal(density, condition, BenchmarkNuisances(nu))
            let (l00, l10, l11) = normal.cholesky
            return NormalLaw(mean: [normal.mean.x, normal.mean.y], cholesky: [[l00], [l10, l11]])
        }
        return AffineTransport(from: law(nu), to: law(other))
    }

    public func likelihood(_ observables: ExactObservables, of events: SampleEvents) -> any ExactLikelihood {
        BenchmarkExactLikelihood(self, observables, events)
    }

    private func normal(
        _ density: ConditionalDensity, _ condition: EventCondition, _ nu: BenchmarkNuisances
    ) -> BivariateNormal {
        density == .features
            ? model.kinematics(condition.kind, at: nu) : model.score(condition.position, condition.kind, at: nu)
    }
}

/// The benchmark's likelihood of some events, with nuisances and normalizations by name.
private struct BenchmarkExactLikelihood: ExactLikelihood {
    private let likelihood: BenchmarkLikelihood
    private let observables: ExactObservables
    private let normalizations: [String]

    init(_ truth: BenchmarkTruth, _ observables: ExactObservables, _ events: SampleEvents) {
        self.observables = observables
        normalizations = truth.normalizations.map(\.name)
        likelihood = BenchmarkLikelihood(
            model: truth.model,
            events: BenchmarkEvents(
                x0: events.x[0], x1: events.x[1], y0: events.y[0], y1: events.y[1],
                // The likelihood is that of the mixture and looks at no class.
                classes: events.classes ?? Array(repeating: 0, count: events.count)),
            weights: events.weights?.map(Double.init),
            observables: observables == .featuresAlone
                ? .kinematics : truth.isDistorted ? .kinematicsAndDistortedScore : .kinematicsAndScore,
            yields: BenchmarkYields(
                nominal: truth.nominalYields, slopes: truth.normalizations.map(\.slopes)))
    }

    func logLikelihood(at nu: NuisancePoint) -> Double {
        likelihood.logLikelihood(at: BenchmarkNuisances(nu), theta: nu.values(of: normalizations))
    }

    func information(from start: NuisancePoint) throws(ExactLikelihoodFailure) -> ExactInformation {
        let maximum = likelihood.maximum(from: BenchmarkNuisances(start), theta: start.values(of: normalizations))
        guard maximum.outcome == .converged, let sigma = maximum.sigma, let correlation = maximum.correlation else {
            throw ExactLikelihoodFailure(observables: observables, outcome: maximum.outcome.rawValue)
        }
        return ExactInformation(
            nuisances: likelihood.free.map(\.rawValue) + normalizations,
            bestFit: maximum.bestFit.values(of: likelihood.free) + maximum.theta, sigma: sigma,
            correlation: correlation, logLikelihood: maximum.logLikelihood)
    }
}

extension ConditionedPoints {
    fileprivate func vector(_ index: Int) -> SIMD2<Double> { SIMD2(values[0][index], values[1][index]) }
    fileprivate func position(_ index: Int) -> SIMD2<Double> { SIMD2(x[0][index], x[1][index]) }
    fileprivate func kind(_ index: Int) -> BenchmarkClass { BenchmarkClass.allCases[Int(classes[index])] }
}

extension EventCondition {
    fileprivate var position: SIMD2<Double> { SIMD2(x[0], x[1]) }
    fileprivate var kind: BenchmarkClass { BenchmarkClass.allCases[eventClass] }
}
