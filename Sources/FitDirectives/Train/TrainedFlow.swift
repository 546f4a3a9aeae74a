import Flows
import Report
import Samples

/// A flow that a `train` cell left, with what it is a density of.
struct TrainedFlow {
    let flow: Flow
    let density: ConditionalDensity
    /// The nuisances that it responds to, in its own order; empty for a base flow.
    let nuisances: [String]

    static func read(_ reference: CellReference, _ context: RunContext) throws -> TrainedFlow {
        guard let data = context.artifact(reference).attachments[TrainDirective.modelName] else {
            throw CellFailure("'\(reference.label)' holds no model")
        }
        let result = try context.result(TrainDirective.self, of: reference)
        return TrainedFlow(flow: try ModelFile(data: data).flow, density: result.density, nuisances: result.nuisances)
    }
}
