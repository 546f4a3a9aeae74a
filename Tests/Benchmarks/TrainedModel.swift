import Flows
import Foundation
import Inference

/// The networks of a rendered report and data like its own, as `fiducial extract reports/paper.md -o FOLDER` writes them:
/// every member's T made to follow ν by the amortized profiling.
struct TrainedModel {
    /// One a member.
    let mixtures: [Mixture]
    let data: Dataset
    /// ν̂ of the nominal fit.
    let center: [Double]

    init(folder: String, members: Int, events: Int) throws {
        func model(_ name: String) throws -> ModelFile {
            try ModelFile(data: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).safetensors")))
        }
        let mixture = Mixture(
            kinematics: try model("kinematics-response/model").flow, score: try model("score-response/model").flow,
            yields: Yields(nominal: [Double(events) / 2, Double(events) / 2]), nuisances: ["shift", "squeeze"])
        let residual = try model("amortized/residual").flow.maps[0]
        mixtures = try (0..<members).map {
            mixture.preceded(by: try model("ensemble/member-\($0)").flow.maps[0]).preceded(by: residual)
        }
        center = try model("ensemble/transfer").fittedNuisances ?? [0.5, -0.5]
        data = .paper(events: events)
    }
}
