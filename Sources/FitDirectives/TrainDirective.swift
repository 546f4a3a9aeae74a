import FlowKernels
import Flows
import Foundation
import Plotting
import RandomStreams
import Report
import SyntheticBenchmark
import Training

/// `{train}`: a base flow p(x|c) or p(y|x,c), or the residual of a base flow on shifted templates.
struct TrainDirective: Directive {
    static let verb = "train"
    static let version = 5
    static let summary = "Train a base flow, or the factorizable residual of one on shifted templates."

    static let sample = OptionKey<CellReference>(
        "sample", verbs: ["generate"], help: "The events to train on; several points for a residual.")
    static let base = OptionKey<CellReference?>(
        "base", verbs: ["train"], help: "Train the residual of this flow, which stays frozen; without it a base flow.")
    static let density = OptionKey<BenchmarkDensity?>(
        "density", default: .some(nil),
        help: "kinematics for p(x|c), score for p(y|x,c); a residual takes its base's.")
    static let transforms = OptionKey<Int>("transforms", default: 2, in: 1...16, help: "Spline transforms of a base.")
    static let bins = OptionKey<Int>("bins", default: 12, in: 2...64, help: "Bins of the splines of a base.")
    static let hidden = OptionKey<[Int]>(
        "hidden", default: [64, 64], help: "Units of every hidden layer of the conditioners.",
        must: hiddenLayers)
    static let standardize = OptionKey<Bool>(
        "standardize", default: true,
        help: "Shift and scale the features of a base flow by mean and deviation of its sample: splines act within ±5.")
    static let layers = OptionKey<Int>("layers", default: 1, in: 1...8, help: "Polynomial layers of a residual.")
    static let damping = OptionKey<Double>(
        "damping", default: 0.01, in: 0...1, help: "δ of a residual's quadratic terms.")
    static let pairs = OptionKey<[[String]]>(
        "pairs", default: [],
        help: "Pairs of nuisances with a cross term in the residual, for example [[shift, squeeze]].")
    static let steps = OptionKey<Int>("steps", default: 3000, in: 1...10_000_000, help: "Optimizer steps.")
    static let batch = OptionKey<Int>("batch", default: 1024, in: 8...1_048_576, help: "Events a step.")
    static let learningRate = OptionKey<Double>(
        "learning-rate", default: 2e-3, in: 1e-8...1, help: "Peak rate of AdamW: linear warm-up, then a cosine to 0.")
    static let weightDecay = OptionKey<Double>("weight-decay", default: 1e-4, in: 0...1, help: "AdamW's weight decay.")
    static let validation = OptionKey<Int>(
        "validation", default: 100_000, in: 100...100_000_000,
        help: "Events never trained on, for the validation loss and the gap to the truth.")
    static let schema = OptionSchema(
        sample, base, density, transforms, bins, hidden, standardize, layers, damping, pairs, steps, batch,
        learningRate,
        weightDecay, validation)

    /// What is wrong with the sizes of hidden layers.
    @Sendable static func hiddenLayers(_ widths: [Int]) -> String? {
        (1...8).contains(widths.count) && widths.allSatisfy { (1...4096).contains($0) }
            ? nil : "must list one to eight layers of 1 to 4096 units"
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if let base = options[base] {
            if options.isGiven(density) {
                diagnostics.append(
                    options.error("a residual has the density of its base", at: density, remedy: "remove 'density'"))
            }
            if let baseOptions = document.options(base), baseOptions[Self.base] != nil {
                diagnostics.append(
                    options.error(
                        "'\(base.label)' is itself a residual", at: Self.base,
                        remedy: "name the base flow that it was trained on"))
            }
            if let sampleOptions = document.options(options[sample]),
                sampleOptions[GenerateDirective.at].points.allSatisfy({ $0 == .nominal })
            {
                diagnostics.append(
                    options.error(
                        "a residual learns from shifted templates, but '\(options[sample].label)' is all nominal",
                        at: sample, remedy: "give that cell 'at: [{shift: 1}, {shift: -1}, …]'"))
            }
        } else if options[density] == nil {
            diagnostics.append(
                Diagnostic(
                    "'density' is missing", at: options.place,
                    remedy: "say 'density: kinematics' for p(x|c) or 'density: score' for p(y|x,c)"))
        }
        return diagnostics + wrongPairs(options, document)
    }

    private static func wrongPairs(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard options[base] != nil else {
            return options[pairs].isEmpty
                ? [] : [options.error("a base flow has no cross terms", at: pairs, remedy: "remove 'pairs'")]
        }
        let sampleOptions = document.options(options[sample])
        let names = (sampleOptions.map(GenerateDirective.benchmarkSettings) ?? .paper).nuisances.map(\.rawValue)
        var seen: Set<Set<String>> = []
        return options[pairs].enumerated().compactMap { index, pair in
            if pair.count != 2 || Set(pair).count != 2 || !pair.allSatisfy(names.contains) {
                return options.error(
                    "a pair is two different nuisances", at: pairs, String(index),
                    remedy: "available: \(names.joined(separator: ", "))")
            }
            return seen.insert(Set(pair)).inserted
                ? nil : options.error("this pair stands here twice", at: pairs, String(index), remedy: "remove one")
        }
    }

    /// What a training leaves in its artifact beside the flow.
    struct Summary: Codable {
        let density: BenchmarkDensity
        let nuisances: [BenchmarkNuisance]
        let parameters: Int
        let steps: Int
        let loss: Double
        let validation: Double
        /// The true density's loss on the events of the history's validation: what only chance can beat.
        let floor: Double
        /// The loss of the true density in the mean over all events, its entropy: what training can reach.
        let entropy: Double
        let gap: Gap
        let gaps: [Gap]
        let history: TrainingHistory
    }

    /// Mean of true minus modelled log density, nats an event.
    struct Gap: Codable {
        let point: BenchmarkNuisances
        let value: Double
        /// Standard error of the mean.
        let error: Double
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        let workers = try context.workers()
        let events = try BenchmarkSample.read(options[sample], context)
        let (flow, density, nuisances) = try startingFlow(options, context, events)
        let source = BenchmarkEventSource(
            sample: events, density: density, nuisances: nuisances, batchSize: options[batch])
        func heldOut(_ count: Int) -> BenchmarkEventSource {
            BenchmarkEventSource(
                sample: events, density: density, nuisances: nuisances, batchSize: count,
                purpose: BenchmarkEventSource.validation)
        }
        let monitored = min(options[validation], 8192)

        let meter = ProgressMeter(context)
        let steps = options[steps]
        let result = try TrainingLoop(steps: steps, batchSize: options[batch]).run(
            DensityObjective(flow: flow, trainedMap: 0, source: source), from: [flow.maps[0].parameters],
            groups: [
                ParameterGroup(
                    name: "the network",
                    optimizer: AdamW<Float>(
                        parameterCount: flow.maps[0].parameters.count, weightDecay: options[weightDecay]),
                    schedule: .warmupCosine(
                        peak: options[learningRate], warmup: max(1, min(1000, steps / 20)), total: steps),
                    clipping: GradientClipping(maximumNorm: 5))
            ],
            validation: TrainingLoop.Validation(
                objective: DensityObjective(flow: flow, trainedMap: 0, source: heldOut(monitored)),
                events: monitored),
            workers: workers, progress: meter.report)
        let trained = flow.replacing(0, parameters: result.parameters[0])
        let summary = summarize(
            trained, density: density, nuisances: nuisances, heldOut: heldOut(options[validation]), steps: steps,
            history: result.history, floor: -mean(heldOut(monitored).trueLogDensities(events: monitored)),
            entropy: heldOut(200_000).trueEntropy(events: 200_000), workers: workers)
        let model = ModelFile(
            flow: trained, names: density.names(nuisances: nuisances),
            provenance: ["density": density.rawValue, "cell": context.label])
        return Artifact(
            result: try Value(encoding: summary), attachments: ["model.safetensors": try model.data()])
    }

    /// The flow before training, the map to be trained first.
    private static func startingFlow(
        _ options: Options, _ context: RunContext, _ events: BenchmarkSample
    ) throws -> (Flow, BenchmarkDensity, [BenchmarkNuisance]) {
        guard let base = options[base] else {
            let density = options[density] ?? .kinematics
            let bijection = NeuralSplineFlow.autoregressive(
                features: density.features, contextCount: density.contextCount, transforms: options[transforms],
                bins: options[bins], hidden: options[hidden],
                standardization: options[standardize] ? events.standardization(of: density) : nil)
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

    private static func summarize(
        _ flow: Flow, density: BenchmarkDensity, nuisances: [BenchmarkNuisance], heldOut: BenchmarkEventSource,
        steps: Int, history: TrainingHistory, floor: Double, entropy: Double, workers: Workers
    ) -> Summary {
        let events = heldOut.batchSize
        let model = flow.logDensities(of: heldOut, events: events, workers: workers)
        let truth = heldOut.trueLogDensities(events: events)
        let points = (0..<events).map(heldOut.point)
        let gaps = heldOut.sample.points.indices.map { point in
            let differences = (0..<events).filter { points[$0] == point }.map { truth[$0] - model[$0] }
            let (mean, error) = meanAndError(differences)
            return Gap(point: heldOut.sample.points[point], value: mean, error: error)
        }
        let worst = gaps.max { $0.value < $1.value } ?? gaps[0]
        return Summary(
            density: density, nuisances: nuisances, parameters: flow.maps[0].parameters.count, steps: steps,
            loss: history.points.last?.loss ?? .nan, validation: -mean(model), floor: floor,
            entropy: entropy, gap: worst, gaps: gaps, history: history)
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    static func meanAndError(_ values: [Double]) -> (mean: Double, error: Double) {
        let count = Double(values.count)
        let mean = mean(values)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
        return (mean, (variance / count).squareRoot())
    }

    static func present(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws -> [Fragment] {
        let summary = try artifact.result.decoded(as: Summary.self)
        let what = summary.nuisances.isEmpty ? summary.density.symbol : "the residual of \(summary.density.symbol)"
        let gap = PDGRounding(summary.gap.value, error: summary.gap.error).plain
        let templates = summary.gaps.count
        let extent =
            templates > 1 ? ", the largest of \(templates) templates (\(Format.point(summary.gap.point)))" : ""
        return [
            .note(
                "\(Format.count(summary.parameters)) parameters of \(what), \(Format.count(summary.steps)) steps of "
                    + "\(Format.count(options[batch])) events. Gap to the true density on "
                    + "\(Format.count(options[validation] / templates)) events never trained on: \(gap) nats an event"
                    + "\(extent).")
        ]
    }
}
