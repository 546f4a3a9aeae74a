import Derivatives
import FlowReference
import Foundation
import Safetensors
import TestSupport
import Testing

/// The whole mixture, with transfer, amortized residual and a normalization nuisance, against the golden numbers.
@Suite struct MixtureGoldenTests {
    let golden: SafetensorsFile
    let mixture: ReferenceMixture
    let x: [[Double]]
    let y: [[Double]]
    let nuisances: [[Double]]
    let normalizations: [[Double]]

    init() throws {
        golden = try GoldenFile.named("mixture2")
        mixture = try Self.mixture(golden)
        x = try rows(golden, "in.x")
        y = try rows(golden, "in.y")
        nuisances = try rows(golden, "in.nu")
        normalizations = try rows(golden, "in.theta")
    }

    static func mixture(_ file: SafetensorsFile) throws -> ReferenceMixture {
        let tensors = NamedTensors(file)
        func residual(_ name: String) throws -> ResidualStack {
            try ResidualStack(tensors.under(name), damping: 0.1, pairDamping: 0.25)
        }
        return ReferenceMixture(
            kinematics: SystematicDensity(
                base: try SplineFlow(tensors.under("kin.")), residual: try residual("kin_residual.")),
            scores: SystematicDensity(
                base: try SplineFlow(tensors.under("score.")), residual: try residual("score_residual.")),
            transfer: try SplineFlow(tensors.under("transfer.")), profile: try residual("profile."),
            yields: try ReferenceYields(tensors))
    }

    func logDensities(_ mixture: ReferenceMixture) -> [Double] {
        x.indices.map {
            mixture.logDensity(x: x[$0], y: y[$0], nuisances: nuisances[$0], normalizations: normalizations[$0])
        }
    }

    @Test func reproducesTheDensity() throws {
        #expect(largestDifference(logDensities(mixture), try golden.doubles("out.log_prob")) < 1e-10)
    }

    @Test func reproducesDerivativesInBothKindsOfNuisances() throws {
        let densities = x.indices.map { event in
            let variables = SecondOrder4.variables(at: nuisances[event] + normalizations[event])
            return mixture.logDensity(
                x: x[event], y: y[event], nuisances: Array(variables[..<2]), normalizations: Array(variables[2...]))
        }
        let gradient = densities.flatMap { [$0.gradient[0], $0.gradient[1]] }
        #expect(largestDifference(gradient, try golden.doubles("grad.in.nu")) < 1e-9)
        let hessian = densities.flatMap { $0.hessianRows(2).flatMap { $0 } }
        let expected = try golden.doubles("hessian.in.nu")
        #expect(largestDifference(hessian, expected) < 1e-11 * (expected.map(abs).max() ?? 0))
        #expect(largestDifference(densities.map { $0.gradient[2] }, try golden.doubles("grad.in.theta")) < 1e-12)
    }

    @Test func findsTheParameterGradientsByCentralDifferences() throws {
        let h = 1e-7
        let (ahead, behind) = (try moved(golden, by: h), try moved(golden, by: -h))
        let slope =
            (logDensities(try Self.mixture(ahead.file)).sum - logDensities(try Self.mixture(behind.file)).sum) / (2 * h)
        #expect(abs(slope - ahead.derivative) < 1e-6 * max(1, abs(ahead.derivative)))
    }

    @Test func addsPriorsAndTheExtendedTerm() {
        let events = [(x: x[0], y: y[0]), (x: x[1], y: y[1])]
        let (nu, theta) = ([0.5, -0.25], [0.75])
        let total = mixture.extendedLogLikelihood(events: events, nuisances: nu, normalizations: theta)
        let densities = events.map { mixture.logDensity(x: $0.x, y: $0.y, nuisances: nu, normalizations: theta) }
        // N_A = e⁵ · 1.05^0.75 and N_B = e^5.5 · 1.05^(−0.375), with ln 1.05 rounded to float32 in the file.
        let factor = Double(Float(log(1.05)))
        let expected = exp(5 + 0.75 * factor) + exp(5.5 - 0.375 * factor)
        let priors = 0.5 * (0.25 + 0.0625 + 0.5625)
        #expect(abs(total - (densities.sum + 2 * log(expected) - expected - priors)) < 1e-10)
    }
}
