import Flows
import Report
import SyntheticBenchmark

/// A flow that a `train` cell left, with what it is a density of.
struct TrainedFlow {
    let flow: Flow
    let density: BenchmarkDensity
    /// The nuisances that it responds to, in its own order; empty for a base flow.
    let nuisances: [BenchmarkNuisance]

    static func read(_ reference: CellReference, _ context: RunContext) throws -> TrainedFlow {
        let artifact = context.artifact(reference)
        guard let data = artifact.attachments["model.safetensors"] else {
            throw CellFailure("'\(reference.label)' holds no model")
        }
        let summary = try artifact.result.decoded(as: TrainDirective.Summary.self)
        return TrainedFlow(
            flow: try ModelFile(data: data).flow, density: summary.density, nuisances: summary.nuisances)
    }
}
