import FlowKernels
import Flows
import Inference
import SyntheticBenchmark
import Training

/// Simulated events of the benchmark at the nominal ν and at ±1 of one nuisance after the other, as labelled events.
struct BenchmarkTemplates: EventSource {
    let model: BenchmarkModel
    /// p(y|x, c, ν) instead of p(x|c, ν).
    let score: Bool
    /// Only the nominal template.
    let nominal: Bool
    let batchSize: Int

    static let templates = [
        BenchmarkNuisances.nominal, BenchmarkNuisances(shift: 1), BenchmarkNuisances(shift: -1),
        BenchmarkNuisances(squeeze: 1), BenchmarkNuisances(squeeze: -1),
    ]

    func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
        for (column, position) in positions.enumerated() {
            let nu = Self.templates[nominal ? 0 : position % Self.templates.count]
            let event = model.sample(index: UInt64(step * batchSize + position), at: nu, distorted: false, seed: 21)
            chunk.context[Int(event.kind.rawValue), column] = 1
            let target = score ? event.y : event.x
            for row in 0..<2 {
                chunk.features[row, column] = Float(target[row])
                if score { chunk.context[2 + row, column] = Float(event.x[row]) }
            }
            if let nuisances = chunk.nuisances {
                nuisances[0, column] = Float(nu.shift)
                nuisances[1, column] = Float(nu.squeeze)
            }
            chunk.weights[0, column] = 1
        }
    }
}

/// Small networks, quickly trained on the benchmark's simulation.
struct TrainedBenchmark {
    let model: BenchmarkModel
    let workers: Workers

    /// p(x|c, ν) and p(y|x, c, ν) of two classes, each a residual in front of a spline flow.
    func mixture(steps: Int, yields: [Double]) throws -> Mixture {
        func density(score: Bool) throws -> Flow {
            let context = score ? 4 : 2
            let base = TransportMap(
                initializing: NeuralSplineFlow.autoregressive(
                    features: 2, contextCount: context, transforms: 2, bins: 6, hidden: [24, 24]), seed: 1)
            let nominal = try train(Flow([base]), steps: steps, score: score, nominal: true)
            let residual = TransportMap(
                initializing: FactorizableResidual.polynomial(
                    features: 2, contextCount: context, layers: 1, centers: [0, 0], scales: [1, 1], hidden: [24]),
                seed: 2)
            return try train(nominal.preceded(by: residual), steps: steps, score: score, nominal: false)
        }
        return Mixture(
            kinematics: try density(score: false), score: try density(score: true), yields: Yields(nominal: yields),
            nuisances: ["shift", "squeeze"])
    }

    /// Trains the first map.
    private func train(_ flow: Flow, steps: Int, score: Bool, nominal: Bool) throws -> Flow {
        let source = BenchmarkTemplates(model: model, score: score, nominal: nominal, batchSize: 500)
        let result = try TrainingLoop(steps: steps, batchSize: source.batchSize, chunk: 256).run(
            DensityObjective(flow: flow, trainedMap: 0, source: source), from: [flow.maps[0].parameters],
            groups: [
                ParameterGroup(
                    name: "the flow",
                    optimizer: AdamW<Float>(parameterCount: flow.maps[0].parameters.count, weightDecay: 0),
                    schedule: .warmupCosine(peak: 5e-3, warmup: 20, total: steps))
            ], workers: workers)
        return flow.replacing(0, parameters: result.parameters[0])
    }

    /// Unlabelled data.
    func data(events: Int, at nu: BenchmarkNuisances, distorted: Bool) -> (Dataset, BenchmarkEvents) {
        let events = model.events(0..<UInt64(events), at: nu, distorted: distorted, seed: 77)
        return (Dataset(x: [events.x0, events.x1], y: [events.y0, events.y1]), events)
    }
}
