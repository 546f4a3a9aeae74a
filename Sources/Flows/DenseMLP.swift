import FlowKernels
import Safetensors

/// A masked MLP as PyTorch stores it: dense matrices beside 0/1 masks, inputs [features, context].
struct DenseMLP {
    private struct Layer {
        let weights: [Float]
        let bias: [Float]
        let mask: [Bool]
        let inputs: Int
        var rows: Int { bias.count }
    }

    private let layers: [Layer]
    private let prefix: String

    var inputs: Int { layers[0].inputs }
    var outputs: Int { layers[layers.count - 1].rows }
    var hidden: [Int] { layers.dropLast().map(\.rows) }

    /// - Parameter prefix: layers are `prefix.0`, `prefix.2`, … because PyTorch counts activations too.
    init(file: SafetensorsFile, prefix: String, features: Int) throws {
        self.prefix = prefix
        var layers: [Layer] = []
        while file.tensors["\(prefix).\(2 * layers.count).weight"] != nil {
            let name = "\(prefix).\(2 * layers.count)"
            let shape = try file.shape("\(name).weight")
            let mask = try file.integers("\(name).mask")
            let layer = Layer(
                weights: try file.floats("\(name).weight"), bias: try file.floats("\(name).bias"),
                mask: mask.map { $0 != 0 }, inputs: shape.last ?? 0)
            guard shape.count == 2, shape == (try file.shape("\(name).mask")), shape[0] == layer.bias.count,
                layers.last.map({ $0.rows == shape[1] }) ?? (shape[1] >= features)
            else {
                throw FlowError.invalidModel("the tensors of '\(name)' do not fit together or to the layer before")
            }
            guard layer.weights.allSatisfy(\.isFinite), layer.bias.allSatisfy(\.isFinite) else {
                throw FlowError.invalidModel("the tensors of '\(name)' hold NaN or infinity")
            }
            layers.append(layer)
        }
        guard !layers.isEmpty else { throw FlowError.invalidModel("there is no tensor '\(prefix).0.weight'") }
        self.layers = layers
    }

    /// Sorts the units by degree and writes the bands of `conditioner`.
    ///
    /// - Parameter output: the dense output row of row `row` of the feature at a place.
    func write(
        into conditioner: AutoregressiveConditioner, parameters: ParameterBuffer, output: (Int, Int) -> Int
    ) throws {
        let network = conditioner.network
        let order = conditioner.order
        guard layers.map(\.rows) == network.layers.map(\.rows), inputs == network.contextCount + order.count else {
            throw FlowError.invalidModel(
                "the layers of '\(prefix)' have \(layers.map(\.rows)) rows and \(inputs) inputs instead of "
                    + "\(network.layers.map(\.rows)) and \(network.contextCount + order.count)")
        }
        // Dense index of every input of the banded network: context first, then the features in order.
        var below = (0..<network.contextCount).map { order.count + $0 } + order.dropLast()
        // Degree of every dense input; the last feature of the order is seen by nobody.
        var degrees = [Int](repeating: 0, count: inputs)
        for (place, feature) in order.enumerated() { degrees[feature] = place + 1 }

        for (index, layer) in layers.enumerated() {
            let isOutput = index == layers.count - 1
            let seen = (0..<layer.rows).map { row in
                (0..<layer.inputs).filter { layer.mask[row * layer.inputs + $0] }
            }
            let rowDegrees = seen.map { $0.map { degrees[$0] }.max() ?? 0 }
            let rows: [Int]
            if isOutput {
                rows = (0..<order.count).flatMap { place in
                    (0..<network.outputsPerDegree).map { output(place, $0) }
                }
            } else {
                rows = (0..<layer.rows).sorted { (rowDegrees[$0], $0) < (rowDegrees[$1], $1) }
            }
            let banded = network.layers[index]
            for (degree, band) in banded.bands.enumerated() {
                let visible = Set(below.prefix(band.inputs))
                for (position, row) in rows[band.rows].enumerated() {
                    guard Set(seen[row]) == visible else {
                        throw FlowError.invalidModel(
                            "the mask of '\(prefix).\(2 * index)' is not autoregressive at row \(row): a unit of degree "
                                + "\(degree) sees \(seen[row].count) inputs instead of \(visible.count)")
                    }
                    if let weights = band.weights?.matrix(in: parameters) {
                        for (column, input) in below.prefix(band.inputs).enumerated() {
                            weights[position, column] = layer.weights[row * layer.inputs + input]
                        }
                    }
                }
            }
            let bias = banded.bias.matrix(in: parameters)
            for (position, row) in rows.enumerated() { bias[position, 0] = layer.bias[row] }
            below = rows
            degrees = rowDegrees
        }
    }
}
