import Flows
import Foundation
import Inference
import Safetensors
import SyntheticBenchmark

/// The published networks and data like theirs: for what depends on trained weights.
struct PublishedModel {
    /// p(x|c, ν) and p(y|x, c, ν).
    let mixture: Mixture
    let data: Dataset
    private let folder: String

    /// - Parameter folder: of checkpoints in the format of the method's published networks.
    init(folder: String, events: Int) throws {
        self.folder = folder
        func flow(_ name: String) throws -> Flow {
            let checkpoint = try Self.checkpoint(folder, name)
            return Flow([
                try checkpoint.residual(features: 2, damping: 0.01),
                try checkpoint.splines("base_model.transform.transforms"),
            ])
        }
        mixture = Mixture(
            kinematics: try flow("kin_density_residuals"), score: try flow("score_density_residuals"),
            yields: Yields(nominal: [Double(events) / 2, Double(events) / 2]), nuisances: ["shift", "squeeze"])
        data = .paper(events: events)
    }

    /// T of the first members.
    func transfers(_ count: Int) throws -> [TransportMap] {
        try (0..<count).map {
            try Self.checkpoint(folder, "mixture_boot\($0)").splines("transfer_model.T.transforms")
        }
    }

    private static func checkpoint(_ folder: String, _ name: String) throws -> ZukoCheckpoint {
        try ZukoCheckpoint(file: SafetensorsFile(contentsOf: URL(fileURLWithPath: "\(folder)/\(name).safetensors")))
    }
}

extension Dataset {
    /// Distorted events at the truth of the papers.
    static func paper(events: Int) -> Dataset {
        let sample = BenchmarkModel(settings: .paper).events(
            0..<UInt64(events), at: .paperTruth, distorted: true, seed: 1)
        return Dataset(x: [sample.x0, sample.x1], y: [sample.y0, sample.y1])
    }
}
