import FlowKernels
import Flows
import Foundation
import Inference
import TestSupport
import Testing

/// The mixture's likelihood against numbers computed with PyTorch from the published networks.
@Suite(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
struct PublishedLikelihoodTests {
    let workers = Workers(threads: 2)

    static func mixture(transfer name: String) throws -> Mixture {
        func flow(_ name: String) throws -> Flow {
            let checkpoint = ZukoCheckpoint(file: try ReferenceFolder.checkpoint(name))
            return Flow([
                try checkpoint.residual(features: 2, damping: 0.01),
                try checkpoint.splines("base_model.transform.transforms"),
            ])
        }
        let transfer = try ZukoCheckpoint(file: try ReferenceFolder.checkpoint(name))
            .splines("transfer_model.T.transforms")
        return Mixture(
            kinematics: try flow("kin_density_residuals"), score: try flow("score_density_residuals"),
            yields: Yields(nominal: [50_000, 50_000]), nuisances: ["shift", "squeeze"]
        ).preceded(by: transfer)
    }

    static func events() throws -> Dataset {
        let file = try ReferenceFolder.golden("events")
        func columns(_ name: String) throws -> [[Float]] {
            let values = try file.floats(name)
            return (0..<2).map { column in stride(from: column, to: values.count, by: 2).map { values[$0] } }
        }
        return Dataset(x: try columns("x"), y: try columns("y"))
    }

    struct Point: Decodable {
        let nu: [Double]
        let loglik: Double
        let grad: [Double]
    }

    @Test func reproducesValueAndGradientInNu() throws {
        let data = try Self.events()
        let mixture = try Self.mixture(transfer: "mixture_step1")
        let likelihood = ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, workers: workers)
        let raw = try #require(
            JSONSerialization.jsonObject(with: try ReferenceFolder.data("golden/likelihood.json")) as? [String: Any])
        for name in ["step1.anchor", "step1.truth", "step1.zero"] {
            let point = try JSONDecoder().decode(
                Point.self, from: JSONSerialization.data(withJSONObject: try #require(raw[name])))
            // The golden numbers hold neither priors nor the extended term.
            let count = Double(data.count)
            let extended = count * log(100_000.0) - 100_000.0
            let prior = point.nu.reduce(0) { $0 - $1 * $1 / 2 }
            let (value, gradient) = likelihood.valueAndGradient(at: point.nu, workers: workers)
            #expect(abs(value - extended - prior - point.loglik) < 0.02)
            for k in 0..<2 {
                #expect(abs(gradient[k] + point.nu[k] - point.grad[k]) < 1e-3 * max(abs(point.grad[k]), 20))
            }
        }
    }
}
