import FlowKernels
import Flows

@testable import Inference

/// A mixture in which no two numbers are alike: D_x = 3, D_y = 1, C = 3 classes, K = 4 shapes and 2 normalizations.
enum WideMixture {
    static let nuisances = ["a", "b", "c", "d"]
    static let normalizations = ["luminosity", "strength"]

    private static func residual(features: Int, contextCount: Int, seed: UInt64) -> TransportMap {
        SmallMixture.randomized(
            FactorizableResidual.polynomial(
                features: features, contextCount: contextCount, layers: 2, centers: [0, 0.25, 0, -0.1],
                scales: [1, 0.5, 0.8, 1], pairs: [NuisancePair(0, 3)], damping: 0.1, crossDamping: 0.25, hidden: [6, 5]),
            size: 0.3, seed: seed)
    }

    static func spline(features: Int, contextCount: Int, identity: Bool = false, seed: UInt64) -> TransportMap {
        let parts = [Array(0..<features), Array((0..<features).reversed())].map { order in
            MaskedAutoregressiveSpline(
                order: order, contextCount: contextCount, bins: 5, hidden: [8, 8], activation: .elu)
        }
        return TransportMap(initializing: Composition(parts), identity: identity, seed: seed)
    }

    /// A map of the scores for ``mixture``.
    static func transfer(identity: Bool = false, seed: UInt64) -> TransportMap {
        spline(features: 1, contextCount: 6, identity: identity, seed: seed)
    }

    static let mixture = Mixture(
        kinematics: Flow([
            residual(features: 3, contextCount: 3, seed: 1), spline(features: 3, contextCount: 3, seed: 2),
        ]),
        score: Flow([
            residual(features: 1, contextCount: 6, seed: 3), spline(features: 1, contextCount: 6, seed: 4),
        ]), yields: YieldsTests.threeClasses, nuisances: nuisances)

    static func data(events: Int, workers: Workers) -> Dataset {
        mixture.sample(events: events, nuisances: [0.3, -0.2, 0.1, 0.4], theta: [0.2, 0.5], seed: 3, workers: workers)
    }
}
