import FlowKernels
import RandomStreams

/// The initialization of the parameters of a new bijection.
///
/// Every layer of a network has a separate random stream, numbered by the position of its bias in the parameter vector
/// of the whole map, so that all layers start differently.
public struct ParameterInitialization: Sendable {
    /// The seed of all streams.
    public let seed: UInt64
    /// Whether the map starts as the identity.
    public let identity: Bool
    /// Where the parameters of this bijection begin in those of the whole map.
    let offset: Int

    /// The initialization of a part whose parameters begin at the index `start` of this bijection's parameters.
    func part(at start: Int) -> ParameterInitialization {
        ParameterInitialization(seed: seed, identity: identity, offset: offset + start)
    }

    /// Draws weights and biases of a network uniformly within ±1/√inputs, as PyTorch initializes linear layers.
    ///
    /// - Parameters:
    ///   - parameters: the parameters of the bijection to which the network belongs.
    ///   - zeroOutputs: whether the last layer stays zero.
    func draw(_ network: MaskedMLP, _ parameters: ParameterBuffer, zeroOutputs: Bool) {
        for layer in network.layers where !(zeroOutputs && layer.activation == nil) {
            var stream = RandomStream(
                seed: seed, purpose: "initialization", index: UInt64(offset + layer.bias.offset))
            let weights = layer.bands.compactMap(\.weights)
            for slot in weights {
                Self.fill(slot, of: parameters, bound: 1 / Double(slot.columns).squareRoot(), &stream)
            }
            let inputs = weights.map(\.columns).max() ?? 1
            Self.fill(layer.bias, of: parameters, bound: 1 / Double(max(inputs, 1)).squareRoot(), &stream)
        }
    }

    private static func fill(
        _ slot: ParameterSlot, of parameters: ParameterBuffer, bound: Double, _ stream: inout RandomStream
    ) {
        let matrix = slot.matrix(in: parameters)
        for row in 0..<slot.rows {
            for column in 0..<slot.columns { matrix[row, column] = Float(bound * (2 * stream.uniform() - 1)) }
        }
    }
}
