import FlowKernels
import Flows
import RandomStreams

@testable import Inference

/// A mixture of two classes with small random networks that depend on two nuisances, and data near the origin.
enum SmallMixture {
    static let yields = Yields(
        nominal: [40, 25],
        sources: [
            LogNormalResponse(name: "luminosity", uncertainty: 0.05, response: [1, 1]),
            LogNormalResponse(name: "background", uncertainty: 0.3, response: [0, -0.5]),
        ])

    /// Every parameter uniform within ±`size`, so that residuals are no identities.
    static func randomized(_ bijection: any Bijection, size: Double, seed: UInt64) -> TransportMap {
        var stream = RandomStream(seed: seed, purpose: "test parameters", index: 0)
        return TransportMap(
            bijection,
            parameters: ParameterBuffer(
                (0..<bijection.layout.count).map { _ in Float(size * (2 * stream.uniform() - 1)) }))
    }

    static func residual(contextCount: Int, seed: UInt64) -> TransportMap {
        randomized(
            FactorizableResidual.polynomial(
                features: 2, contextCount: contextCount, layers: 2, centers: [0, 0.25], scales: [1, 0.5],
                pairs: [NuisancePair(0, 1)], damping: 0.1, crossDamping: 0.25, hidden: [6, 5]),
            size: 0.4, seed: seed)
    }

    /// With ELU, so that kinks of log p in ν are at the splines' knots only.
    static func spline(contextCount: Int, identity: Bool = false, seed: UInt64) -> TransportMap {
        let parts = [[0, 1], [1, 0]].map { order in
            MaskedAutoregressiveSpline(
                order: order, contextCount: contextCount, bins: 5, hidden: [8, 8], activation: .elu)
        }
        return TransportMap(initializing: Composition(parts), identity: identity, seed: seed)
    }

    /// With a transfer map in front of the score that does not depend on ν.
    static func mixture() -> Mixture {
        base().preceded(by: spline(contextCount: 4, seed: 5))
    }

    static func base() -> Mixture {
        Mixture(
            kinematics: Flow([residual(contextCount: 2, seed: 1), spline(contextCount: 2, seed: 2)]),
            score: Flow([residual(contextCount: 4, seed: 3), spline(contextCount: 4, seed: 4)]), yields: yields,
            nuisances: ["shift", "squeeze"])
    }

    /// Splines that start as the identity, without residuals.
    static func normal() -> Mixture {
        Mixture(
            kinematics: Flow([spline(contextCount: 2, identity: true, seed: 1)]),
            score: Flow([spline(contextCount: 4, identity: true, seed: 2)]), yields: yields, nuisances: [])
    }

    static func data(events: Int, seed: UInt64 = 1, weights: [Float]? = nil) -> Dataset {
        var stream = RandomStream(seed: seed, purpose: "test events", index: 0)
        let rows = (0..<4).map { _ in (0..<events).map { _ in Float(stream.normal()) } }
        return Dataset(x: Array(rows[..<2]), y: Array(rows[2...]), weights: weights)
    }
}

extension Mixture {
    /// One pass at some ν, with nothing prepared.
    ///
    /// - Parameters:
    ///   - x: shape [kinematic features, events].
    ///   - y: shape [score features, events].
    ///   - nuisances: ν of every event, shape [nuisances, events].
    func forward(
        x: Matrix, y: Matrix, nuisances: Matrix, theta: [Double], tape: Tape?, arena: Arena
    ) -> Pass {
        let weights = arena.matrix(rows: 1, columns: x.columns)
        weights.fill(1)
        return forward(
            PreparedMixture(self, x: x, use: { _ in .once }, arena: arena),
            classScores: ClassColumns.repeated(y, classes: classes, arena: arena),
            classLogDet: arena.zeros(rows: 1, columns: classes * x.columns), nuisances: nuisances, theta: theta,
            weights: weights, recorded: tape.map(Recorded.everything) ?? .nothing, arena: arena)
    }
}
