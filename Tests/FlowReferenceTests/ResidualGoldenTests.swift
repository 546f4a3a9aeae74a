import Derivatives
import FlowReference
import Safetensors
import TestSupport
import Testing

/// Residuals, cross terms included, against the project's own golden numbers.
@Suite struct ResidualGoldenTests {
    static let names = ["residual2", "residual3"]

    /// A golden file, its residual and its inputs.
    struct Golden {
        let file: SafetensorsFile
        let residual: ResidualStack
        let features: [[Double]]
        let contexts: [[Double]]
        let nuisances: [[Double]]

        init(_ name: String, movedBy h: Double = 0) throws {
            file = try GoldenFile.named(name)
            residual = try ResidualStack(
                NamedTensors(h == 0 ? file : moved(file, by: h).file), damping: 0.1, pairDamping: 0.25)
            features = try rows(file, "in.features")
            contexts = try rows(file, "in.context")
            nuisances = try rows(file, "in.nu")
        }

        /// log N(v₀; 0, 1) + ln |det| of one event.
        func logDensity<S: ReferenceScalar>(_ event: Int, _ features: [S], context: [S], nuisances: [S]) -> S {
            let nominal = residual.forwardAndLogDet(features, context: context, nuisances: nuisances)
            return SplineFlow(transforms: []).logDensity(nominal.features, context: []) + nominal.logDet
        }

        func logDensities() -> [Double] {
            features.indices.map {
                logDensity($0, features[$0], context: contexts[$0], nuisances: nuisances[$0])
            }
        }
    }

    @Test(arguments: names) func reproducesMapDensityAndInverse(name: String) throws {
        let golden = try Golden(name)
        let mapped = golden.features.indices.map {
            golden.residual.forwardAndLogDet(
                golden.features[$0], context: golden.contexts[$0], nuisances: golden.nuisances[$0])
        }
        #expect(largestDifference(mapped.flatMap(\.features), try golden.file.doubles("out.z")) < 1e-11)
        #expect(largestDifference(mapped.map(\.logDet), try golden.file.doubles("out.ladj")) < 1e-11)
        #expect(largestDifference(golden.logDensities(), try golden.file.doubles("out.log_prob")) < 1e-11)
        let z = try rows(golden.file, "in.z")
        let inverse = z.indices.map {
            golden.residual.inverseAndLogDet(z[$0], context: golden.contexts[$0], nuisances: golden.nuisances[$0])
        }
        #expect(largestDifference(inverse.flatMap(\.features), try golden.file.doubles("out.inverse")) < 1e-11)
    }

    @Test(arguments: names) func reproducesGradientAndHessianInTheNuisances(name: String) throws {
        let golden = try Golden(name)
        let count = golden.nuisances[0].count
        let densities = golden.features.indices.map {
            golden.logDensity(
                $0, golden.features[$0].map(SecondOrder4.init), context: golden.contexts[$0].map(SecondOrder4.init),
                nuisances: SecondOrder4.variables(at: golden.nuisances[$0]))
        }
        let gradient = densities.flatMap { density in (0..<count).map { density.gradient[$0] } }
        #expect(largestDifference(gradient, try golden.file.doubles("grad.in.nu")) < 1e-10)
        let hessian = densities.flatMap { $0.hessianRows(count).flatMap { $0 } }
        #expect(largestDifference(hessian, try golden.file.doubles("hessian.in.nu")) < 1e-10)
    }

    @Test(arguments: names) func reproducesGradientsInFeaturesAndContext(name: String) throws {
        let golden = try Golden(name)
        let width = golden.features[0].count
        let gradients = golden.features.indices.map { event in
            let variables = SecondOrder8.variables(at: golden.features[event] + golden.contexts[event])
            let density = golden.logDensity(
                event, Array(variables[..<width]), context: Array(variables[width...]),
                nuisances: golden.nuisances[event].map(SecondOrder8.init))
            return variables.indices.map { density.gradient[$0] }
        }
        #expect(
            largestDifference(gradients.flatMap { $0[..<width] }, try golden.file.doubles("grad.in.features")) < 1e-10)
        #expect(
            largestDifference(gradients.flatMap { $0[width...] }, try golden.file.doubles("grad.in.context")) < 1e-10)
    }

    @Test(arguments: names) func findsTheParameterGradientsByCentralDifferences(name: String) throws {
        let h = 1e-6
        let derivative = try moved(GoldenFile.named(name), by: h).derivative
        let slope =
            try (Golden(name, movedBy: h).logDensities().sum - Golden(name, movedBy: -h).logDensities().sum) / (2 * h)
        #expect(abs(slope - derivative) < 1e-6 * max(1, abs(derivative)))
    }

    @Test(arguments: names) func isTheIdentityAtTheCenter(name: String) throws {
        let golden = try Golden(name)
        let mapped = golden.features.indices.map {
            golden.residual.forwardAndLogDet(
                golden.features[$0], context: golden.contexts[$0], nuisances: golden.residual.layers[0].centers)
        }
        // An odd number of layers has an even number of reversals between them, an even number one more at the end.
        #expect(mapped.map(\.features) == golden.features)
        #expect(mapped.allSatisfy { $0.logDet == 0 })
    }
}
