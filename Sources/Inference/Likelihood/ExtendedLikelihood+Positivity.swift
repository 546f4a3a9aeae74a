import FlowKernels
import Flows
import Foundation
import Training

/// Where a factor on the yields may be 0 or negative: how far, until the density of an event is not positive any more and ln L ends.
extension ExtendedLikelihood {
    /// The point itself, or, if ln L is −∞ there, the point with linear factors at their nominal values.
    public func start(near point: [Double], workers: Workers) -> [Double] {
        guard !space.linear.isEmpty, value(at: point, workers: workers) == -.infinity else { return point }
        var moved = point
        for place in space.linear { moved[place] = space.origin[place] }
        return moved
    }

    /// The range of one nuisance, all others held, in which the density of every event with a weight and the expected
    /// number of events are positive.
    ///
    /// The density is linear in a factor, p = p₀ + (μ − μ₀) p′, so that each event gives one bound.
    ///
    /// - Parameters:
    ///   - index: one of the space's ``NuisanceSpace/linear`` nuisances.
    ///   - point: where the densities are positive, shape [profiled].
    public func positiveRange(
        of index: Int, at point: [Double], workers: Workers
    ) -> (lowest: Double?, highest: Double?) {
        precondition(space.linear.contains(index), "'\(space.profiled[index])' is no factor on the yields")
        guard let source = space.normalizationPlaces[index] else { preconditionFailure("a factor on no yields") }
        let theta = space.expand(point).theta
        let positive = mixture.yields.positive(theta)
        let (expected, slopes) = (mixture.yields.expected(theta), mixture.yields.slopes(theta)[source])
        let changes = zip(positive, slopes).map(*)
        let logDensities = classLogDensities(at: [point], workers: workers)[0]
        var (steps, total) = ([Double](), expected.reduce(0, +))
        var change = changes.reduce(0, +)
        if change != 0 { steps.append(-total / change) }
        for event in 0..<data.count where data.weights?[event] != 0 {
            let logs = logDensities.map { Double($0[event]) }
            let top = logs.max() ?? 0
            // ln b_c p_c, of which N_c p_c is a multiple that is the same for all classes.
            let densities = zip(logs, positive).map { $1 > 0 ? exp($0 - top) / $1 : 0 }
            total = zip(expected, densities).reduce(0) { $0 + $1.0 * $1.1 }
            change = zip(changes, densities).reduce(0) { $0 + $1.0 * $1.1 }
            if change != 0 { steps.append(-total / change) }
        }
        let finite = steps.filter(\.isFinite)
        return (
            finite.filter { $0 < 0 }.max().map { point[index] + $0 },
            finite.filter { $0 > 0 }.min().map { point[index] + $0 }
        )
    }
}
