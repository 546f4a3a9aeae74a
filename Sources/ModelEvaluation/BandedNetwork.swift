import FlowKernels
import FlowReference
import Flows

/// The tensors of one conditioner of a model, to be written as dense matrices.
///
/// A model holds a masked network as bands: for every layer L and degree k a tensor `NAME.L.k.weight` of the units of
/// that degree over the prefix of the layer below that they see, and `NAME.L.bias` (``Flows/MaskedMLP``). The inputs of
/// the bands are [context, features in order], their outputs go by the feature's place in the order.
struct BandedNetwork {
    let name: String
    let slots: [ParameterSlot]
    let parameters: ParameterBuffer
    let order: [Int]
    let contextCount: Int
    let hidden: [Int]
    let outputsPerFeature: Int

    /// The same function as the reference has it: inputs [features, context], outputs feature by feature.
    func dense(_ activation: Activation) -> FlowReference.MaskedMLP {
        // Column of each banded input; the last feature of the order is seen by nobody.
        var inputs = (0..<contextCount).map { order.count + $0 } + order.dropLast()
        var width = order.count + contextCount
        var layers: [FlowReference.MaskedMLP.Layer] = []
        for index in 0...hidden.count {
            let isOutput = index == hidden.count
            guard let biasSlot = slots.first(where: { $0.name == "\(name).\(index).bias" }) else {
                preconditionFailure("a network without tensor '\(name).\(index).bias'")
            }
            let bias = biasSlot.matrix(in: parameters)
            var weights = [[Double]](repeating: [Double](repeating: 0, count: width), count: bias.rows)
            var biases = [Double](repeating: 0, count: bias.rows)
            // Hidden units stand by degree; output rows go to the place of their feature.
            let rows = isOutput ? outputRows : Array(0..<bias.rows)
            for (banded, row) in rows.enumerated() { biases[row] = Double(bias[banded, 0]) }
            var start = 0
            for degree in order.indices {
                guard let slot = slots.first(where: { $0.name == "\(name).\(index).\(degree).weight" }) else {
                    continue
                }
                if isOutput { start = degree * outputsPerFeature }
                let band = slot.matrix(in: parameters)
                for row in 0..<band.rows {
                    for column in 0..<band.columns {
                        weights[rows[start + row]][inputs[column]] = Double(band[row, column])
                    }
                }
                start += band.rows
            }
            layers.append(.init(weights: weights, biases: biases))
            inputs = Array(0..<bias.rows)
            width = bias.rows
        }
        return FlowReference.MaskedMLP(layers: layers, activation: activation == .relu ? .relu : .elu)
    }

    /// For each banded output row the dense one.
    private var outputRows: [Int] {
        order.flatMap { feature in (0..<outputsPerFeature).map { feature * outputsPerFeature + $0 } }
    }
}
