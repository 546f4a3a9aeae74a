import FlowKernels
import Flows
import Foundation
import Inference
import Report
import Samples
import Statistics
import Training

extension FitDirective {
    /// One fit, the nominal one or that of a member, as its part stores it.
    struct MemberSummary: Codable {
        let bestFit: [Double]
        /// nil where T came from a file.
        let convergence: FitConvergence?
        let history: TrainingHistory

        /// σ of a nuisance from x alone; nil where it is not known.
        func sigma(_ index: Int) -> Double? {
            convergence.map { $0.sigma[index] }.flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// The attachment that holds T of the nominal fit.
    static let nominalMap = "transfer.safetensors"
    /// The attachment that holds T of one member, counted from 0.
    static func map(ofMember member: Int) -> String { "member-\(member).safetensors" }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let data = try SampleCell(options[data], context)
        let sample = data.sample
        let (ensemble, _) = try ensemble(options, context)
        let fits =
            try options[from].map {
                try ImportedTransfer.fits(
                    $0, options, of: ensemble.nominal.mixture, space: ensemble.nominal.space, schema: sample.schema)
            } ?? fits(context)
        let space = ensemble.nominal.space
        let members = fits.dropFirst().map(\.summary)
        let (hasTransfer, hasScores) = (options[transfer] != .none, options[score] != nil)
        let kinematics = try context.result(TrainDirective.self, of: options[kinematics])
        let known = KnownResponse(
            kinematics, at: options[fixed].merging(zip(space.profiled, fits[0].summary.bestFit)) { $1 })
        let yieldReach = try yieldReach(options, context)
        let positive = positiveRanges(fits[0], ensemble.nominal, context)
        let classNames = options.classes(among: sample.schema.classes.map(\.name))
        let simulation = try simulation(options, fits[0].summary) { covariance in
            SimulationMeasurement(
                options, mixture: ensemble.nominal.mixture, space: space, point: fits[0].summary.bestFit,
                covariance: covariance, context)
        }
        func nuisance(_ index: Int) -> (String, FittedNuisance) {
            let (name, best) = (space.profiled[index], fits[0].summary.bestFit[index])
            let convergence = fits[0].summary.convergence
            let sigma = fits[0].summary.sigma(index)
            let bias = sigma.flatMap { sigma in known.bias(of: name).map { ($0.value / sigma, $0.error / sigma) } }
            return (
                name,
                Joined(
                    NuisanceComparison(name, best: best, data: data),
                    Scatter(
                        sigma: sigma, distance: convergence.map { $0.distance[index] },
                        imbalance: hasTransfer ? convergence.map { $0.imbalance[index] } : nil,
                        scorePull: hasScores ? convergence.map { $0.scorePull[index] } : nil,
                        scorePullError: hasScores ? convergence.map { $0.scorePullError[index] } : nil,
                        tension: hasTransfer || !hasScores ? nil : convergence?.tension(index),
                        bias: bias?.0, biasError: bias?.1,
                        templates: kinematics.nuisances.contains(name)
                            ? kinematics.templates?.nuisances[name] : yieldReach[name],
                        positive: positive[name],
                        members: members.isEmpty ? nil : SampleMoments(members.map { $0.bestFit[index] })))
            )
        }
        let fittedClasses = classes(fits[0].summary, ensemble.nominal, sample.schema, named: classNames)
        let result = Result(
            nuisances: ResultsByName(space.profiled.indices.map(nuisance)), order: space.profiled,
            fixed: options[fixed], yields: ensemble.nominal.mixture.yields, classes: fittedClasses,
            classOrder: classNames, events: sample.dataCount,
            balance: Balance(sample.dataset, expected: classNames.compactMap { fittedClasses[$0]?.fitted }),
            steps: fits[0].summary.convergence?.steps ?? 0,
            members: ResultsByNumber(members.map { fitted($0, space) }),
            training: hasTransfer ? fits[0].summary.convergence.map(TransferTrainingResult.init) : nil,
            uncharted: known.uncharted,
            comparisons: try ComparedCells(
                data: data, kinematics: options[self.kinematics], score: options[score], context
            ).result(
                bestFit: Dictionary(zip(space.profiled, fits[0].summary.bestFit)) { $1 }, fixed: options[fixed]),
            transfer: hasTransfer ? try closure(of: fits[0].map, sample, context) : nil,
            identity: hasTransfer ? try displacement(of: fits, ensemble.nominal, sample, context) : nil,
            simulation: simulation.known, simulationMissing: simulation.missing,
            history: fits[0].summary.history)
        guard hasTransfer else { return Output(result) }
        var attachments = [nominalMap: fits[0].map]
        for (member, fit) in fits.dropFirst().enumerated() { attachments[map(ofMember: member)] = fit.map }
        return Output(result, attachments: attachments)
    }

    private static func classes(
        _ fit: MemberSummary, _ nominal: GlobalFit, _ schema: SampleSchema, named: [String]
    ) -> ResultsByName<SampleClasses, FittedClass> {
        let (yields, space) = (nominal.mixture.yields, nominal.space)
        let before = yields.expected(space.expand(space.origin).theta)
        let covariance = fit.convergence?.covariance
        let fitted = yields.fitted(
            at: fit.bestFit, of: space, covariance: covariance ?? fit.bestFit.map { _ in fit.bestFit.map { _ in 0 } })
        return ResultsByName(
            zip(schema.classes, zip(before, fitted)).filter { named.contains($0.0.name) }.map { eventClass, yields in
                (
                    eventClass.name,
                    FittedClass(
                        before: yields.0, fitted: yields.1.expected,
                        sigma: covariance == nil ? nil : yields.1.deviation)
                )
            })
    }

    /// How far factors on the yields may go, by name; none where T came from a file and is fitted.
    private static func positiveRanges(
        _ fit: (summary: MemberSummary, map: Data), _ nominal: GlobalFit, _ context: RunContext
    ) -> [String: PositiveRange] {
        let (space, point) = (nominal.space, fit.summary.bestFit)
        guard !space.linear.isEmpty, point.allSatisfy(\.isFinite) else { return [:] }
        let workers = context.workers()
        let likelihood = ExtendedLikelihood(
            mixture: nominal.mixture.preceded(by: nominal.transfer), space: space, data: nominal.data, workers: workers)
        return Dictionary(
            uniqueKeysWithValues: space.linear.map { index in
                let range = likelihood.positiveRange(of: index, at: point, workers: workers)
                return (space.profiled[index], PositiveRange(lowest: range.lowest, highest: range.highest))
            })
    }

    /// nil where the scores of the data are not distorted, or where nothing is known of that.
    private static func closure(
        of map: Data, _ sample: any EventSample, _ context: RunContext
    ) throws -> TransferClosure.Result? {
        guard let truth = sample.truth, truth.isDistorted else { return nil }
        let transfer = try ModelFile(data: map).flow.maps[0]
        return TransferClosure(transfer, sample: sample, truth: truth, workers: context.workers()).result
    }

    /// How far T is from the identity.
    private static func displacement(
        of fits: [(summary: MemberSummary, map: Data)], _ nominal: GlobalFit, _ sample: any EventSample,
        _ context: RunContext
    ) throws -> TransferDisplacement {
        let maps = try fits.map { try ModelFile(data: $0.map).flow.maps[0] }
        let (nuisances, theta) = nominal.space.expand(fits[0].summary.bestFit)
        return TransferDisplacement(
            maps[0], members: Array(maps.dropFirst()), mixture: nominal.mixture, nuisances: nuisances, theta: theta,
            sample: sample, workers: context.workers())
    }

    private static func fitted(_ member: MemberSummary, _ space: NuisanceSpace) -> FittedMember {
        let convergence = member.convergence
        return FittedMember(
            nuisances: ResultsByName(
                space.profiled.enumerated().map { index, name in
                    (
                        name,
                        MemberNuisance(
                            best: member.bestFit[index], sigma: member.sigma(index),
                            distance: convergence.map { $0.distance[index] })
                    )
                }), settled: convergence?.isSettled, history: member.history)
    }

    /// A fit to similar events.
    struct WarmStart {
        let transfer: TransportMap
        /// ν̂, by name.
        let start: [String: Double]
        /// −∂² ln L there.
        let curvature: [[Double]]
    }

    /// The nominal fit to a sample and its bootstrap, with random numbers from the context's seed.
    ///
    /// - Parameters:
    ///   - expected: the number of events that the default yields distribute among the classes; by default that of the
    ///     sample.
    ///   - warm: a fit to similar events to start from; nil to begin with the identity.
    static func ensemble(
        _ options: Options, _ context: RunContext, sample: any EventSample, expected: Int? = nil,
        warm: WarmStart? = nil
    ) throws -> (fit: EnsembleFit, simulation: FittedEnsemble.Simulation) {
        let yields = try yields(options, context, sample: sample, expected: expected)
        let simulation = try FittedEnsemble.simulation(options, context, yields: yields)
        let mixture = simulation.mixture
        let transfer =
            options[Self.transfer] == .none
            ? identity(mixture)
            : warm?.transfer
                ?? TransportMap(
                    initializing: architecture(options, mixture.score, simulation.inputs), identity: true,
                    seed: context.seed)
        let nominal = GlobalFit(
            mixture: mixture, space: space(options, of: mixture, fixed: options[fixed]),
            data: simulation.hasScores ? sample.dataset : sample.dataset.withoutScores, transfer: transfer,
            settings: GlobalFit.Settings(
                epochs: options[epochs], batchSize: options[batch], learningRate: options[learningRate],
                start: warm?.start ?? options[start], warmCurvature: warm?.curvature),
            seed: context.seed)
        return (EnsembleFit(nominal: nominal, bootstrap: PoissonBootstrap(seed: context.seed)), simulation)
    }

    /// T of a fit without T: the identity, without parameters.
    static func identity(_ mixture: Mixture) -> TransportMap {
        let count = mixture.score.features
        return TransportMap(
            Standardization(means: Array(repeating: 0, count: count), scales: Array(repeating: 1, count: count)),
            parameters: ParameterBuffer(count: 0))
    }

    /// T before any fit.
    private static func architecture(
        _ options: Options, _ score: Flow, _ inputs: StandardizedInputs?
    ) -> any Bijection {
        let (features, contextCount) = (score.features, score.contextCount)
        let maps =
            switch options[transform] {
            case .spline:
                NeuralSplineFlow.transforms(
                    features: features, contextCount: contextCount, transforms: options[transforms],
                    bins: options[bins], hidden: options[hidden], activation: options[activation],
                    descendingFirst: true)
            case .affine:
                MaskedAutoregressiveFlow.transforms(
                    features: features, contextCount: contextCount, transforms: options[transforms],
                    hidden: options[hidden], activation: options[activation], descendingFirst: true)
            }
        return inputs?.map(maps) ?? Composition(maps)
    }

    /// What the cell and its parts start from.
    private static func ensemble(
        _ options: Options, _ context: RunContext
    ) throws -> (fit: EnsembleFit, simulation: FittedEnsemble.Simulation) {
        let start = try context.shared {
            let start = try ensemble(options, context, sample: SampleCell(options[data], context).sample)
            return FitStart(fit: start.fit, simulation: start.simulation)
        }
        return (start.fit, start.simulation)
    }

    /// What a cell and its parts share.
    private struct FitStart {
        let fit: EnsembleFit
        let simulation: FittedEnsemble.Simulation
    }
}

/// The nominal fit and then all members, side by side, each an artifact of its own: more members are added to those that exist
/// there.
extension FitDirective: PartitionedDirective {
    private static let group = "fits"
    static let groupNames = [group]

    static func parts(_ options: Options, _ context: RunContext) -> [PartGroup] {
        guard options[from] == nil else { return [] }
        let settings = options.canonical(without: members)
        return [
            PartGroup(
                group,
                (0...options[members]).map { index in
                    PartDescription(
                        index == 0 ? "nominal" : "member \(index - 1)",
                        components: ["options": settings, "member": index == 0 ? .null : .integer(index - 1)],
                        seed: context.seed)
                })
        ]
    }

    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact {
        let (ensemble, _) = try ensemble(options, context)
        let fit = part["member"]?.int.map { ensemble.member($0) } ?? ensemble.nominal
        let meter = ProgressMeter(context)
        let result = try fit.run(
            workers: context.workers(), checkpoints: context.trainingCheckpoints, progress: meter.report)
        let summary = MemberSummary(
            bestFit: result.bestFit, convergence: result.convergence, history: result.history)
        // The identity needs no file.
        guard options[transfer] != .none else { return Artifact(result: try Value(encoding: summary)) }
        let model = ModelFile(
            flow: Flow([result.transfer]), kind: .transport,
            names: try SampleCell(options[data], context).sample.schema.names(of: .scores),
            provenance: ModelFile.fittedProvenance(result.bestFit, names: fit.space.profiled))
        return Artifact(result: try Value(encoding: summary), attachments: [nominalMap: try model.data()])
    }

    private static func fits(_ context: RunContext) throws -> [(summary: MemberSummary, map: Data)] {
        try context.artifacts(of: group).map { artifact in
            (try artifact.result.decoded(as: MemberSummary.self), artifact.attachments[nominalMap] ?? Data())
        }
    }
}
