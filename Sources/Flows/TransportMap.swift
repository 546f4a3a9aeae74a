import FlowKernels
import RandomStreams

/// A bijection together with the values of its parameters: one trained (or imported) piece of a flow.
///
/// An immutable value: training takes one and returns another.
public struct TransportMap: Sendable {
    public let bijection: any Bijection
    /// The parameters; nobody writes to them once the map exists.
    public let parameters: ParameterBuffer

    public init(_ bijection: any Bijection, parameters: ParameterBuffer) {
        precondition(
            parameters.count == bijection.layout.count,
            "\(parameters.count) parameters for a bijection of \(bijection.layout.count)")
        self.bijection = bijection
        self.parameters = parameters
    }

    /// Fresh weights: uniform within ±1/√inputs, as PyTorch initializes linear layers; the last layers of residuals,
    /// and of maps that shall start as the identity, are zero.
    ///
    /// - Parameter identity: start as the identity map. A residual always does, being useless otherwise.
    public init(initializing bijection: any Bijection, identity: Bool = false, seed: UInt64) {
        let parameters = ParameterBuffer(count: bijection.layout.count)
        for layer in Self.layers(of: bijection, offset: 0) {
            if layer.isOutput && (identity || layer.isResidual) { continue }
            // The place in the whole vector, so that no two layers start alike.
            let place = UInt64(layer.offset + layer.bias.offset)
            var stream = RandomStream(seed: seed, purpose: "initialization", index: place)
            for slot in layer.weights {
                fill(slot, bound: 1 / Double(slot.columns).squareRoot(), offset: layer.offset, &stream)
            }
            let inputs = layer.weights.map(\.columns).max() ?? 1
            fill(layer.bias, bound: 1 / Double(max(inputs, 1)).squareRoot(), offset: layer.offset, &stream)
        }
        self.init(bijection, parameters: parameters)

        func fill(_ slot: ParameterSlot, bound: Double, offset: Int, _ stream: inout RandomStream) {
            let matrix = parameters.matrix(at: offset + slot.offset, rows: slot.rows, columns: slot.columns)
            for row in 0..<slot.rows {
                for column in 0..<slot.columns {
                    matrix[row, column] = Float(bound * (2 * stream.uniform() - 1))
                }
            }
        }
    }

    private struct LayerSlots {
        let weights: [ParameterSlot]
        let bias: ParameterSlot
        let offset: Int
        let isOutput: Bool
        let isResidual: Bool
    }

    private static func layers(of bijection: any Bijection, offset: Int) -> [LayerSlots] {
        func layers(_ network: MaskedMLP, isResidual: Bool) -> [LayerSlots] {
            network.layers.map {
                LayerSlots(
                    weights: $0.bands.compactMap(\.weights), bias: $0.bias, offset: offset,
                    isOutput: $0.activation == nil, isResidual: isResidual)
            }
        }
        switch bijection {
        case let spline as MaskedAutoregressiveSpline: return layers(spline.conditioner.network, isResidual: false)
        case let affine as MaskedAutoregressiveAffine: return layers(affine.conditioner.network, isResidual: false)
        case let residual as PolynomialResidual:
            return residual.terms.flatMap { layers($0.0.network, isResidual: true) }
        case let composition as Composition:
            var start = offset
            return composition.parts.flatMap { part in
                defer { start += part.layout.count }
                return Self.layers(of: part, offset: start)
            }
        case let standardized as ContextStandardized: return Self.layers(of: standardized.inner, offset: offset)
        default: return []
        }
    }
}
