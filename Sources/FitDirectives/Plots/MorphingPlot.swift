import Flows
import Foundation
import Inference
import Plotting
import Report
import Samples

/// `kind: morphings`: the principal systematic morphings (arXiv:2606.30489): where the score of an event goes when ν
/// moves by ±σ_k along the k-th principal direction of the Hessian.
///
/// With F_ν the whole map of scores to the base space, T and all that responds to ν among it, the displacement at ν̂ is
/// y → F_{ν̂ ± σ_k e_k}⁻¹(F_ν̂(y)), the mean over members. Arrows are drawn longer than they are, all by one factor; the
/// arrow of the legend has it too, and states its true length.
enum MorphingPlot: PlotKind {
    static let name = "morphings"
    static let summary = "How scores move when ν changes by ±σ along the principal directions of a Hessian."
    static let cells = PlotCells("hessian", help: "The Hessian.")
    static let size = PlotDirective.Size.full

    static let modes = OptionKey<Int>(
        "modes", default: 2, in: 1...20, help: "The number of directions, the widest first.")
    static let keys: [any AnyOptionKey] = [
        modes, DensityOptions.classes, DensityOptions.x, DensityOptions.features, FieldPanel.arrows,
    ]

    struct Numbers: ResultGroup {
        let variables: [FigureVariable]
        let panels: [FieldPanel]
        let magnification: Double

        static let meanings = [
            "variables": "Those of both axes.", "panels": "One for each mode and condition.",
            "magnification": "The factor by which all arrows are enlarged.",
        ]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let hessian = options[PlotDirective.of][0]
        let source = document.options(hessian).flatMap { HessianDirective.source($0, document) }
        return ScoreField.validate(options, source.flatMap { document.options($0.fit) }, document)
            + options.heldScores(
                source, of: hessian.label, at: PlotDirective.of, "0",
                what: "move them where T would follow")
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let reference = options[PlotDirective.of][0]
        let hessian = try context.result(HessianDirective.self, of: reference)
        guard let principal = hessian.modes?.values.sorted(by: { $0.sigma > $1.sigma }) else {
            throw CellFailure(
                "the Hessian is not positive definite and has no principal directions of finite width",
                advice: "Look at its eigenvalues, and whether the fit is at a minimum.")
        }
        let source = LikelihoodSource(context.options(reference)[HessianDirective.of], context)
        let ensemble = try EvaluatedEnsemble.read(source, context)
        let center = ensemble.space.profiled.map { hessian.nuisances[$0]?.at ?? .nan }
        let shown = try ScoreField.shown(ensemble.mixtures[0], ensemble.space, at: center, ensemble.sample, context)
        let planes = DensityOptions.planes(options, shown)
        let fields = planes.map { ScoreField(ensemble, shown, $0, arrows: options[FieldPanel.arrows]) }
        let window = PlaneWindow(holding: fields.map(\.window))
        let chosen = Array(principal.prefix(options[modes]))
        let meter = ProgressMeter(context, message: "directions")
        var moved: [(heading: RichText, field: ScoreField, heads: [[SIMD2<Double>]])] = []
        for (index, mode) in chosen.enumerated() {
            for (plane, field) in zip(planes, fields) {
                try meter.report(step: moved.count, total: chosen.count * planes.count)
                let heads = [1.0, -1].map { sign in
                    let point = zip(ensemble.space.profiled, center).map {
                        $1 + sign * mode.sigma * (mode.direction[$0] ?? 0)
                    }
                    return field.moved(from: center, to: point)
                }
                moved.append((RichText("mode \(index + 1): ") + plane.heading, field, heads))
            }
        }
        let factor = magnification(moved.flatMap { item in item.heads.map { (item.field.tails, $0) } }, window: window)
        let panels = moved.map { item in
            FieldPanel(
                heading: item.heading, tails: item.field.tails,
                fields: [
                    .init(name: "+*σ*_{k}", kind: .plus, heads: item.heads[0]),
                    .init(name: "−*σ*_{k}", kind: .minus, heads: item.heads[1]),
                ], window: window, logDensities: item.field.logDensities)
        }
        return Numbers(variables: planes[0].variables, panels: panels, magnification: factor)
    }

    /// The largest 1, 2 or 5 × 10ⁿ with which the longest arrows are no longer than a tenth of the window.
    static func magnification(_ fields: [([SIMD2<Double>], [SIMD2<Double>])], window: PlaneWindow) -> Double {
        let lengths = fields.flatMap { tails, heads in
            zip(tails, heads).map { (($1 - $0) * ($1 - $0)).sum().squareRoot() }
        }
        let longest = lengths.filter(\.isFinite).max() ?? 0
        guard longest > 0 else { return 1 }
        let ratio = 0.1 * min(window.high.x - window.low.x, window.high.y - window.low.y) / longest
        guard ratio > 1 else { return 1 }
        let power = pow(10, floor(log10(ratio)))
        return ([5.0, 2, 1].first { $0 * power <= ratio } ?? 1) * power
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try FieldPanel.figure(numbers.panels, numbers.variables, columns: 2, magnification: numbers.magnification)
    }
}

/// Scores at one class and x under a fit, moved as ν moves.
struct ScoreField {
    private let ensemble: EvaluatedEnsemble
    private let shown: ShownDensity
    private let plane: FigurePlane
    let window: PlaneWindow
    let tails: [SIMD2<Double>]

    init(_ ensemble: EvaluatedEnsemble, _ shown: ShownDensity, _ plane: FigurePlane, arrows: Int) {
        self.ensemble = ensemble
        self.shown = shown
        self.plane = plane
        let nu = shown.sample.points[0]
        window = shown.window([plane], at: [nu])
        tails = FieldPanel.tails(
            { shown.logDensities($0, in: plane, at: nu) }, window: window, perAxis: arrows)
    }

    /// ln p of the data's scores, of the truth where it is known.
    func logDensities(_ places: [SIMD2<Double>]) -> [Double] {
        shown.logDensities(places, in: plane, at: shown.sample.points[0])
    }

    /// The positions to which the tails of the arrows move, averaged over members.
    func moved(from point: [Double], to other: [Double]) -> [SIMD2<Double>] {
        func evaluation(_ point: [Double]) -> FlowEvaluation {
            FlowEvaluation(
                schema: shown.schema, density: .scores, nuisances: ensemble.space.expand(point).nuisances,
                workers: shown.workers)
        }
        let points = plane.points(tails)
        let heads = ensemble.mixtures.map { mixture in
            let anchored = evaluation(point).forward(mixture.score, points)
            let moved = evaluation(other).inverse(mixture.score, points.replacing(values: anchored))
            return plane.places(of: moved, from: tails)
        }
        return tails.indices.map { index in
            heads.reduce(SIMD2<Double>.zero) { $0 + $1[index] } / Double(heads.count)
        }
    }
}

/// What figures of the scores of a fit share.
extension ScoreField {
    /// The density of the data's scores: that of the truth, or, where it is not known, that of a mixture at its best
    /// fit.
    static func shown(
        _ mixture: Mixture, _ space: NuisanceSpace, at bestFit: [Double], _ sample: any EventSample,
        _ context: RunContext
    ) throws -> ShownDensity {
        ShownDensity(
            sample: sample, density: .scores, flow: mixture.score, workers: context.workers(), seed: context.seed,
            nuisances: { [nuisances = space.expand(bestFit).nuisances] _ in nuisances })
    }

    /// - Parameter fit: the fit whose scores are drawn; nil where it is missing or has mistakes.
    static func validate(_ options: Options, _ fit: Options?, _ document: DocumentContext) -> [Diagnostic] {
        if let fit, fit[FitDirective.transfer] == .none {
            return [
                options.error(
                    "the fit has no T, and this figure shows how T and ν move scores", at: PlotDirective.of,
                    remedy: "draw 'kind: marginals' or 'kind: post-fit'")
            ]
        }
        let schema = fit.flatMap { document.outline($0[FitDirective.data]) }?.schema
        return DensityOptions.validate(options, schema, .scores)
            + DensityOptions.validatePlane(
                options, schema, .scores, at: PlotDirective.of, remedy: "draw a fit of more scores")
    }
}
