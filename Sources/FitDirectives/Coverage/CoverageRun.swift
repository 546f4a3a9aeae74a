import FlowKernels
import Flows
import Inference
import Report
import Samples
import Training

/// The toys of a `coverage` cell, side by side, one thread each.
struct CoverageRun {
    private let options: Options
    private let source: LikelihoodSource
    private let ensemble: EvaluatedEnsemble
    private let observed: any GeneratedSample
    private let bestFit: [Double]
    /// By the place of the nuisance, where it is known.
    private let truth: [Int: Double]

    init(_ options: Options, _ context: RunContext) throws {
        self.options = options
        source = LikelihoodSource(
            options[CoverageDirective.of], context, combination: options[CoverageDirective.combination])
        ensemble = try EvaluatedEnsemble.read(source, context)
        bestFit = try source.bestFit(ensemble, context)
        guard let observed = ensemble.sample as? any GeneratedSample, observed.truth != nil else {
            throw CellFailure(
                "toys need data that can be generated again at a known truth",
                advice: "Fit the data of a 'generate' cell.")
        }
        self.observed = observed
        // The sample's own yields are the true ones; with others the true normalizations are not known.
        let hasTrueYields = context.options(source.fit)[FitDirective.yields] == nil
        var truth: [Int: Double] = [:]
        for (index, name) in ensemble.space.profiled.enumerated() {
            let isNormalization = observed.schema.index(ofNuisance: name) == nil
            guard hasTrueYields || !isNormalization else { continue }
            truth[index] = ensemble.data.truth(of: name) ?? (isNormalization ? ensemble.space.origin[index] : nil)
        }
        self.truth = truth
        guard !truth.isEmpty else {
            throw CellFailure(
                "the truth of no profiled nuisance is known",
                advice: "Leave 'yields' out of the fit: where they are given, the true normalizations are not known.")
        }
    }

    private static let pilotGroup = "windows"
    private static let toyGroup = "toys"
    static let groups = [pilotGroup, toyGroup]

    /// The parts: first the window of a toy, found with the observed events, then the toys.
    ///
    /// - Parameter context: the cell's.
    func parts(_ context: RunContext) -> [PartGroup] {
        let settings = options.canonical(without: CoverageDirective.toys)
        let toys = (0..<options[CoverageDirective.toys]).map { index in
            PartDescription(
                "toy \(index)", components: ["options": settings, "toy": .integer(index)],
                seed: context.seed(for: "toy \(index)"))
        }
        return [
            PartGroup(Self.pilotGroup, [PartDescription("pilot", components: ["at": Value(bestFit)], seed: 0)]),
            PartGroup(Self.toyGroup, toys, isRequired: false),
        ]
    }

    func run(_ part: PartDescription, of group: String, _ context: RunContext) throws -> Artifact {
        if group == Self.pilotGroup { return Artifact(result: try Value(encoding: pilot(context))) }
        guard let index = part["toy"]?.int else { preconditionFailure("the part says no number: \(part)") }
        let pilot = try context.artifacts(of: Self.pilotGroup)[0].result.decoded(as: ToyPilot.self)
        return Artifact(result: try Value(encoding: toy(index, pilot, context)))
    }

    /// - Parameter context: the cell's, when all parts are computed.
    static func toys(_ context: RunContext) throws -> [ToyExperiment.Result] {
        try context.outcomes(of: toyGroup).enumerated().map { index, outcome in
            switch outcome {
            case .finished(let artifact): try artifact.result.decoded(as: ToyExperiment.Result.self)
            case .failed(let message, _):
                ToyExperiment.Result(
                    toy: index, events: 0, failure: message, measurement: nil, evaluations: 0, error: .nan,
                    slope: nil, references: [:])
            }
        }
    }

    /// The curvature at the observed best fit.
    private func pilot(_ context: RunContext) throws -> ToyPilot {
        let workers = context.workers()
        let data = ensemble.dataset
        let meter = ProgressMeter(context)
        let members = try ensemble.evaluated.enumerated().map { index, mixture in
            let meter = meter.stage(index, of: ensemble.evaluated.count)
            let likelihood = ExtendedLikelihood(mixture: mixture, space: ensemble.space, data: data, workers: workers)
            return MemberDerivatives(
                try likelihood.derivatives(at: bestFit, workers: workers) {
                    try meter.report(step: Int($0 * Double(data.count)), total: data.count)
                })
        }
        guard let pilot = ToyPilot(members, at: bestFit) else {
            throw CellFailure(
                "the likelihood does not bend down at the observed best fit, so toys have no window to start from",
                advice: "Look at a 'hessian' of the same cell.")
        }
        return pilot
    }

    /// A failure that is caused by the events is a finding and part of the result.
    private func toy(_ index: Int, _ pilot: ToyPilot, _ context: RunContext) throws -> ToyExperiment.Result {
        let sample = observed.toy(seed: context.seed, isPoisson: options[CoverageDirective.poisson])
        let references = ToyExperiment.references(sample)
        func result(_ finding: Finding?, _ failure: String?) -> ToyExperiment.Result {
            ToyExperiment.Result(
                toy: index, events: sample.dataCount, failure: failure, measurement: finding?.measurement,
                evaluations: finding?.evaluations ?? 0, error: finding?.error ?? .nan, slope: finding?.slope,
                references: references)
        }
        do {
            return result(try finding(sample, pilot, context), nil)
        } catch let failure as ToyFailure {
            return result(nil, failure.description)
        } catch let failure as TrainingError {
            return result(nil, "the fit failed: \(failure)")
        }
    }

    private struct Finding {
        let measurement: ToyMeasurement
        let evaluations: Int
        let error: Double
        let slope: Double?
    }

    private func finding(_ sample: any EventSample, _ pilot: ToyPilot, _ context: RunContext) throws -> Finding {
        let workers = context.workers()
        let data = ensemble.hasScores ? sample.dataset : sample.dataset.withoutScores
        let refit =
            options[CoverageDirective.kind] == .unconditional ? try refitted(sample, pilot, workers, context) : nil
        let (mixtures, center) = (refit?.mixtures ?? ensemble.evaluated, refit?.center ?? pilot.center)
        let names = ensemble.space.profiled
        // The likelihood of a factor ends where the density of an event does, and no polynomial follows it there.
        let isInterpolated = names.count <= CheckedSurface.maximumDimensions && ensemble.space.linear.isEmpty
        let stages = stages(context)
        let meter = ProgressMeter(context).stage(stages - 1, of: stages, message: "likelihood evaluations")
        // Near the best fit few nodes are enough.
        let growth = CheckedSurface.NodeGrowth(starting: 3, maximum: 5, step: 1)
        let about =
            mixtures.count
            * (isInterpolated
                ? CheckedSurface.expectedEvaluations(
                    dimensions: names.count, growth: growth, checksCorners: false, checks: 3)
                : 12 + 30 * names.count)
        var done = 0.0
        func count() throws {
            done += 1
            try meter.report(step: Int(done), about: about)
        }
        guard isInterpolated else {
            let reach = ToyLikelihood.Settings().reach
            let likelihoods = mixtures.map {
                ExtendedLikelihood(mixture: $0, space: ensemble.space, data: data, workers: workers)
            }
            let scan = try NewtonLikelihood(
                nuisances: names,
                likelihoods: MemberLikelihoods(
                    likelihoods, isConstrained: source.prior, workers: workers, progress: count),
                combination: source.combination,
                start: likelihoods.reduce(center) { $1.start(near: $0, workers: workers) },
                limits: zip(center, pilot.deviations).map { ($0 - 2 * reach * $1)...($0 + 2 * reach * $1) },
                tolerance: options[CoverageDirective.tolerance] / 10)
            return Finding(
                measurement: try ToyMeasurement(scan, truth: truth), evaluations: Int(done), error: scan.error,
                slope: refit?.slope)
        }
        let likelihoods = EnsembleLikelihood(
            mixtures: mixtures, space: ensemble.space, data: data, workers: workers)
        let toy = try ToyLikelihood(
            nuisances: names, center: center, deviations: pilot.deviations, truth: truth,
            likelihood: EnsembleEvaluation(likelihoods, workers: workers) {
                done += $0
                try meter.report(step: Int(done), about: about)
            }, combination: source.combination, without: source.prior ? nil : ensemble.space.constraints,
            settings: ToyLikelihood.Settings(
                reach: 3, tolerance: options[CoverageDirective.tolerance], growth: growth), seed: context.seed)
        return Finding(
            measurement: try ToyMeasurement(toy.likelihood, truth: truth), evaluations: toy.evaluations,
            error: toy.likelihood.error, slope: refit?.slope)
    }

    /// What a toy is measured with, where everything was fitted again to its events.
    private struct Refit {
        let mixtures: [Mixture]
        /// The mean of the best fits.
        let center: [Double]
        /// The largest slope that its residual leaves, in σ, which is taken off; nil without one.
        let slope: Double?
    }

    /// How many steps of work a toy has: fits and a residual where they are done again, then its likelihood.
    private func stages(_ context: RunContext) -> Int {
        guard options[CoverageDirective.kind] == .unconditional else { return 1 }
        let members = source.isEnsemble ? context.options(source.fit)[FitDirective.members] : 0
        guard context.options(source.cell).isOf(ProfileDirective.self) else { return max(1, members) + 1 }
        return members + 1 + (options[CoverageDirective.start] == .warm ? 1 : 2)
    }

    /// Every member fitted again to a toy's events, in one thread, and the residual that lets T follow ν where the cell has
    /// one.
    private func refitted(
        _ sample: any EventSample, _ pilot: ToyPilot, _ workers: Workers, _ context: RunContext
    ) throws -> Refit {
        let options = context.options(source.cell)
        let fit = context.options(source.fit)
        let isWarm = self.options[CoverageDirective.start] == .warm
        func prepared(_ observed: TransportMap) throws -> (fit: EnsembleFit, simulation: FittedEnsemble.Simulation) {
            try FitDirective.ensemble(
                fit, context, sample: sample, expected: ensemble.sample.dataCount,
                warm: isWarm
                    ? FitDirective.WarmStart(
                        transfer: observed, start: Dictionary(zip(ensemble.space.profiled, pilot.center)) { $1 },
                        curvature: pilot.curvature) : nil)
        }
        let count = source.isEnsemble ? fit[FitDirective.members] : 0
        let (meter, stages) = (ProgressMeter(context), stages(context))
        var stage = 0
        func member(_ fit: GlobalFit) throws -> FittedEnsemble.Member {
            let meter = meter.stage(stage, of: stages)
            let checkpoints = context.trainingCheckpoints("fit-\(stage)")
            stage += 1
            let result = try fit.run(workers: workers, checkpoints: checkpoints, progress: meter.report)
            return FittedEnsemble.Member(transfer: result.transfer, bestFit: result.bestFit)
        }
        let members = try (0..<count).map { try member(prepared(ensemble.transfers[$0]).fit.member($0)) }
        let (observed, simulation) = try prepared(ensemble.nominalTransfer)
        let nominalFit = observed.nominal
        // The nominal fit is looked at where it stands alone, and where a residual is expanded about it.
        let nominal = try members.isEmpty || options.isOf(ProfileDirective.self) ? member(nominalFit) : members[0]
        let fitted = FittedEnsemble(
            simulation: nominalFit.mixture, space: nominalFit.space, nominal: nominal, members: members,
            data: SampleCell(sample), hasScores: simulation.hasScores, inputs: simulation.inputs)
        var (mixtures, slope) = (fitted.scanned.map(fitted.mixture(of:)), Double?.none)
        if options.isOf(ProfileDirective.self) {
            // The response of T to ν hardly depends on the events that it was fitted to, so a warm toy keeps it.
            let residual =
                try isWarm
                ? ensemble.residual?.recentred(at: nominalFit.space.expand(nominal.bestFit).nuisances.map(Float.init))
                : ProfileDirective.profile(options, fitted, seed: context.seed, workers: workers)
                    .run(
                        workers: workers, checkpoints: context.trainingCheckpoints("residual"),
                        progress: meter.stage(stages - 2, of: stages).report
                    ).residual
            guard let residual else { preconditionFailure("a profile without its residual") }
            let balance = try ProfileDirective.balance(
                of: residual, options, fitted, workers: workers,
                meter: meter.stage(stages - 2, of: stages, message: "passes over the data"))
            let densities = ProfileDirective.densities(options, fitted)
            mixtures = fitted.scanned.map {
                densities.preceded(by: residual).preceded(by: $0.transfer).without(balance.leftover)
            }
            slope = balance.distance.map(abs).max()
        }
        let scanned = fitted.scanned
        let center = nominal.bestFit.indices.map { index in
            scanned.reduce(0) { $0 + $1.bestFit[index] } / Double(scanned.count)
        }
        return Refit(mixtures: mixtures, center: center, slope: slope)
    }
}
