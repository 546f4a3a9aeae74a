import Flows
import Foundation
import Inference
import Report
import SyntheticBenchmark
import Training

extension FitDirective {
    /// What a fit leaves in its artifact beside the maps and the numbers by nuisance.
    struct Summary: Codable {
        let nuisances: [String]
        let fixed: [String: Double]
        let yields: Yields
        let events: Int
        let steps: Int
        let bestFit: [Double]
        /// How far each moved in the last tenth of the fit; empty where T came from a file.
        let lastMovement: [Double]
        let history: TrainingHistory
        /// The fits to bootstrap weights; empty where there is only the nominal one.
        let members: [MemberSummary]
    }

    /// One fit, the nominal one or a member's.
    struct MemberSummary: Codable {
        let bestFit: [Double]
        let lastMovement: [Double]
        let history: TrainingHistory
    }

    /// The attachment that holds T of the nominal fit.
    static let nominalMap = "transfer.safetensors"
    /// The attachment that holds T of one member, counted from 0.
    static func map(ofMember member: Int) -> String { "member-\(member).safetensors" }

    /// One fitted T and what came with it.
    struct OneFit {
        let summary: MemberSummary
        let transfer: TransportMap
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        let sample = try BenchmarkSample.read(options[data], context)
        let yields = yields(options, events: sample.events)
        let mixture = try FittedEnsemble.simulation(options, context, yields: yields)
        let space = NuisanceSpace(mixture: mixture, fixed: options[fixed])
        let (fits, steps) =
            try options[from].map { ([try imported($0, options, mixture, space)], 0) }
            ?? trained(options, context, mixture, space, sample.dataset())
        let nominal = fits[0].summary
        let members = fits.dropFirst().map(\.summary)
        let summary = Summary(
            nuisances: space.profiled, fixed: options[fixed], yields: yields, events: sample.events, steps: steps,
            bestFit: nominal.bestFit, lastMovement: nominal.lastMovement, history: nominal.history, members: members)
        var result: [String: Value] = [
            "summary": try Value(encoding: summary), "steps": .integer(steps),
            "members": .array(members.map { .object(numbers(of: $0, space)) }),
        ]
        if sample.distorted { result["transfer"] = TransferClosure(fits[0].transfer, sample: sample).value }
        let data = context.artifact(options[data])
        for (index, name) in space.profiled.enumerated() {
            var entry = comparison(name: name, best: summary.bestFit[index], sample: sample, data: data)
            if !nominal.lastMovement.isEmpty { entry["moved"] = .number(nominal.lastMovement[index]) }
            if !members.isEmpty { entry["members"] = EnsembleSpread(members.map { $0.bestFit[index] }).value }
            result[name] = .object(entry)
        }
        func model(_ fit: OneFit) throws -> Data {
            try ModelFile(
                flow: Flow([fit.transfer]), kind: .transport, names: BenchmarkDensity.score.names(),
                provenance: ModelFile.fittedProvenance(fit.summary.bestFit, names: space.profiled)
            ).data()
        }
        var attachments = [nominalMap: try model(fits[0])]
        for (member, fit) in fits.dropFirst().enumerated() { attachments[map(ofMember: member)] = try model(fit) }
        return Artifact(result: .object(result), attachments: attachments)
    }

    private static func yields(_ options: Options, events: Int) -> Yields {
        Yields(
            nominal: options[yields]
                ?? Array(
                    repeating: Double(events) / Double(BenchmarkDensity.classes), count: BenchmarkDensity.classes),
            sources: options[normalization].sorted { $0.key < $1.key }.map { name, group in
                NormalizationSource(
                    name: name, uncertainty: group[NormalizationGroup.uncertainty],
                    response: group[NormalizationGroup.response])
            })
    }

    private static func imported(
        _ file: InputFile, _ options: Options, _ mixture: Mixture, _ space: NuisanceSpace
    ) throws -> OneFit {
        let (transfer, bestFit) = try ImportedTransfer.read(
            file, options, score: mixture.score, shapes: space.shapes, profiled: space.profiled)
        return OneFit(
            summary: MemberSummary(bestFit: bestFit, lastMovement: [], history: TrainingHistory()), transfer: transfer)
    }

    /// The nominal fit and then all members, side by side, each an artifact of its own: more members add to those that
    /// are there.
    private static func trained(
        _ options: Options, _ context: RunContext, _ mixture: Mixture, _ space: NuisanceSpace, _ data: Dataset
    ) throws -> (fits: [OneFit], steps: Int) {
        let nominal = GlobalFit(
            mixture: mixture, space: space, data: data,
            transfer: TransportMap(
                initializing: NeuralSplineFlow.autoregressive(
                    features: mixture.score.features, contextCount: mixture.score.contextCount,
                    transforms: options[transforms], bins: options[bins], hidden: options[hidden],
                    descendingFirst: true),
                identity: true, seed: context.seed),
            settings: GlobalFit.Settings(
                epochs: options[epochs], batchSize: min(options[batch], data.count),
                learningRate: options[learningRate], nuisanceLearningRate: options[nuisanceRate],
                start: options[start]),
            seed: context.seed)
        let ensemble = EnsembleFit(nominal: nominal, bootstrap: PoissonBootstrap(seed: context.seed))
        let settings = options.canonical(without: members)
        let parts = (0...options[members]).map { index in
            PartDescription(
                index == 0 ? "nominal" : "member \(index - 1)",
                components: ["options": settings, "member": index == 0 ? .null : .integer(index - 1)],
                seed: context.seed)
        }
        let outcomes = try context.parts("fits", parts) { index, context in
            let fit = index == 0 ? ensemble.nominal : ensemble.member(index - 1)
            let meter = ProgressMeter(context)
            let result = try fit.run(workers: try context.workers(), progress: meter.report)
            let summary = MemberSummary(
                bestFit: result.bestFit, lastMovement: result.lastMovement, history: result.history)
            let model = ModelFile(
                flow: Flow([result.transfer]), kind: .transport, names: BenchmarkDensity.score.names())
            return Artifact(result: try Value(encoding: summary), attachments: [nominalMap: try model.data()])
        }
        let fits = try zip(parts, outcomes).map { part, outcome -> OneFit in
            switch outcome {
            case .failed(let message, let advice):
                throw CellFailure(parts.count > 1 ? "\(part.label): \(message)" : message, advice: advice)
            case .finished(let artifact, _):
                guard let map = artifact.attachments[nominalMap] else {
                    throw CellFailure("\(part.label) left no map")
                }
                return OneFit(
                    summary: try artifact.result.decoded(as: MemberSummary.self),
                    transfer: try ModelFile(data: map).flow.maps[0])
            }
        }
        return (fits, nominal.steps)
    }

    /// One member's numbers by nuisance, for references in prose.
    private static func numbers(of member: MemberSummary, _ space: NuisanceSpace) -> [String: Value] {
        Dictionary(
            uniqueKeysWithValues: space.profiled.enumerated().map { index, name in
                (name, ["best": .number(member.bestFit[index]), "moved": .number(member.lastMovement[index])])
            })
    }

    /// A best fit beside the truth, and beside the exact likelihood of x alone; both differences also in its σ.
    static func comparison(
        name: String, best: Double, sample: BenchmarkSample, data: Artifact
    ) -> [String: Value] {
        var entry: [String: Value] = ["best": .number(best)]
        guard let nuisance = BenchmarkNuisance(rawValue: name) else { return entry }
        let truth = sample.points[0][nuisance]
        entry["truth"] = .number(truth)
        entry["difference"] = .number(best - truth)
        func reference(_ member: String) -> Double? {
            data.result[path: "information.x-alone.\(name).\(member)"]?.double
        }
        if let sigma = reference("sigma"), let exact = reference("best") {
            entry["pull"] = .number((best - truth) / sigma)
            entry["from-x-alone"] = .number((best - exact) / sigma)
        }
        return entry
    }
}

extension EnsembleSpread {
    /// As results hold it.
    var value: Value {
        [
            "mean": .number(mean), "deviation": .number(deviation), "mean-error": .number(meanError),
            "deviation-error": .number(deviationError),
        ]
    }
}
