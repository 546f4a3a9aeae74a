import EventTables
import Flows

/// A flow with the names that a table's columns carry.
public struct EvaluationModel: Sendable {
    public let flow: Flow
    /// Whether the flow ends in a standard normal. A transport map, such as a distribution of interest, does not: it
    /// has z and log|det|, but no density and no samples.
    public let isDensity: Bool
    /// The columns of a CSV table that hold the features, the context and the nuisances, one name a component.
    public let features: [String]
    public let context: [String]
    public let nuisances: [String]

    public init(flow: Flow, isDensity: Bool = true, features: [String], context: [String], nuisances: [String]) {
        precondition(
            features.count == flow.features && context.count == flow.contextCount
                && nuisances.count == flow.nuisanceCount,
            "names \(features), \(context), \(nuisances) for a flow of \(flow.features) features, "
                + "\(flow.contextCount) context inputs and \(flow.nuisanceCount) nuisances")
        self.flow = flow
        self.isDensity = isDensity
        self.features = features
        self.context = context
        self.nuisances = nuisances
    }

    var contextField: EventField? { context.isEmpty ? nil : .vector("context", columns: context) }
    var nuisanceField: EventField? { nuisances.isEmpty ? nil : .vector("nuisances", columns: nuisances) }

    /// What the model needs to know of an event: `features`, then `context` and `nuisances` where it has any.
    public var inputs: [EventField] {
        [.vector("features", columns: features)] + [contextField, nuisanceField].compactMap { $0 }
    }

    /// What an evaluation says of an event: `log_prob` of a density, `z` with columns z0, z1, …, and `ladj`.
    public var outputs: [EventField] {
        (isDensity ? [.scalar("log_prob")] : [])
            + [.vector("z", columns: features.indices.map { "z\($0)" }), .scalar("ladj")]
    }
}
