import FlowKernels
import Safetensors

/// A masked MLP as PyTorch stores it: dense matrices with 0/1 masks, inputs [features, context].
///
/// Outputs are sorted by feature. Any masks are allowed for which the features have an autoregressive order.
public struct DenseMLP: Sendable {
    /// One linear layer with its mask.
    public struct Layer: Sendable {
        /// Row-major, [rows, inputs]; weights excluded by the mask are ignored.
        public let weights: [Float]
        /// Shape [rows].
        public let bias: [Float]
        /// Row-major, as `weights`.
        public let mask: [Bool]
        /// Columns of the weights.
        public let inputs: Int
        /// Units of this layer.
        public var rows: Int { bias.count }

        /// The inputs on which a row depends.
        func seen(by row: Int) -> [Int] { (0..<inputs).filter { mask[row * inputs + $0] } }
    }

    /// The layers, from the inputs on.
    public let layers: [Layer]
    /// Of its tensors' names, for messages.
    let prefix: String
    let features: Int

    /// Features and context inputs.
    public var inputs: Int { layers[0].inputs }
    /// Rows of the last layer.
    public var outputs: Int { layers[layers.count - 1].rows }
    /// Units of every hidden layer.
    public var hidden: [Int] { layers.dropLast().map(\.rows) }
    /// Context inputs.
    public var contextCount: Int { inputs - features }

    /// Reads the tensors of a network.
    ///
    /// - Parameters:
    ///   - prefix: layers are `prefix.0`, `prefix.2`, … because PyTorch counts activations too.
    ///   - masked: false for a network without masks, whose inputs are only the context.
    init(file: SafetensorsFile, prefix: String, features: Int, masked: Bool = true) throws {
        try Self.check(features: features, prefix)
        var layers: [Layer] = []
        while file.tensors["\(prefix).\(2 * layers.count).weight"] != nil {
            let name = "\(prefix).\(2 * layers.count)"
            let shape = try file.shape("\(name).weight")
            let mask = masked ? try file.integers("\(name).mask").map { $0 != 0 } : nil
            let weights = try file.floats("\(name).weight")
            let bias = try file.floats("\(name).bias")
            guard shape.count == 2, shape == (masked ? try file.shape("\(name).mask") : shape), shape[0] == bias.count,
                layers.last.map({ $0.rows == shape[1] }) ?? (!masked || shape[1] >= features)
            else {
                throw FlowError.invalidModel("the tensors of '\(name)' do not fit together or to the layer before")
            }
            guard weights.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite) else {
                throw FlowError.invalidModel("the tensors of '\(name)' hold NaN or infinity")
            }
            let layer = Layer(
                weights: weights, bias: bias, mask: mask ?? [Bool](repeating: true, count: weights.count),
                inputs: shape[1])
            if !masked, layers.isEmpty { try Self.check(elements: layer.rows, features, prefix) }
            layers.append(masked || !layers.isEmpty ? layer : layer.behind(blindTo: features))
        }
        guard !layers.isEmpty else { throw FlowError.invalidModel("there is no tensor '\(prefix).0.weight'") }
        self.init(layers: layers, prefix: prefix, features: features)
    }

    private static func check(features: Int, _ prefix: String) throws(FlowError) {
        guard (1...ArchitectureLimits.mostFeatures).contains(features) else {
            throw .invalidModel("'\(prefix)' is a network for \(features) features")
        }
    }

    /// A matrix that the file does not hold, rows of zeros for features that nothing sees: bounded here.
    private static func check(elements rows: Int, _ features: Int, _ prefix: String) throws(FlowError) {
        guard rows <= (1 << 22) / features else {
            throw .invalidModel("'\(prefix)' has \(rows) units for \(features) features that do not see each other")
        }
    }

    init(layers: [Layer], prefix: String, features: Int) {
        self.layers = layers
        self.prefix = prefix
        self.features = features
    }

    /// A network with constant outputs, one list for each feature.
    init(constants: [[Float]], prefix: String) throws {
        let features = constants.count
        try Self.check(features: features, prefix)
        try Self.check(elements: constants.reduce(0) { $0 + $1.count }, features, prefix)
        let bias = constants.flatMap { $0 }
        let layer = Layer(
            weights: [Float](repeating: 0, count: bias.count * features), bias: bias,
            mask: [Bool](repeating: false, count: bias.count * features), inputs: features)
        self.init(layers: [layer], prefix: prefix, features: features)
    }
}

extension DenseMLP.Layer {
    /// The layer with `count` more inputs in front, which no row sees.
    fileprivate func behind(blindTo count: Int) -> DenseMLP.Layer {
        func widened<T>(_ values: [T], _ nothing: T) -> [T] {
            (0..<rows).flatMap { row in
                [T](repeating: nothing, count: count) + values[row * inputs..<(row + 1) * inputs]
            }
        }
        return DenseMLP.Layer(
            weights: widened(weights, 0), bias: bias, mask: widened(mask, false), inputs: inputs + count)
    }
}
