import Flows
import Report
import Samples
import Training

extension TrainDirective {
    /// The attachment that holds the flow.
    static let modelName = "model.safetensors"

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let workers = context.workers()
        let whole = try SampleCell(options[sample], context).sample
        let isBase = options[from] == nil && options[base] == nil
        let sample = isBase ? whole.nominalPart : whole
        // Nominal events say nothing of a residual, which is the identity there.
        let taught = isBase ? sample : whole.shiftedPart
        // Weights are chosen by other events than those that the gap is measured on.
        let monitored = min(options[validation], 32_768)
        func monitor(_ density: ConditionalDensity, _ nuisances: [String]) -> SampleBatches {
            taught.batches(of: density, nuisances: nuisances, split: .selection, size: monitored)
        }
        let flow: Flow
        let density: ConditionalDensity
        let nuisances: [String]
        var provenance: [String: String] = [:]
        var training: TrainingResult?
        var inputs: StandardizedInputs?
        if let file = options[from] {
            density = options[Self.density] ?? .features
            (flow, nuisances, provenance) = try ImportedDensity.read(file, options, density: density, sample: sample)
        } else {
            let start: Flow
            (start, density, nuisances, inputs) = try startingFlow(options, context, sample)
            let selection = monitor(density, nuisances)
            guard selection.batchSize > 0 else {
                throw CellFailure("'\(options[Self.sample].label)' has no events to choose weights with")
            }
            let trained = try train(
                start,
                on: taught.batches(of: density, nuisances: nuisances, size: options[batch]),
                monitor: selection, options, context)
            guard let best = trained.kept else { preconditionFailure("no events were held out") }
            flow = start.replacing(0, parameters: best.parameters[0])
            training = trained
        }
        let heldOut = HeldOutDensity(
            flow, density: density, nuisances: nuisances, sample: try Self.sample(sample, alsoAt: options),
            events: options[validation], workers: workers)
        // A template may be of too few events to have any for this.
        let losses = zip(heldOut.losses, heldOut.counts).prefix(sample.points.count).filter { $0.1 > 0 }.map(\.0)
        let selection = monitor(density, nuisances)
        let truth = sample.truth
        let conditions = sample.batches(of: density, nuisances: nuisances, split: .validation, size: 200_000)
        let isResidual = options[from] == nil && options[base] != nil
        let maps = options[from] == nil ? Array(flow.maps.prefix(1)) : flow.maps
        let meter = ProgressMeter(context, message: "points of the bias")
        let bias = try BiasMeasurement(
            flow: flow, density: density, nuisances: nuisances, sample: sample, limit: options[validation],
            seed: context.seed, workers: workers
        ) { try meter.report(step: $0, total: $1) }.result()
        let result = Result(
            density: density, nuisances: nuisances, parameters: maps.reduce(0) { $0 + $1.parameters.count },
            steps: training?.history.points.last?.step ?? 0, bestStep: training?.kept?.step ?? 0,
            end: training?.end ?? .allSteps, loss: training?.history.points.last?.loss ?? .nan,
            validation: losses.reduce(0, +) / Double(losses.count),
            validationEvents: heldOut.counts.prefix(sample.points.count).reduce(0, +),
            floor: truth.map { -mean($0.logDensities(of: selection, events: selection.batchSize)) },
            entropy: truth.map { $0.meanEntropy(of: conditions, events: conditions.batchSize) },
            gap: heldOut.gaps?.max { $0.value < $1.value },
            gaps: heldOut.gaps.map { ResultsByNumber($0) },
            bias: bias,
            templates: isResidual ? TemplateReach(sample.points, of: nuisances) : nil,
            untaught: isResidual ? nuisances.filter { name in sample.points.allSatisfy { $0[name] == 0 } } : [],
            untaughtPairs: isResidual
                ? options[pairs].filter { pair in
                    !sample.points.contains { point in pair.allSatisfy { point[$0] != 0 } }
                } : [],
            history: training?.history ?? TrainingHistory())
        let model = ModelFile(
            flow: flow, names: sample.schema.names(of: density, nuisances: nuisances),
            provenance: provenance.merging(["density": density.rawValue, "cell": context.label]) { $1 }
                .merging(inputs == nil ? [:] : [TrainedFlow.inputsKey: TrainedFlow.standardized]) { $1 })
        return Output(result, attachments: [modelName: try model.data()])
    }

    /// The sample at its own points and at those of 'also-at'.
    private static func sample(_ sample: any EventSample, alsoAt options: Options) throws -> any EventSample {
        guard let others = options[alsoAt]?.points else { return sample }
        guard let generated = sample as? any GeneratedSample else {
            throw CellFailure("the sample has events at its own points only", advice: "Remove 'also-at'.")
        }
        return generated.at(sample.points + others.map(sample.schema.completed))
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private static func train(
        _ flow: Flow, on source: SampleBatches, monitor: SampleBatches, _ options: Options,
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
            workers: context.workers(), checkpoints: context.trainingCheckpoints, progress: meter.report)
    }

    /// The flow before training, the map to be trained first, and how its inputs are standardized, where they are in
    /// units of their own.
    private static func startingFlow(
        _ options: Options, _ context: RunContext, _ sample: any EventSample
    ) throws -> (Flow, ConditionalDensity, [String], StandardizedInputs?) {
        let schema = sample.schema
        guard let base = options[base] else {
            let density = options[density] ?? .features
            let inputs = options[standardize] ? sample.inputs(of: density) : nil
            let bijection = baseFlow(options, density, sample, inputs)
            return (Flow([TransportMap(initializing: bijection, seed: context.seed)]), density, [], inputs)
        }
        let trained = try TrainedFlow.read(base, context)
        let nuisances = schema.nuisanceNames
        let pairs = options[pairs].map { pair in
            let indices = pair.compactMap(nuisances.firstIndex).sorted()
            return NuisancePair(indices[0], indices[1])
        }
        let inputs = trained.inputs ?? sample.inputs(of: trained.density)
        let residual = FactorizableResidual.polynomial(
            features: schema.quantities(of: trained.density).count,
            contextCount: schema.contextCount(of: trained.density), layers: options[layers],
            centers: nuisances.map { _ in 0 }, scales: nuisances.map { _ in 1 }, pairs: pairs,
            damping: Float(options[damping]), crossDamping: Float(options[crossDamping]),
            crossOrder: options[crossOrder] == 3 ? .third : .second, hidden: options[hidden], inputs: inputs)
        let map = TransportMap(initializing: residual, seed: context.seed)
        return (trained.flow.preceded(by: map), trained.density, nuisances, inputs)
    }

    private static func baseFlow(
        _ options: Options, _ density: ConditionalDensity, _ sample: any EventSample, _ inputs: StandardizedInputs?
    ) -> any Bijection {
        let (features, context) = (
            sample.schema.quantities(of: density).count, sample.schema.contextCount(of: density)
        )
        if let inputs {
            return inputs.density(
                NeuralSplineFlow.transforms(
                    features: features, contextCount: context, transforms: options[transforms], bins: options[bins],
                    hidden: options[hidden], activation: options[activation], affine: options[affine]))
        }
        return NeuralSplineFlow.autoregressive(
            features: features, contextCount: context, transforms: options[transforms], bins: options[bins],
            hidden: options[hidden], activation: options[activation],
            standardization: options[standardize] ? sample.standardization(of: density) : nil, affine: options[affine])
    }
}

extension EventSample {
    /// How the inputs of a density's networks are standardized; nil where they are of the order of 1 already.
    fileprivate func inputs(of density: ConditionalDensity) -> StandardizedInputs? {
        guard isInOwnUnits else { return nil }
        let given = density == .scores ? standardization(of: .features) : Standardization(means: [], scales: [])
        return StandardizedInputs(
            features: standardization(of: density),
            context: Standardization(
                means: schema.classes.map { _ in 0 } + given.means, scales: schema.classes.map { _ in 1 } + given.scales
            ))
    }
}
