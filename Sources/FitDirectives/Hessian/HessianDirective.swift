import FlowKernels
import Inference
import Report

/// `{hessian}`: exact second derivatives of −ln L in the nuisances, and what follows from them.
///
/// Every member's gradient and Hessian at ν̂, combined to H = Σ_b w_b H_b − Cov_w[g] (arXiv:2606.30489): covariance,
/// correlation, principal modes, and how far the minimum of the parabola still is.
struct HessianDirective: Directive {
    static let verb = "hessian"
    static let version = 6
    static let summary =
        "Exact second derivatives at the best fit: covariance, correlation, principal modes, and the step still to go."

    static let of = OptionKey<CellReference>(
        "of", verbs: LikelihoodSource.verbsWithScans, help: "The fit whose likelihood is looked at, or the scan of one."
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
            return [options.error("'\(source.fit.label)' profiles no nuisance, so there is no Hessian", at: of)]
        }
        return options[at].names.filter { !names.contains($0) }.map { name in
            options.error(
                "there is no profiled nuisance '\(name)'", at: at, name,
                remedy: NearMiss.remedy(for: name, among: names))
        }
    }

    static func source(_ options: Options, _ document: DocumentContext) -> LikelihoodSource? {
        LikelihoodSource(options[of], document, combination: options[combination])
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        let source = LikelihoodSource(options[of], context, combination: options[combination])
        let ensemble = try EvaluatedEnsemble.read(source, context)
        let names = ensemble.space.profiled
        guard !names.isEmpty else { throw CellFailure("no nuisance is profiled, so there is no Hessian") }
        let point = options[at].values(of: names, bestFit: try source.bestFit(ensemble, context))
        let members = try members(of: ensemble, at: point, prior: source.prior, context)
        let hessian = EnsembleHessian(members: members, combination: source.combination)
        return Output(
            Result(
                hessian, of: members, at: point, order: names, combination: source.combination, prior: source.prior))
    }

    /// Every member's derivatives, each an artifact of its own.
    private static func members(
        of ensemble: EvaluatedEnsemble, at point: [Double], prior: Bool, _ context: RunContext
    ) throws -> [MemberDerivatives] {
        let data = ensemble.sample.dataset
        let parts = ensemble.mixtures.indices.map {
            PartDescription(
                "derivatives \($0)", components: ["at": Value(point), "member": .integer($0)], seed: 0)
        }
        let outcomes = try context.parts("derivatives", parts) { index, context in
            let workers = try context.workers()
            let likelihood = ExtendedLikelihood(
                mixture: ensemble.mixtures[index], space: ensemble.space, data: data, workers: workers)
            try context.checkCancellation()
            return Artifact(result: try Value(encoding: likelihood.hessian(at: point, workers: workers)))
        }
        return try zip(parts, outcomes).map { part, outcome in
            switch outcome {
            case .finished(let artifact, _):
                let derivatives = try artifact.result.decoded(as: LikelihoodDerivatives.self)
                return MemberDerivatives(
                    prior ? derivatives : derivatives.without(ensemble.space.constraints, at: point))
            case .failed(let message, let advice):
                throw CellFailure(parts.count > 1 ? "\(part.label): \(message)" : message, advice: advice)
            }
        }
    }
}
