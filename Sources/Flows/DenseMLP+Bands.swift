import FlowKernels

/// Between the dense masked matrices of PyTorch and the bands of a ``MaskedMLP``: the same function, its units sorted.
extension DenseMLP {
    /// Sorts the units by degree and writes the bands of `conditioner`; weights that the network's own masks exclude
    /// are 0.
    ///
    /// - Precondition: the conditioner has this network's ``shape(order:)`` in its own order, in which the masks are
    ///   autoregressive.
    func write(into conditioner: AutoregressiveConditioner, parameters: ParameterBuffer) throws(FlowError) {
        let network = conditioner.network
        let order = conditioner.order
        guard layers.map(\.rows) == network.layers.map(\.rows), inputs == network.contextCount + order.count else {
            throw FlowError.invalidModel(
                "the layers of '\(prefix)' have \(layers.map(\.rows)) rows and \(inputs) inputs instead of "
                    + "\(network.layers.map(\.rows)) and \(network.contextCount + order.count)")
        }
        // Dense index of every input of the banded network: context first, then the features in order, without the
        // last, which no unit sees.
        var below = (0..<network.contextCount).map { order.count + $0 } + order.dropLast()
        for (index, (layer, degrees)) in zip(layers, degrees(order: order)).enumerated() {
            let rows =
                index == layers.count - 1
                ? Self.outputRows(conditioner)
                : (0..<layer.rows).sorted { (degrees[$0], $0) < (degrees[$1], $1) }
            let banded = network.layers[index]
            for band in banded.bands {
                guard let weights = band.weights?.matrix(in: parameters) else { continue }
                for (position, row) in rows[band.rows].enumerated() {
                    for (column, input) in below.prefix(band.inputs).enumerated() {
                        let element = row * layer.inputs + input
                        weights[position, column] = layer.mask[element] ? layer.weights[element] : 0
                    }
                }
            }
            let bias = banded.bias.matrix(in: parameters)
            for (position, row) in rows.enumerated() { bias[position, 0] = layer.bias[row] }
            below = rows
        }
    }

    /// The network of a conditioner, its masks as full as the order of its features allows.
    ///
    /// - Parameters:
    ///   - conditioner: the network and the order of its features.
    ///   - parameters: the parameters of the bijection to which the conditioner belongs.
    ///   - prefix: the prefix of the names of the conditioner's tensors.
    public init(_ conditioner: AutoregressiveConditioner, parameters: ParameterBuffer, prefix: String = "") {
        let network = conditioner.network
        let order = conditioner.order
        var below = (0..<network.contextCount).map { order.count + $0 } + order.dropLast()
        var width = order.count + network.contextCount
        var layers: [Layer] = []
        for (index, banded) in network.layers.enumerated() {
            let rows = index == network.layers.count - 1 ? Self.outputRows(conditioner) : Array(0..<banded.rows)
            var weights = [Float](repeating: 0, count: banded.rows * width)
            var mask = [Bool](repeating: false, count: banded.rows * width)
            var bias = [Float](repeating: 0, count: banded.rows)
            for band in banded.bands {
                guard let matrix = band.weights?.matrix(in: parameters) else { continue }
                for (position, row) in rows[band.rows].enumerated() {
                    for (column, input) in below.prefix(band.inputs).enumerated() {
                        weights[row * width + input] = matrix[position, column]
                        mask[row * width + input] = true
                    }
                }
            }
            let values = banded.bias.matrix(in: parameters)
            for (position, row) in rows.enumerated() { bias[row] = values[position, 0] }
            layers.append(Layer(weights: weights, bias: bias, mask: mask, inputs: width))
            below = Array(0..<banded.rows)
            width = banded.rows
        }
        self.init(layers: layers, prefix: prefix, features: order.count)
    }

    /// For each banded output row the dense one.
    private static func outputRows(_ conditioner: AutoregressiveConditioner) -> [Int] {
        let count = conditioner.network.outputsPerDegree
        return conditioner.order.flatMap { feature in (0..<count).map { feature * count + $0 } }
    }
}
