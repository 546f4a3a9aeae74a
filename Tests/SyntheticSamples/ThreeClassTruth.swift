import FlowReference
import Foundation
import Samples

/// The closed form of ``ThreeClassSample``.
public struct ThreeClassTruth: Truth {
    public let isDistorted: Bool

    public init(isDistorted: Bool) { self.isDistorted = isDistorted }

    public var schema: SampleSchema { ThreeClassLaw.schema }

    public func distorted(_ isDistorted: Bool) -> ThreeClassTruth { ThreeClassTruth(isDistorted: isDistorted) }

    public func logDensities(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint
    ) -> [Double] {
        let laws = laws(nu)
        return (0..<points.count).map { index in
            let (law, value) = (laws[Int(points.classes[index])], points.value(index))
            return density == .features
                ? law.logDensity(x: value)
                : law.logDensity(y: value[0], x: points.condition(index).x, isDistorted: isDistorted)
        }
    }

    public func addEntropies(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint, to sum: inout Double
    ) {
        let laws = laws(nu)
        for index in 0..<points.count {
            let (law, x) = (laws[Int(points.classes[index])], points.condition(index).x)
            let normal = density == .features ? law.features : law.score(x)
            sum += normal.cholesky.reduce(0.0) { $0 + 0.5 * (1 + log(2 * Double.pi)) + log($1[$1.count - 1]) }
            if density == .scores, isDistorted { sum += law.distortion(x).logDeterminant }
        }
    }

    public func undistorted(_ scores: ConditionedPoints, at nu: NuisancePoint) -> [[Double]] {
        guard isDistorted else { return scores.values }
        let laws = laws(nu)
        return [
            (0..<scores.count).map { index in
                laws[Int(scores.classes[index])].distortion(scores.condition(index).x).inverse(scores.values[0][index])
            }
        ]
    }

    public func moments(
        _ density: ConditionalDensity, under condition: EventCondition, at nu: NuisancePoint
    ) -> MarginalMoments {
        normal(density, condition, nu).moments
    }

    public func transport(
        _ density: ConditionalDensity, under condition: EventCondition, from nu: NuisancePoint, to other: NuisancePoint
    ) -> AffineTransport? {
        AffineTransport(from: normal(density, condition, nu), to: normal(density, condition, other))
    }

    public func likelihood(_ observables: ExactObservables, of events: SampleEvents) -> any ExactLikelihood {
        ThreeClassLikelihood(observables: observables, events: events, isDistorted: isDistorted)
    }

    /// The score's law is that of scores as they are, distorted or not.
    private func normal(_ density: ConditionalDensity, _ condition: EventCondition, _ nu: NuisancePoint) -> NormalLaw {
        let law = laws(nu)[condition.eventClass]
        guard density == .scores else { return law.features }
        let score = law.score(condition.x)
        guard isDistorted else { return score }
        let distortion = law.distortion(condition.x)
        return NormalLaw(
            mean: [distortion.forward(score.mean[0])],
            cholesky: [[exp(distortion.logDeterminant) * score.cholesky[0][0]]])
    }

    private func laws(_ nu: NuisancePoint) -> [ThreeClassLaw<Double>] {
        ThreeClassLaw.all(at: nu.values(of: ThreeClassLaw.schema.nuisanceNames))
    }
}
