/// The kind of a model: a flow that ends in a standard normal, or a map from events to events.
public enum ModelKind: String, Sendable, Codable, CaseIterable {
    /// p(features | context, ν).
    case density
    /// An invertible map of the features, such as a distribution of interest: it has no density and no samples.
    case transport
}

/// The names of the inputs of a model, which are the columns of a table to be evaluated.
public struct ModelNames: Sendable, Hashable, Codable {
    /// Shape [features].
    public let features: [String]
    /// Shape [context].
    public let context: [String]
    /// Shape [nuisances].
    public let nuisances: [String]

    /// With these values.
    public init(features: [String], context: [String], nuisances: [String]) {
        self.features = features
        self.context = context
        self.nuisances = nuisances
    }

    /// x0, x1, … for features, c0, c1, … for context, nu0, nu1, … for nuisances.
    public init(numbering flow: Flow) {
        func numbered(_ letters: String, _ count: Int) -> [String] { (0..<count).map { "\(letters)\($0)" } }
        self.init(
            features: numbered("x", flow.features), context: numbered("c", flow.contextCount),
            nuisances: numbered("nu", flow.nuisanceCount))
    }

    /// Features, context, nuisances.
    public var all: [String] { features + context + nuisances }

    /// Whether every input of the flow has a unique name.
    public func fit(_ flow: Flow) -> Bool {
        features.count == flow.features && context.count == flow.contextCount
            && nuisances.count == flow.nuisanceCount && Set(all).count == all.count && !all.contains("")
    }
}
