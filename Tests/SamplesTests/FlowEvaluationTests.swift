import FlowKernels
import Flows
import Samples
import SyntheticSamples
import Testing
import Training

/// Flows at many points of a density's space, in three dimensions and in one.
@Suite struct FlowEvaluationTests {
    static let sample = ThreeClassSample(events: 700, seed: 2)
    static let workers = Workers(threads: 2)

    static func evaluation(_ density: ConditionalDensity, _ nuisances: [Double] = []) -> FlowEvaluation {
        FlowEvaluation(schema: sample.schema, density: density, nuisances: nuisances, workers: workers)
    }

    static func flow(_ density: ConditionalDensity) -> Flow {
        let bijection = NeuralSplineFlow.autoregressive(
            features: sample.schema.quantities(of: density).count,
            contextCount: sample.schema.contextCount(of: density),
            transforms: 2, bins: 6, hidden: [16], activation: .relu)
        return Flow([TransportMap(initializing: bijection, seed: 3)])
    }

    @Test(arguments: ConditionalDensity.allCases)
    func densitiesAreThoseOfTheBatches(_ density: ConditionalDensity) {
        let flow = Self.flow(density)
        let events = Self.sample.events(0..<600, point: 0, split: .validation)
        let found = Self.evaluation(density).logDensities(flow, events.conditioned(density))
        let batches = Self.sample.batches(of: density, nuisances: [], split: .validation, size: 600)
        #expect(found == flow.logDensities(of: batches, events: 600, workers: Self.workers))
    }

    @Test(arguments: ConditionalDensity.allCases)
    func theInverseLeadsBack(_ density: ConditionalDensity) {
        let (flow, evaluation) = (Self.flow(density), Self.evaluation(density))
        let points = Self.sample.labelled().conditioned(density)
        let forward = evaluation.forward(flow, points)
        #expect(forward == evaluation.forward(flow.maps[0], points))
        for back in [
            evaluation.inverse(flow, points.replacing(values: forward)),
            evaluation.inverse(flow.maps[0], points.replacing(values: forward)),
        ] {
            for (column, expected) in zip(back, points.values) {
                #expect(zip(column, expected).allSatisfy { abs($0 - $1) < 1e-4 })
            }
        }
    }

    @Test func sampledEventsDependOnTheSeedAndOnTheirPlaceAlone() {
        let (flow, evaluation) = (Self.flow(.features), Self.evaluation(.features))
        let conditions = Self.sample.labelled().conditioned(.features)
        let all = evaluation.sample(flow, under: conditions, seed: 4)
        #expect(all.count == 3 && all.allSatisfy { $0.count == 700 })
        let few = evaluation.sample(
            flow,
            under: ConditionedPoints(
                values: conditions.values.map { Array($0.prefix(20)) }, classes: Array(conditions.classes.prefix(20)),
                x: conditions.x.map { Array($0.prefix(20)) }), seed: 4)
        #expect(few == all.map { Array($0.prefix(20)) })
        #expect(evaluation.sample(flow, under: conditions, seed: 5) != all)
    }

    @Test func aResidualThatIsNotTrainedRespondsToNothing() {
        let schema = Self.sample.schema
        let residual = TransportMap(
            initializing: FactorizableResidual.polynomial(
                features: 3, contextCount: 3, layers: 1, centers: [0, 0, 0, 0], scales: [1, 1, 1, 1], pairs: [],
                damping: 0.01, hidden: [8]), seed: 1)
        let points = Self.sample.labelled().conditioned(.features)
        let (scale, shift) = Self.evaluation(.features, NuisancePoint(["scale": 1]).values(of: schema.nuisanceNames))
            .response(residual, points)
        #expect(scale == points.values.map { $0.map { _ in 0 } } && shift == scale)
    }
}
