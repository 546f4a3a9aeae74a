import Flows
import Inference
import Report
import Samples

/// The likelihoods that scans, Hessians and toys evaluate: one a member, T as a `fit` cell left it or as a `profile` cell
/// made it follow ν.
struct EvaluatedEnsemble {
    /// One a member: what its data are a sample of, T in front of the score.
    let mixtures: [Mixture]
    /// Those whose likelihood is evaluated: of x alone where T is free at every ν.
    let evaluated: [Mixture]
    let space: NuisanceSpace
    /// ν⁰, ν̂ of the nominal fit: the middle of windows, and the anchor of an amortized profile.
    let center: [Double]
    /// σ of the profiled nuisances with T free, in their order; nil where it is not known.
    let deviations: [Double?]
    /// What the likelihoods are of.
    let data: SampleCell
    /// The events as the likelihoods take them.
    let dataset: Dataset
    /// Whether the scores have a density.
    let hasScores: Bool
    /// What lets T follow ν; nil where it is fixed.
    let residual: TransportMap?
    /// Where T was trained to follow ν, by nuisance; nil where it is fixed.
    let profileWindow: [String: ClosedRange<Double>]?
    /// T of the members, or that of the nominal fit where it stands alone.
    let transfers: [TransportMap]
    /// T of the nominal fit.
    let nominalTransfer: TransportMap

    static func read(_ source: LikelihoodSource, _ context: RunContext) throws -> EvaluatedEnsemble {
        let fitted = try FittedEnsemble.read(source.fit, context)
        guard fitted.bestFit.allSatisfy(\.isFinite) else {
            throw CellFailure(
                "the best fit of '\(source.fit.label)' is not a number", advice: "See the findings of that fit.")
        }
        let scanned = source.isEnsemble ? fitted.scanned : [fitted.nominal]
        var mixtures = scanned.map(fitted.mixture(of:))
        var residual: TransportMap?
        var window: [String: ClosedRange<Double>]?
        if context.options(source.cell).isOf(ProfileDirective.self) {
            guard let data = context.artifact(source.cell).attachments[ProfileDirective.residualName] else {
                throw CellFailure("'\(source.cell.label)' holds no \(ProfileDirective.residualName)")
            }
            let trained = try ModelFile(data: data).flow.maps[0]
            let densities = ProfileDirective.densities(context.options(source.cell), fitted)
            let result = try context.result(ProfileDirective.self, of: source.cell)
            let names = fitted.space.profiled
            let leftover = SlopeLeftover(
                nuisances: names, center: fitted.bestFit,
                slope: try result.leftover.of(names, in: source.cell).map(\.slope))
            mixtures = scanned.map {
                densities.preceded(by: trained).preceded(by: $0.transfer).without(leftover)
            }
            residual = trained
            window = result.window.values.mapValues(\.range)
        }
        return EvaluatedEnsemble(
            mixtures: mixtures, evaluated: source.isFree ? [mixtures[0].featuresAlone()] : mixtures,
            space: fitted.space, center: fitted.bestFit, deviations: fitted.deviations,
            data: fitted.data, dataset: fitted.dataset, hasScores: fitted.hasScores, residual: residual,
            profileWindow: window, transfers: scanned.map(\.transfer), nominalTransfer: fitted.nominal.transfer)
    }

    var sample: any EventSample { data.sample }
}
