import Derivatives
import FlowReference
import Safetensors
import TestSupport
import Testing

/// Flows against the project's own golden numbers, which PyTorch and zuko made.
@Suite struct FlowGoldenTests {
    static let names = ["flow2", "flow3", "transfer2"]

    @Test(arguments: names) func reproducesMapDensityAndInverse(name: String) throws {
        let golden = try GoldenFile.named(name)
        let flow = try SplineFlow(NamedTensors(golden))
        let (features, contexts) = (try rows(golden, "in.features"), try rows(golden, "in.context"))
        let mapped = zip(features, contexts).map { flow.forwardAndLogDet($0, context: $1) }
        #expect(largestDifference(mapped.flatMap(\.features), try golden.doubles("out.z")) < 1e-11)
        #expect(largestDifference(mapped.map(\.logDet), try golden.doubles("out.ladj")) < 1e-11)
        let densities = zip(features, contexts).map { flow.logDensity($0, context: $1) }
        #expect(largestDifference(densities, try golden.doubles("out.log_prob")) < 1e-11)
        let inverse = try zip(rows(golden, "in.z"), contexts).map { flow.inverseAndLogDet($0, context: $1) }
        #expect(largestDifference(inverse.flatMap(\.features), try golden.doubles("out.inverse")) < 1e-11)
    }

    @Test(arguments: names) func reproducesGradientsInFeaturesAndContext(name: String) throws {
        let golden = try GoldenFile.named(name)
        let flow = try SplineFlow(NamedTensors(golden))
        let (features, contexts) = (try rows(golden, "in.features"), try rows(golden, "in.context"))
        let gradients = zip(features, contexts).map { features, context in
            let variables = SecondOrder8.variables(at: features + context)
            let density = flow.logDensity(
                Array(variables[..<features.count]), context: Array(variables[features.count...]))
            return variables.indices.map { density.gradient[$0] }
        }
        let width = features[0].count
        #expect(
            largestDifference(gradients.flatMap { $0[..<width] }, try golden.doubles("grad.in.features")) < 1e-10)
        #expect(
            largestDifference(gradients.flatMap { $0[width...] }, try golden.doubles("grad.in.context")) < 1e-10)
    }

    @Test(arguments: names) func findsTheParameterGradientsByCentralDifferences(name: String) throws {
        let golden = try GoldenFile.named(name)
        func sum(_ h: Double) throws -> (value: Double, derivative: Double) {
            let (file, derivative) = try moved(golden, by: h)
            let flow = try SplineFlow(NamedTensors(file))
            let densities = try zip(rows(golden, "in.features"), rows(golden, "in.context"))
                .map { flow.logDensity($0, context: $1) }
            return (densities.sum, derivative)
        }
        let h = 1e-6
        let (ahead, behind) = (try sum(h), try sum(-h))
        let slope = (ahead.value - behind.value) / (2 * h)
        #expect(abs(slope - ahead.derivative) < 1e-6 * max(1, abs(ahead.derivative)))
    }
}
