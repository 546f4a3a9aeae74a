import Foundation

/// A multilayer perceptron whose weights are multiplied by 0/1 masks: h ← act((W ∘ M) h + b), no activation last.
public struct ReferenceNetwork: Sendable {
    /// The activation between two layers.
    public enum Activation: Sendable {
        /// max(0, a); its derivatives at 0 are taken as 0.
        case relu
        /// a for a > 0, exp(a) − 1 otherwise.
        case elu

        @inlinable func callAsFunction<S: ReferenceScalar>(_ input: S) -> S {
            switch self {
            case .relu:
                return input.value > 0 ? input : 0.0
            case .elu:
                guard input.value <= 0 else { return input }
                let slope = exp(input.value)
                return input.chain(expm1(input.value), slope, slope)
            }
        }
    }

    /// One linear layer; the weights are already multiplied by the mask.
    public struct Layer: Sendable {
        /// One row for each output.
        public let weights: [[Double]]
        /// Shape [outputs].
        public let biases: [Double]

        /// - Parameters:
        ///   - weights: shape [outputs, inputs], masked.
        ///   - biases: shape [outputs].
        public init(weights: [[Double]], biases: [Double]) {
            precondition(weights.count == biases.count, "\(weights.count) rows and \(biases.count) biases")
            self.weights = weights
            self.biases = biases
        }

        @inlinable func callAsFunction<S: ReferenceScalar>(_ input: [S]) -> [S] {
            zip(weights, biases).map { row, bias in
                precondition(row.count == input.count, "\(input.count) inputs for \(row.count) weights")
                var sum = S(bias)
                for index in row.indices where row[index] != 0 {
                    sum.add(row[index], times: input[index])
                }
                return sum
            }
        }
    }

    /// From the inputs on.
    public let layers: [Layer]
    /// Between layers; the last one has none.
    public let activation: Activation

    /// With these values.
    public init(layers: [Layer], activation: Activation) {
        self.layers = layers
        self.activation = activation
    }

    /// The number of outputs.
    public var outputs: Int { layers.last?.biases.count ?? 0 }

    /// Evaluates the network.
    ///
    /// - Parameter input: shape [inputs].
    /// - Returns: shape [outputs].
    @inlinable public func callAsFunction<S: ReferenceScalar>(_ input: [S]) -> [S] {
        var hidden = input
        for (index, layer) in layers.enumerated() {
            hidden = layer(index == 0 ? hidden : hidden.map { activation($0) })
        }
        return hidden
    }
}
