import EventTables
import Flows

/// A model's inputs and outputs as the fields of a table; a CSV table's columns carry the model's names.
extension ModelFile {
    /// Whether it is a density, which has log p and samples.
    public var isDensity: Bool { kind == .density }

    var contextField: EventField? { names.context.isEmpty ? nil : .vector("context", columns: names.context) }
    var nuisanceField: EventField? { names.nuisances.isEmpty ? nil : .vector("nuisances", columns: names.nuisances) }

    /// The inputs of the model for an event: `features`, then `context` and `nuisances` if it has any.
    public var inputs: [EventField] {
        [.vector("features", columns: names.features)] + [contextField, nuisanceField].compactMap { $0 }
    }

    /// The results of an evaluation for an event: `log_prob` of a density, `z` with columns z0, z1, …, and `ladj`.
    public var outputs: [EventField] {
        (isDensity ? [.scalar("log_prob")] : [])
            + [.vector("z", columns: names.features.indices.map { "z\($0)" }), .scalar("ladj")]
    }
}
