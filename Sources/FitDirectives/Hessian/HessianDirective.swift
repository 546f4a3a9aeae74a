import FlowKernels
import Inference
import Report

/// `{hessian}`: second derivatives of −ln L in the nuisances, and what follows from them.
///
/// Every member's gradient at ν̂, and its Hessian from gradients across ±1σ, combined to H = Σ_b w_b H_b − Cov_w[g] (arXiv:2606.30489): covariance,
/// correlation, principal modes, and how far away the minimum of the parabola is.
struct HessianDirective: Directive {
    static let verb = "hessian"
    static let version = 8
    static let summary =
        "Second derivatives across ±1σ of the best fit: covariance, correlation, principal modes, and the step to the minimum."

    static let of = OptionKey<CellReference>(
        "of", verbs: LikelihoodSource.verbsWithScans,
        help: "The fit whose likelihood is differentiated, or a scan of one."
    )
    static let at = OptionKey<EvaluationPoint>(
        "at", default: .bestFit,
        help:
            "best-fit (the scan's, or that of the nominal fit), or a point such as {shift: 0.5}; what it does not name "
            + "stays at the best fit.")
    static let combination = OptionKey<EnsembleCombination?>(
        "combination", default: .some(nil),
        help: "How members are combined, where the fit has any; by default as in the scan, else rebased-bma.")
    static let schema = OptionSchema(of, at, combination)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let source = source(options, document), let names = source.nuisances(document) else { return [] }
        if names.isEmpty {
            return [
                options.error(
                    "'\(source.fit.label)' profiles no nuisance, so there is no Hessian", at: of,
                    remedy: LikelihoodSource.freesNuisance)
            ]
        }
        return options.nothingToCombine(source, at: combination)
            + options[at].names.filter { !names.contains($0) }.map { name in
                options.error(
                    "there is no profiled nuisance '\(name)'", at: at, name,
                    remedy: NearMiss.remedy(for: name, among: names))
            }
    }

    static func source(_ options: Options, _ document: DocumentContext) -> LikelihoodSource? {
        LikelihoodSource(options[of], document, combination: options[combination])
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let source = source(options, context)
        let ensemble = try evaluated(source, context)
        let point = try point(options, source, ensemble, context)
        let members = try context.artifacts(of: group).map { artifact in
            let derivatives = try artifact.result.decoded(as: LikelihoodDerivatives.self)
            return MemberDerivatives(
                source.prior ? derivatives : derivatives.without(ensemble.space.constraints, at: point))
        }
        let hessian = EnsembleHessian(members: members, combination: source.combination)
        return Output(
            Result(
                hessian, of: members, at: point, order: ensemble.space.profiled, combination: source.combination,
                prior: source.prior,
                outsideProfile: ScanDirective.outsideProfile(ensemble, window: point.map { $0...$0 })))
    }

    private static func source(_ options: Options, _ context: RunContext) -> LikelihoodSource {
        LikelihoodSource(options[of], context, combination: options[combination])
    }

    private static func evaluated(_ source: LikelihoodSource, _ context: RunContext) throws -> EvaluatedEnsemble {
        try context.shared { try EvaluatedEnsemble.read(source, context) }
    }

    private static func point(
        _ options: Options, _ source: LikelihoodSource, _ ensemble: EvaluatedEnsemble, _ context: RunContext
    ) throws -> [Double] {
        options[at].values(of: ensemble.space.profiled, bestFit: try source.bestFit(ensemble, context))
    }
}

/// Every member's derivatives, each an artifact of its own.
extension HessianDirective: PartitionedDirective {
    private static let group = "derivatives"
    static let groupNames = [group]

    static func parts(_ options: Options, _ context: RunContext) throws -> [PartGroup] {
        let source = source(options, context)
        let ensemble = try evaluated(source, context)
        guard !ensemble.space.profiled.isEmpty else {
            throw CellFailure(
                "no nuisance is profiled, so there is no Hessian",
                advice: "Take one out of the fit's 'fixed', or give it densities that respond to one.")
        }
        let point = try point(options, source, ensemble, context)
        return [
            PartGroup(
                group,
                ensemble.evaluated.indices.map {
                    PartDescription(
                        "derivatives \($0)", components: ["at": Value(point), "member": .integer($0)], seed: 0)
                })
        ]
    }

    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact {
        guard let point = part["at"]?.doubles, let member = part["member"]?.int else {
            preconditionFailure("the part does not state its point or member: \(part)")
        }
        let ensemble = try evaluated(source(options, context), context)
        let workers = context.workers()
        let likelihood = ExtendedLikelihood(
            mixture: ensemble.evaluated[member], space: ensemble.space, data: ensemble.dataset,
            workers: workers)
        let meter = ProgressMeter(context, message: "events")
        let events = ensemble.sample.dataCount
        let derivatives = try likelihood.derivatives(at: point, workers: workers) { share in
            try meter.report(step: Int(share * Double(events)), total: events)
        }
        return Artifact(result: try Value(encoding: derivatives))
    }
}
