import Foundation

/// How the inputs of a network were standardized for its training: u = (v − mean)/scale, for features and context.
///
/// log p(v | context) = log p_network(u | context in its own units) − Σ ln scale of the features.
public struct Standardization: Sendable, Hashable, Codable {
    /// One mean and one scale an input.
    public struct Inputs: Sendable, Hashable, Codable {
        public let mean: [Double]
        /// Standard deviations or other units, all positive.
        public let scale: [Double]

        public init(mean: [Double], scale: [Double]) {
            self.mean = mean
            self.scale = scale
        }

        /// Inputs that are left as they are.
        public static func identity(_ count: Int) -> Inputs {
            Inputs(mean: Array(repeating: 0, count: count), scale: Array(repeating: 1, count: count))
        }

        public var isIdentity: Bool { mean.allSatisfy { $0 == 0 } && scale.allSatisfy { $0 == 1 } }

        /// Whether there are `count` of both, and float32 can hold them.
        func fit(_ count: Int) -> Bool {
            mean.count == count && scale.count == count && mean.allSatisfy { Float($0).isFinite }
                && scale.allSatisfy { Float($0).isNormal && $0 > 0 && Float(1 / $0).isNormal }
        }

        /// Σ ln scale.
        public var logScale: Double { scale.reduce(0) { $0 + log($1) } }
    }

    public let features: Inputs
    public let context: Inputs

    public init(features: Inputs, context: Inputs) {
        self.features = features
        self.context = context
    }

    /// What is wrong with it for a map of so many features and context inputs; nil where it fits.
    func complaint(features featureCount: Int, context contextCount: Int) -> String? {
        for (what, inputs, count) in [("feature", features, featureCount), ("context input", context, contextCount)]
        where !inputs.fit(count) {
            return "a standardization with means \(inputs.mean) and scales \(inputs.scale): each of the \(count) "
                + "\(what)s needs a mean and a scale above 0, within float32"
        }
        return nil
    }
}
