import Flows
import Report
import SyntheticBenchmark
import Training

extension TrainDirective {
    /// The attachment that holds the flow.
    static let modelName = "model.safetensors"

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let workers = try context.workers()
        let sample = try BenchmarkSample.read(options[sample], context)
        // Weights are chosen by other events than those that the gap is measured on.
        let monitored = min(options[validation], 32_768)
        func monitor(_ density: BenchmarkDensity, _ nuisances: [BenchmarkNuisance]) -> BenchmarkEventSource {
            BenchmarkEventSource(
                sample: sample, density: density, nuisances: nuisances, batchSize: monitored,
                purpose: BenchmarkEventSource.selection)
        }
        let flow: Flow
        let density: BenchmarkDensity
        let nuisances: [BenchmarkNuisance]
        var provenance: [String: String] = [:]
        var training: TrainingResult?
        if let file = options[from] {
            density = options[Self.density] ?? .kinematics
            (flow, nuisances, provenance) = try ImportedDensity.read(file, options, density: density, sample: sample)
        } else {
            let start: Flow
            (start, density, nuisances) = try startingFlow(options, context, sample)
            let trained = try train(
                start,
                on: BenchmarkEventSource(
                    sample: sample, density: density, nuisances: nuisances, batchSize: options[batch]),
                monitor: monitor(density, nuisances), options, context)
            guard let best = trained.kept else { preconditionFailure("no events were held out") }
            flow = start.replacing(0, parameters: best.parameters[0])
            training = trained
        }
        let gaps = DensityGap.measure(
            flow, density: density, nuisances: nuisances, sample: sample, also: options[alsoAt]?.points ?? [],
            events: options[validation], workers: workers)
        let trained = gaps.prefix(sample.points.count)
        let truth = monitor(density, nuisances)
        let maps = options[from] == nil ? Array(flow.maps.prefix(1)) : flow.maps
        let result = Result(
            density: density, nuisances: nuisances, parameters: maps.reduce(0) { $0 + $1.parameters.count },
            steps: training?.history.points.last?.step ?? 0, bestStep: training?.kept?.step ?? 0,
            end: training?.end ?? .allSteps, loss: training?.history.points.last?.loss ?? .nan,
            validation: trained.reduce(0) { $0 + $1.loss } / Double(trained.count),
            floor: -mean(truth.trueLogDensities(events: monitored)),
            entropy: BenchmarkEventSource(
                sample: sample, density: density, nuisances: nuisances, batchSize: 200_000,
                purpose: BenchmarkEventSource.validation
            ).trueEntropy(events: 200_000),
            gap: trained.max { $0.value < $1.value } ?? gaps[0], gaps: ResultsByNumber(gaps),
            history: training?.history ?? TrainingHistory())
        let model = ModelFile(
            flow: flow, names: density.names(nuisances: nuisances),
            provenance: provenance.merging(["density": density.rawValue, "cell": context.label]) { $1 })
        return Output(result, attachments: [modelName: try model.data()])
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private static func train(
        _ flow: Flow, on source: BenchmarkEventSource, monitor: BenchmarkEventSource, _ options: Options,
        _ context: RunContext
    ) throws -> TrainingResult {
        let meter = ProgressMeter(context)
        let steps = options[steps]
        return try TrainingLoop(steps: steps, batchSize: options[batch]).run(
            DensityObjective(flow: flow, trainedMap: 0, source: source), from: [flow.maps[0].parameters],
            groups: [
                ParameterGroup(
                    name: "the network",
                    optimizer: AdamW<Float>(
                        parameterCount: flow.maps[0].parameters.count, weightDecay: options[weightDecay]),
                    schedule: .training(peak: options[learningRate], steps: steps), clipping: .density)
            ],
            validation: TrainingLoop.Validation(
                objective: DensityObjective(flow: flow, trainedMap: 0, source: monitor), events: monitor.batchSize,
                patience: options[patience]),
            workers: try context.workers(), checkpoints: context.trainingCheckpoints, progress: meter.report)
    }

    /// The flow before training, the map to be trained first.
    private static func startingFlow(
        _ options: Options, _ context: RunContext, _ events: BenchmarkSample
    ) throws -> (Flow, BenchmarkDensity, [BenchmarkNuisance]) {
        guard let base = options[base] else {
            let density = options[density] ?? .kinematics
            let bijection = NeuralSplineFlow.autoregressive(
                features: density.features, contextCount: density.contextCount, transforms: options[transforms],
                bins: options[bins], hidden: options[hidden], activation: options[activation],
                standardization: options[standardize] ? events.standardization(of: density) : nil,
                affine: options[affine])
            return (Flow([TransportMap(initializing: bijection, seed: context.seed)]), density, [])
        }
        let trained = try TrainedFlow.read(base, context)
        let nuisances = events.nuisances
        let pairs = options[pairs].map { pair in
            let indices = pair.compactMap { name in nuisances.firstIndex { $0.rawValue == name } }.sorted()
            return NuisancePair(indices[0], indices[1])
        }
        let residual = FactorizableResidual.polynomial(
            features: trained.density.features, contextCount: trained.density.contextCount, layers: options[layers],
            centers: nuisances.map { _ in 0 }, scales: nuisances.map { _ in 1 }, pairs: pairs,
            damping: Float(options[damping]), hidden: options[hidden])
        let map = TransportMap(initializing: residual, seed: context.seed)
        return (trained.flow.preceded(by: map), trained.density, nuisances)
    }
}
