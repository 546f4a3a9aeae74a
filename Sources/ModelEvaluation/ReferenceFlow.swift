import FlowKernels
import FlowReference
import Flows
import Foundation

/// A flow in the plain float64 formulas of `FlowReference`, with the weights of a model.
struct ReferenceFlow: Sendable {
    private enum Step {
        case spline(ReferenceSplineTransform)
        case affine(ReferenceAffineTransform)
        case residual(ReferenceResidual)
        case permutation(ReferencePermutation)
        case standardization(ReferenceStandardization)
        case contextStandardized(ReferenceFlow, ReferenceStandardization)
    }

    private let steps: [Step]

    /// - Throws: `FlowError` where a map of the flow has no counterpart in float64.
    init(_ flow: Flow) throws(FlowError) { steps = try Self.steps(flow.maps) }

    private init(steps: [Step]) { self.steps = steps }

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
            case .affine(let affine): (mapped, logDet) = affine.forwardAndLogDet(mapped, context: context)
            case .residual(let residual):
                (mapped, logDet) = residual.forwardAndLogDet(mapped, context: context, nuisances: nuisances)
            case .permutation(let permutation): (mapped, logDet) = (permutation(mapped), 0)
            case .standardization(let standardization): (mapped, logDet) = standardization.forwardAndLogDet(mapped)
            case .contextStandardized(let flow, let standardization):
                (mapped, logDet) = flow.forwardAndLogDet(
                    mapped, context: standardization.forwardAndLogDet(context).features, nuisances: nuisances)
            }
            sum += logDet
        }
        return (mapped, sum)
    }

    /// log N(z; 0, 1) = −½ Σ z² − ½ D ln 2π.
    static func standardNormalLogDensity(_ z: [Double]) -> Double {
        z.reduce(0) { $0 - 0.5 * $1 * $1 } - 0.5 * Double(z.count) * log(2 * Double.pi)
    }

    private static func steps(_ maps: [TransportMap]) throws(FlowError) -> [Step] {
        var steps: [Step] = []
        for map in maps.flatMap(\.parts) { steps.append(try step(map.bijection, map.parameters)) }
        return steps
    }

    /// The counterpart of a map. The only place here that distinguishes kinds by type.
    private static func step(_ bijection: any Bijection, _ parameters: ParameterBuffer) throws(FlowError) -> Step {
        func network(_ conditioner: AutoregressiveConditioner) -> ReferenceNetwork {
            ReferenceNetwork(
                DenseMLP(conditioner, parameters: parameters), conditioner.network.activation)
        }
        switch bijection {
        case let spline as MaskedAutoregressiveSpline:
            let order = spline.conditioner.order
            var ranks = order
            for (place, feature) in order.enumerated() { ranks[feature] = place }
            return .spline(ReferenceSplineTransform(order: ranks, conditioner: network(spline.conditioner)))
        case let affine as MaskedAutoregressiveAffine:
            return .affine(ReferenceAffineTransform(conditioner: network(affine.conditioner)))
        case let residual as PolynomialResidual:
            return .residual(
                ReferenceResidual(
                    networks: residual.nuisanceConditioners.map(network),
                    centers: residual.centers.map(Double.init), scales: residual.scales.map(Double.init),
                    damping: decimal(residual.damping), pairs: residual.pairs.map { .init($0.first, $0.second) },
                    pairNetworks: residual.pairConditioners.map(network),
                    pairDamping: decimal(residual.crossDamping), pairOrder: residual.crossOrder.rawValue))
        case let permutation as Permutation:
            return .permutation(ReferencePermutation(indices: permutation.indices))
        case let standardization as Standardization:
            return .standardization(reference(standardization))
        case let standardized as ContextStandardized:
            return .contextStandardized(
                ReferenceFlow(steps: try steps([TransportMap(standardized.inner, parameters: parameters)])),
                reference(standardized.context))
        default:
            throw .invalidModel("a map of kind '\(bijection.description.kind)' has no formulas in float64")
        }
    }

    private static func reference(_ standardization: Standardization) -> ReferenceStandardization {
        ReferenceStandardization(
            means: standardization.means.map(Double.init), scales: standardization.scales.map(Double.init))
    }

    /// A damping is a decimal that somebody chose, such as 0.01, and not a trained float32: float64 takes the decimal.
    private static func decimal(_ value: Float) -> Double { Double(value.description) ?? Double(value) }
}

extension ReferenceNetwork {
    /// The dense matrices in float64; what the masks hide is 0 there already.
    fileprivate init(_ network: DenseMLP, _ activation: FlowKernels.Activation) {
        self.init(
            layers: network.layers.map { layer in
                Layer(
                    weights: (0..<layer.rows).map { row in
                        layer.weights[row * layer.inputs..<(row + 1) * layer.inputs].map(Double.init)
                    }, biases: layer.bias.map(Double.init))
            }, activation: activation == .relu ? .relu : .elu)
    }
}
