import FlowKernels
import Flows
import Foundation
import Safetensors
import TestSupport
import Testing

@testable import Inference

/// The fast mixture against the golden numbers: amortized residual, transfer, residuals with cross terms, and a
/// normalization nuisance, at another ν and θ for every event.
@Suite struct MixtureGoldenTests {
    let golden: SafetensorsFile
    let mixture: Mixture

    init() throws {
        golden = try GoldenFile.named("mixture2")
        mixture = try Self.mixture(golden)
    }

    static func mixture(_ file: SafetensorsFile) throws -> Mixture {
        let checkpoint = try ZukoCheckpoint(file: file)
        func residual(_ name: String) throws -> TransportMap {
            try ZukoCheckpoint(file: tensors(of: file, under: "\(name)."))
                .residual(features: 2, damping: 0.1, crossDamping: 0.25)
        }
        func density(_ name: String) throws -> Flow {
            Flow([try residual("\(name)_residual"), try checkpoint.splines("\(name).transforms")])
        }
        let logFactor = Double(try file.floats("mixture_model.lnN_constraints_factor_log")[0])
        return Mixture(
            kinematics: try density("kin"), score: try density("score"),
            yields: Yields(
                nominal: try file.floats("mixture_model.log_norm_factors").map { exp(Double($0)) },
                sources: [
                    LogNormalResponse(
                        name: "norm", uncertainty: expm1(logFactor),
                        response: try file.floats("mixture_model.lnN_mix_matrix").map(Double.init))
                ]),
            nuisances: ["first", "second"]
        )
        .preceded(by: try checkpoint.splines("transfer.transforms")).preceded(by: try residual("profile"))
    }

    /// Some tensors of a file, by the rest of their names.
    static func tensors(of file: SafetensorsFile, under prefix: String) throws -> SafetensorsFile {
        var writer = SafetensorsWriter()
        for name in file.names where name.hasPrefix(prefix) {
            let (tensor, rest) = (try file.tensor(name), String(name.dropFirst(prefix.count)))
            if tensor.dataType == .float32 {
                try writer.add(rest, shape: tensor.shape, tensor.floats())
            } else {
                try writer.add(rest, shape: tensor.shape, try tensor.integers())
            }
        }
        return try SafetensorsFile(data: writer.data())
    }

    struct Evaluation {
        var logDensity: [Double] = []
        var nuisances: [[Double]] = []
        var theta: [Double] = []
    }

    func evaluate() throws -> Evaluation {
        let (x, y) = (try golden.doubles("in.x"), try golden.doubles("in.y"))
        let (nu, thetas) = (try golden.doubles("in.nu"), try golden.doubles("in.theta"))
        var result = Evaluation()
        for (event, theta) in thetas.enumerated() {
            let (arena, tape) = (Arena(), Tape())
            func column(_ values: [Double]) -> Matrix {
                let matrix = arena.zeros(rows: 2, columns: 8)
                for row in 0..<2 { matrix[row, 0] = Float(values[2 * event + row]) }
                return matrix
            }
            let pass = mixture.forward(
                x: column(x), y: column(y), nuisances: column(nu), theta: [theta], tape: tape, arena: arena)
            let weights = arena.zeros(rows: 1, columns: 8)
            weights[0, 0] = 1
            let sums = mixture.backward(
                pass, logDensityGradient: weights, scoreGradients: mixture.score.maps.map { _ in nil }, tape: tape,
                arena: arena)
            result.logDensity.append(Double(pass.logDensity[0, 0]))
            result.nuisances.append(sums.nuisances)
            result.theta.append(
                zip(mixture.yields.slopes([theta])[0], zip(sums.classes, mixture.logFractions([theta]))).reduce(0) {
                    $0 + $1.0 * ($1.1.0 - exp($1.1.1))
                })
        }
        return result
    }

    @Test func reproducesValueAndGradients() throws {
        let result = try evaluate()
        let (values, nuisances) = (try golden.doubles("out.log_prob"), try golden.doubles("grad.in.nu"))
        let theta = try golden.doubles("grad.in.theta")
        #expect(result.logDensity.count == 12)
        for event in result.logDensity.indices {
            #expect(abs(result.logDensity[event] - values[event]) < 1e-4)
            for k in 0..<2 {
                let expected = nuisances[2 * event + k]
                #expect(abs(result.nuisances[event][k] - expected) < 1e-4 * max(1, abs(expected)))
            }
            #expect(abs(result.theta[event] - theta[event]) < 1e-5)
        }
    }
}
