import FlowKernels
import FlowReference
import Flows
import Foundation

/// A flow in the plain float64 formulas of `FlowReference`, with the weights of a model.
struct ReferenceFlow: Sendable {
    private enum Step {
        case spline(MaskedAutoregressive)
        case residual(FlowReference.PolynomialResidual)
        case permutation(FlowReference.Permutation)
        case standardization(FlowReference.Standardization)
    }

    private let steps: [Step]

    init(_ flow: Flow) {
        steps = flow.maps.flatMap { Self.steps($0.bijection, $0.parameters) }
    }

    /// - Returns: z, shape [features], and ln |det ∂z/∂features|.
    func forwardAndLogDet(
        _ features: [Double], context: [Double], nuisances: [Double]
    ) -> (features: [Double], logDet: Double) {
        var mapped = features
        var sum = 0.0
        for step in steps {
            let logDet: Double
            switch step {
            case .spline(let spline): (mapped, logDet) = spline.forwardAndLogDet(mapped, context: context)
            case .residual(let residual):
                (mapped, logDet) = residual.forwardAndLogDet(mapped, context: context, nuisances: nuisances)
            case .permutation(let permutation): (mapped, logDet) = (permutation(mapped), 0)
            case .standardization(let standardization): (mapped, logDet) = standardization.forwardAndLogDet(mapped)
            }
            sum += logDet
        }
        return (mapped, sum)
    }

    /// log N(z; 0, 1) = −½ Σ z² − ½ D ln 2π.
    static func standardNormalLogDensity(_ z: [Double]) -> Double {
        z.reduce(0) { $0 - 0.5 * $1 * $1 } - 0.5 * Double(z.count) * log(2 * Double.pi)
    }

    private static func steps(_ bijection: any Bijection, _ parameters: ParameterBuffer) -> [Step] {
        switch bijection.description {
        case .spline(let order, let context, let bins, let derivatives, let hidden, let activation):
            let network = BandedNetwork(
                name: "spline", slots: bijection.layout.slots, parameters: parameters, order: order,
                contextCount: context, hidden: hidden, outputsPerFeature: 2 * bins + derivatives)
            var ranks = order
            for (place, feature) in order.enumerated() { ranks[feature] = place }
            return [.spline(MaskedAutoregressive(order: ranks, conditioner: network.dense(activation)))]
        case .polynomialResidual(
            let order, let context, let centers, let scales, let pairs, let damping, let crossDamping, let hidden,
            let activation):
            func network(_ name: String, _ outputs: Int) -> FlowReference.MaskedMLP {
                BandedNetwork(
                    name: name, slots: bijection.layout.slots, parameters: parameters, order: order,
                    contextCount: context, hidden: hidden, outputsPerFeature: outputs
                ).dense(activation)
            }
            return [
                .residual(
                    FlowReference.PolynomialResidual(
                        networks: centers.indices.map { network("nuisance.\($0)", 4) },
                        centers: centers.map(Double.init), scales: scales.map(Double.init),
                        damping: decimal(damping), pairs: pairs.map { .init($0.first, $0.second) },
                        pairNetworks: pairs.map { network("pair.\($0.first).\($0.second)", 2) },
                        pairDamping: decimal(crossDamping)))
            ]
        case .permutation(let indices):
            return [.permutation(FlowReference.Permutation(indices: indices))]
        case .standardization(let means, let scales):
            return [
                .standardization(
                    FlowReference.Standardization(means: means.map(Double.init), scales: scales.map(Double.init)))
            ]
        case .composition:
            guard let composition = bijection as? Composition else {
                preconditionFailure("\(type(of: bijection)) describes itself as a composition")
            }
            var offset = 0
            return composition.parts.flatMap { part in
                defer { offset += part.layout.count }
                return steps(part, parameters.slice(at: offset, count: part.layout.count))
            }
        }
    }

    /// A damping is a decimal that somebody chose, such as 0.01, and not a trained float32: float64 takes the decimal.
    private static func decimal(_ value: Float) -> Double { Double(value.description) ?? Double(value) }
}
