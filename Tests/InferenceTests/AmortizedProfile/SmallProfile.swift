import FlowKernels
import Flows

@testable import Inference

/// Amortized profiling of a small random mixture, with a residual that is no identity.
enum SmallProfile {
    static let center = [0.3, -0.2, 0.1, -0.4]
    static let window = [0.0...0.6, -0.45...0.05]

    static func residual(of mixture: Mixture, center: [Double], size: Double = 0.3) -> TransportMap {
        let space = NuisanceSpace(mixture: mixture)
        let fresh = AmortizedProfile.residual(
            mixture: mixture, space: space, center: center, hidden: [8, 8], scale: 0.1, damping: 0.05,
            pairs: [NuisancePair(0, 1)], seed: 1)
        return SmallMixture.randomized(fresh.bijection, size: size, seed: 9)
    }

    static func profile(
        nodes: NodeScheme, events: Int = 200, weights: [Float]? = nil, residual: TransportMap? = nil,
        settings: AmortizedProfile.Settings = .init(epochs: 2, batchSize: 64, learningRate: 1e-3, validations: 3)
    ) -> AmortizedProfile {
        let mixture = SmallMixture.base()
        return AmortizedProfile(
            mixture: mixture, space: NuisanceSpace(mixture: mixture),
            events: SmallMixture.data(events: events, weights: weights),
            center: center, window: window,
            residual: residual ?? Self.residual(of: mixture, center: center), nodes: nodes, settings: settings,
            seed: 4)
    }
}

extension AmortizedProfileObjective {
    /// The mean over the first events of batch number `step`, and its gradient.
    func mean(
        step: Int = 0, events: Int, parameters: ParameterBuffer? = nil, withGradient: Bool = true
    ) -> (value: Double, gradient: [Double]) {
        let parameters = parameters ?? profile.residual.parameters
        let gradients = withGradient ? [ParameterBuffer(count: parameters.count)] : []
        let arena = Arena()
        let loss = evaluate(
            .init(step: step, positions: 0..<events), parameters: [parameters], gradients: gradients, arena: arena)
        return (loss.mean, gradients.first?.values.map { Double($0) / loss.weight } ?? [])
    }
}
