import FlowKernels
import Flows
import Foundation
import Inference
import Samples

/// What the densities of a fit say of simulated events at ν̂: the score of the mixture, and how much likelier an event is
/// there than where its density was learnt.
struct SimulatedResponses {
    let mixture: Mixture
    /// Those whose response to ν counts.
    let densities: [(density: ConditionalDensity, flow: Flow)]
    let schema: SampleSchema
    /// ν̂ of all shapes.
    let nuisances: [Double]
    let score: IntensityScore
    let workers: Workers

    /// What they say of the events of one source.
    struct Source {
        let weights: [Double]
        /// S, shape [profiled, events].
        let scores: [[Double]]
        /// What each use counts, and p_c at ν̂ over that of the density that learnt it, shape [events].
        let uses: [(use: TaughtSimulation.Use, ratios: [Double])]

        /// E_c[S] at ν̂, shape [profiled]; nil where no base flow was trained on these events.
        var meanScore: [Double]? {
            guard let base = uses.first(where: \.use.isBase) else { return nil }
            let factors = zip(weights, base.ratios).map(*)
            let total = factors.reduce(0, +)
            return scores.map { row in zip(row, factors).reduce(0) { $0 + $1.0 * $1.1 } / total }
        }

        /// N_c Σ L r (S − E_c[S]), shape [profiled, events]: less the mean, because the density of the class stays normalized
        /// between its templates.
        ///
        /// - Parameters:
        ///   - expected: N_c.
        ///   - mean: E_c[S], shape [profiled].
        func values(expected: Double, mean: [Double]) -> [[Double]] {
            let factors = uses.reduce(weights.map { _ in 0.0 }) { sum, own in
                zip(sum, own.ratios).map { $0 + expected * own.use.weight * $1 }
            }
            return zip(scores, mean).map { row, mean in zip(row, factors).map { ($0 - mean) * $1 } }
        }
    }

    /// - Parameter given: how many of the source's first events.
    /// - Throws: `TaughtSimulation.Unknown` where their weights cancel.
    /// - Complexity: O(given · (4 · classes + points)) evaluations of the densities.
    func source(_ taught: TaughtSimulation.Taught, given: Int) throws -> Source {
        let events = taught.events.events.only(Array(0..<given))
        let weights = events.weights?.map(Double.init) ?? Array(repeating: 1, count: given)
        guard weights.reduce(0, +) > 0 else {
            throw TaughtSimulation.Unknown(
                reason: "negative weights cancel among the first \(given) simulated events of a class in "
                    + "'\(taught.source.cell)'")
        }
        let own = taught.events.eventClass
        let classes = 0..<mixture.classes
        let there = classes.map { logDensities(events, as: $0, at: nuisances) }
        return Source(
            weights: weights,
            scores: score.values(logDensities: there, gradients: classes.map { gradients(events, as: $0) }),
            uses: taught.uses.map { use in
                (use, zip(there[own], logDensities(events, as: own, at: use.nuisances)).map { exp($0 - $1) })
            })
    }

    /// ln p_c of all densities together, shape [events].
    private func logDensities(_ events: SampleEvents, as eventClass: Int, at nuisances: [Double]) -> [Double] {
        densities.reduce(Array(repeating: 0, count: events.count)) { sum, density in
            zip(
                sum,
                evaluation(density.density, at: nuisances).logDensities(
                    density.flow, points(events, density.density, as: eventClass))
            ).map(+)
        }
    }

    /// ∂ ln p_c/∂ν of all densities together at ν̂, shape [nuisances, events].
    private func gradients(_ events: SampleEvents, as eventClass: Int) -> [[Double]] {
        let none = nuisances.map { _ in [Double](repeating: 0, count: events.count) }
        guard !nuisances.isEmpty else { return none }
        return densities.reduce(none) { sum, density in
            let rows = evaluation(density.density, at: nuisances).nuisanceGradients(
                density.flow, points(events, density.density, as: eventClass))
            return zip(sum, rows).map { zip($0, $1).map(+) }
        }
    }

    private func evaluation(_ density: ConditionalDensity, at nuisances: [Double]) -> FlowEvaluation {
        FlowEvaluation(schema: schema, density: density, nuisances: nuisances, workers: workers)
    }

    /// The events as points of a density's space, all of one class.
    private func points(
        _ events: SampleEvents, _ density: ConditionalDensity, as eventClass: Int
    ) -> ConditionedPoints {
        ConditionedPoints(
            values: events.columns(of: density).map { $0.map(Double.init) },
            classes: Array(repeating: UInt8(eventClass), count: events.count), x: events.x.map { $0.map(Double.init) })
    }
}
