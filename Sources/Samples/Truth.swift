import FlowKernels
import Training

/// The distribution from which the events of a sample were drawn, known in closed form. All models are compared with
/// it.
///
/// A verb or a figure that needs it takes `any Truth`, so that a sample without one cannot be passed.
public protocol Truth: Sendable {
    /// The names of the columns of its events.
    var schema: SampleSchema { get }

    /// Whether scores have the distortion D of data, an invertible map of y given c, x and ν, which T has to undo.
    var isDistorted: Bool { get }

    /// The same distribution with or without the distortion.
    func distorted(_ isDistorted: Bool) -> Self

    /// ln p(x|c, ν), or ln p(y|x, c, ν) of scores as given, distorted or not; natural logarithm, shape [points].
    func logDensities(_ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint) -> [Double]

    /// Adds the entropy of the density under the condition of every point, −∫ p ln p in nats, to a sum, point by point.
    ///
    /// It adds to a running sum, so that the rounding of the mean of a batch does not depend on its division into runs.
    func addEntropies(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint, to sum: inout Double)

    /// D⁻¹(y; x, c, ν) of scores, shape [scores, points]; the scores themselves without a distortion.
    func undistorted(_ scores: ConditionedPoints, at nu: NuisancePoint) -> [[Double]]

    /// Mean and standard deviation of every feature of a density under a condition, for the window of figures.
    func moments(
        _ density: ConditionalDensity, under condition: EventCondition, at nu: NuisancePoint
    ) -> MarginalMoments

    /// The increasing triangular map from the density at one ν to that at another; nil if it is not known exactly.
    ///
    /// There is one such map between two densities (Knothe and Rosenblatt). A residual of one layer is triangular too, so
    /// it can be compared with this one.
    func transport(
        _ density: ConditionalDensity, under condition: EventCondition, from nu: NuisancePoint, to other: NuisancePoint
    ) -> AffineTransport?

    /// The exact likelihood of events as a function of ν, and, with normalizations, of θ, for the chosen observables.
    func likelihood(_ observables: ExactObservables, of events: SampleEvents) -> any ExactLikelihood
}

/// Mean and standard deviation of every feature alone.
public struct MarginalMoments: Codable, Sendable, Equatable {
    /// The mean of each feature.
    public let mean: [Double]
    /// The standard deviation of each feature.
    public let deviation: [Double]

    /// With these values.
    public init(mean: [Double], deviation: [Double]) {
        self.mean = mean
        self.deviation = deviation
    }
}

extension Truth {
    /// ∂ ln p/∂ν of some nuisances at every point, shape [nuisances, points]; its expectation under the distribution at
    /// ν is 0.
    ///
    /// By central differences, [ln p(ν + h) − ln p(ν − h)]/2h with h = 2⁻¹²: with an error of about 10⁻⁸ of the third
    /// derivative.
    public func nuisanceGradients(
        _ density: ConditionalDensity, of points: ConditionedPoints, at nu: NuisancePoint, nuisances: [String],
        workers: Workers
    ) -> [[Double]] {
        let step = 0x1p-12
        let parts = ChunkedBatch(size: points.count, chunk: 1024).map(workers) { _, range, _ -> [[Double]] in
            let points = points[range]
            func moved(_ name: String, by shift: Double) -> [Double] {
                var place = nu
                place[name] += shift
                return logDensities(density, of: points, at: place)
            }
            return nuisances.map { name in
                zip(moved(name, by: step), moved(name, by: -step)).map { ($0 - $1) / (2 * step) }
            }
        }
        return nuisances.indices.map { row in parts.flatMap { $0[row] } }
    }

    /// The true log densities of the first events of batch 0, event by event, in nats.
    public func logDensities(of batches: SampleBatches, events count: Int) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(count)
        batches.forEachRun(step: 0, positions: 0..<count) { run in
            result += logDensities(
                batches.density, of: run.events.conditioned(batches.density), at: batches.sample.points[run.point])
        }
        return result
    }

    /// The mean entropy of the true density at the first events of batch 0, in nats: exact except for the choice of events.
    public func meanEntropy(of batches: SampleBatches, events count: Int) -> Double {
        var sum = 0.0
        batches.forEachRun(step: 0, positions: 0..<count) { run in
            addEntropies(
                batches.density, of: run.events.conditioned(batches.density), at: batches.sample.points[run.point],
                to: &sum)
        }
        return sum / Double(count)
    }
}
