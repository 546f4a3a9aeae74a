import FlowKernels
import Flows
import Samples
import SyntheticSamples
import Testing
import Training

/// Flows learn the densities of any sample: a base flow at ν⁰, then its residual at the templates.
@Suite struct TrainedSampleTests {
    private static let workers = Workers(threads: 2)

    /// Mean of ln p_true − ln p_model over events for validation, in nats an event.
    private static func gap(
        _ flow: Flow, _ density: ConditionalDensity, _ sample: any GeneratedSample, nuisances: [String]
    ) throws -> Double {
        let truth = try #require(sample.truth)
        let batches = sample.batches(of: density, nuisances: nuisances, split: .validation, size: 2000)
        let model = flow.logDensities(of: batches, events: 2000, workers: workers)
        let exact = truth.logDensities(of: batches, events: 2000)
        return zip(exact, model).reduce(0) { $0 + $1.0 - $1.1 } / 2000
    }

    /// The same flow with its first map trained on a sample.
    private static func trained(_ flow: Flow, on batches: SampleBatches, steps: Int) throws -> Flow {
        let count = flow.maps[0].parameters.count
        let result = try TrainingLoop(steps: steps, batchSize: batches.batchSize).run(
            DensityObjective(flow: flow, trainedMap: 0, source: batches), from: [flow.maps[0].parameters],
            groups: [
                ParameterGroup(
                    name: "the network", optimizer: AdamW<Float>(parameterCount: count, weightDecay: 0),
                    schedule: .warmupCosine(peak: 5e-3, warmup: 20, total: steps),
                    clipping: GradientClipping(maximumNorm: 5))
            ], workers: workers)
        return flow.replacing(0, parameters: result.parameters[0])
    }

    @Test(arguments: ConditionalDensity.allCases)
    func threeClassesAndFourNuisancesAreLearned(_ density: ConditionalDensity) throws {
        let sample = ThreeClassSample(events: 50_000, seed: 21)
        let schema = sample.schema
        let (features, contextCount) = (schema.quantities(of: density).count, schema.contextCount(of: density))
        let spline = NeuralSplineFlow.autoregressive(
            features: features, contextCount: contextCount, transforms: 1, bins: 6, hidden: [24], activation: .relu,
            standardization: sample.standardization(of: density))
        let untrained = Flow([TransportMap(initializing: spline, seed: 1)])
        let base = try Self.trained(
            untrained, on: sample.batches(of: density, nuisances: [], size: 512), steps: 400)
        let gaps = try [untrained, base].map { try Self.gap($0, density, sample, nuisances: []) }
        #expect(gaps[1] < 0.1 && gaps[1] < gaps[0] / 3, "\(gaps)")

        let names = schema.nuisanceNames
        let templates = sample.at(
            names.flatMap { name in [1.0, -1].map { NuisancePoint.nominal.setting(name, to: $0) } })
        let residual = FactorizableResidual.polynomial(
            features: features, contextCount: contextCount, layers: 1, centers: names.map { _ in 0 },
            scales: names.map { _ in 1 }, pairs: [], damping: 0.01, hidden: [16])
        // The identity, before it is trained.
        let start = base.preceded(by: TransportMap(initializing: residual, seed: 2))
        let responding = try Self.trained(
            start, on: templates.batches(of: density, nuisances: names, size: 512), steps: 300)
        let moved = try [start, responding].map { try Self.gap($0, density, templates, nuisances: names) }
        #expect(moved[1] < moved[0] - 0.003 && moved[1] < gaps[1] + 0.01, "\(moved) beside \(gaps)")
    }
}
