import Flows
import Foundation
import Inference
import Report
import SyntheticBenchmark

/// The mixtures that fits and everything after them evaluate.
enum MeasuredMixture {
    /// The trained densities without T, as the options of a `fit` cell name them.
    static func densities(_ options: Options, _ context: RunContext, yields: Yields) throws -> Mixture {
        let kinematics = try TrainedFlow.read(options[FitDirective.kinematics], context)
        let score = try TrainedFlow.read(options[FitDirective.score], context)
        let responding = [kinematics, score].filter { !$0.nuisances.isEmpty }
        guard Set(responding.map(\.nuisances)).count <= 1 else {
            throw CellFailure(
                "p(x|c,ν) responds to \(kinematics.nuisances.map(\.rawValue)), p(y|x,c,ν) to "
                    + "\(score.nuisances.map(\.rawValue))",
                advice: "Train both residuals on samples of the same benchmark settings.")
        }
        return Mixture(
            kinematics: kinematics.flow, score: score.flow, yields: yields,
            nuisances: (responding.first?.nuisances ?? []).map(\.rawValue))
    }

    /// A fit as later cells take it up: its mixture with T in front, its nuisances, its data.
    struct Fitted {
        let mixture: Mixture
        let space: NuisanceSpace
        let bestFit: [Double]
        let sample: BenchmarkSample
        /// The densities without T.
        let simulation: Mixture
        let dataLabel: CellReference
    }

    static func fitted(_ reference: CellReference, _ context: RunContext) throws -> Fitted {
        let options = context.options(reference)
        let artifact = context.artifact(reference)
        guard let summary = try artifact.result[path: "summary"]?.decoded(as: FitDirective.Summary.self),
            let transfer = artifact.attachments["transfer.safetensors"]
        else { throw CellFailure("'\(reference.label)' holds no fit") }
        let densities = try densities(options, context, yields: summary.yields)
        let mixture = densities.preceded(by: try ModelFile(data: transfer).flow.maps[0])
        return Fitted(
            mixture: mixture, space: NuisanceSpace(mixture: mixture, fixed: summary.fixed), bestFit: summary.bestFit,
            sample: try BenchmarkSample.read(options[FitDirective.data], context),
            simulation: densities, dataLabel: options[FitDirective.data])
    }
}

extension BenchmarkSample {
    /// All events of the first point, unlabelled.
    func dataset() -> Dataset {
        let events = materialized()
        return Dataset(x: [events.x0, events.x1], y: [events.y0, events.y1])
    }
}
