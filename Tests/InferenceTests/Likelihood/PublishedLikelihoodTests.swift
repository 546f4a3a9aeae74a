import FlowKernels
import Flows
import Foundation
import TestSupport
import Testing

@testable import Inference

/// The mixture's likelihood against numbers computed with PyTorch from the published networks.
@Suite(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
struct PublishedLikelihoodTests {
    let workers = Workers(threads: 2)

    static func mixture(transfer name: String) throws -> Mixture {
        func flow(_ name: String) throws -> Flow {
            let checkpoint = try ZukoCheckpoint(file: try ReferenceFolder.checkpoint(name))
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

    /// The shortcut through the networks for similar events gives the same sample.
    @Test func samplesAlikeOnTheShorterWay() throws {
        let mixture = try Self.mixture(transfer: "mixture_step1")
        func sample(areAlike: Bool) -> Dataset {
            mixture.sample(
                events: 8000, nuisances: [0.5, -0.5], theta: [], seed: 3, chunk: 256, areAlike: areAlike,
                workers: workers)
        }
        let (short, long) = (sample(areAlike: true), sample(areAlike: false))
        #expect(short.y != long.y)
        for (one, other) in zip(short.x + short.y, long.x + long.y) {
            let differences = zip(one, other).map { abs($0 - $1) }
            // Rounding is as much larger as a spline is steep.
            #expect(differences.allSatisfy { $0 < 1e-3 })
            #expect(differences.reduce(0, +) < 2e-6 * Float(differences.count))
        }
    }

    /// Per event, at its own ν, 16 of them far out in the tails; with T and without.
    @Test(arguments: [true, false])
    func reproducesLogDensitiesPointwise(withTransfer: Bool) throws {
        let golden = try ReferenceFolder.golden("pointwise")
        let whole = try Self.mixture(transfer: "mixture_step1")
        let mixture =
            withTransfer
            ? whole
            : Mixture(
                kinematics: whole.kinematics, score: Flow(Array(whole.score.maps.dropFirst())), yields: whole.yields,
                nuisances: whole.nuisances)
        let name = withTransfer ? "mixture_step1.log_prob" : "mixture_no_transfer.log_prob"
        let expected = try golden.doubles(name)
        let arena = Arena()
        func columns(_ name: String) throws -> Matrix {
            let values = try golden.doubles(name)
            let matrix = arena.matrix(rows: 2, columns: expected.count)
            for (index, value) in values.enumerated() { matrix[index % 2, index / 2] = Float(value) }
            return matrix
        }
        let pass = mixture.forward(
            x: try columns("x"), y: try columns("y"), nuisances: try columns("nu"), theta: [], tape: nil, arena: arena)
        let largest = expected.indices.map { abs(Double(pass.logDensity[0, $0]) - expected[$0]) }
            .reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
        #expect(largest < 1e-4)
    }

    struct Point: Decodable {
        let nu: [Double]
        let loglik: Double
        let grad: [Double]
        let hessian: [[Double]]
    }

    @Test func reproducesValueGradientAndHessianInNu() throws {
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
                #expect(abs(gradient[k] + point.nu[k] - point.grad[k]) < 1e-3 * abs(point.grad[k]))
            }
            // Some hundred float32 roundings leave 1e-5 of an event's derivatives. At ν = 0 positive and negative ones
            // cancel to a fiftieth in the squeeze, and an event close to a kink may stand on its other side.
            let found = likelihood.hessian(at: point.nu, workers: workers)
            #expect(abs(found.value - value) < 0.02)
            for k in 0..<2 {
                #expect(abs(found.gradient[k] + point.nu[k] - point.grad[k]) < 1e-3 * abs(point.grad[k]))
                for l in 0..<2 {
                    let scale = abs(point.hessian[k][k] * point.hessian[l][l]).squareRoot()
                    let curvature = found.hessian[k][l] + (k == l ? 1 : 0)
                    #expect(abs(curvature - point.hessian[k][l]) < 1e-3 * scale)
                }
            }
        }
    }
}
