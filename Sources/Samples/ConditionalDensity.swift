import Flows

/// The conditional density of a sample that a flow describes. Its inputs are columns of the sample: rows of features,
/// and rows of context, which are the one-hot class and, for scores, below it x.
public enum ConditionalDensity: String, CaseIterable, Codable, Sendable {
    // Their names in reports and model files.
    /// p(x|c, ν): features given the class.
    case features = "kinematics"
    /// p(y|x, c, ν): scores given features and class.
    case scores = "score"

    /// The symbol in captions.
    public var symbol: String { self == .features ? "p(x|c)" : "p(y|x,c)" }
}

extension SampleSchema {
    /// The quantities of a density.
    public func quantities(of density: ConditionalDensity) -> [Quantity] {
        density == .features ? features : scores
    }

    /// Rows of context: one for each class, and for scores one more for each feature.
    public func contextCount(of density: ConditionalDensity) -> Int {
        classes.count + (density == .features ? 0 : features.count)
    }

    /// The names of the inputs of a model of this density.
    public func names(of density: ConditionalDensity, nuisances: [String] = []) -> ModelNames {
        ModelNames(
            features: quantities(of: density).map(\.name),
            context: classes.map(\.name) + (density == .features ? [] : features.map(\.name)), nuisances: nuisances)
    }
}
