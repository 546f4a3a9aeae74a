import FlowKernels
import Foundation
import Inference
import Plotting
import Report
import SyntheticBenchmark

/// `kind: morphings`: the principal systematic morphings (arXiv:2606.30489): where the score of an event goes when ν
/// moves by ±σ_k along the k-th principal direction of the Hessian.
///
/// With F_ν the whole map of scores to the base space, T and all that responds to ν among it, the displacement at ν̂ is
/// y → F_{ν̂ ± σ_k e_k}⁻¹(F_ν̂(y)), the mean over members. Arrows are drawn longer than they are, all by one factor; the
/// arrow of the legend has it too, and states its true length.
enum MorphingPlot: PlotKind {
    static let name = "morphings"
    static let summary = "Where scores go when ν moves by ±σ along the principal directions of a Hessian."
    static let cells = PlotCells("hessian", help: "The Hessian.")
    static let size = PlotDirective.Size.full

    static let modes = OptionKey<Int>("modes", default: 2, in: 1...20, help: "How many, the widest first.")
    static let keys: [any AnyOptionKey] = [modes, DensityOptions.classes, DensityOptions.x, FieldPanel.arrows]

    struct Numbers: ResultGroup {
        let panels: [FieldPanel]
        let magnification: Double

        static let meanings = [
            "panels": "One a mode and condition.",
            "magnification": "How many times longer than they are all arrows are drawn.",
        ]
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
        let conditions = DensityOptions.conditions(options, .score)
        let fields = try conditions.map { try ScoreField(ensemble, $0, arrows: options[FieldPanel.arrows], context) }
        let window = PlaneWindow(holding: fields.map(\.window))
        let chosen = Array(principal.prefix(options[modes]))
        let meter = ProgressMeter(context, message: "directions")
        var moved: [(heading: RichText, field: ScoreField, heads: [[SIMD2<Double>]])] = []
        for (index, mode) in chosen.enumerated() {
            for (condition, field) in zip(conditions, fields) {
                try meter.report(step: moved.count, total: chosen.count * conditions.count)
                let heads = [1.0, -1].map { sign in
                    let point = zip(ensemble.space.profiled, center).map {
                        $1 + sign * mode.sigma * (mode.direction[$0] ?? 0)
                    }
                    return field.moved(from: center, to: point)
                }
                moved.append(
                    (
                        RichText("mode \(index + 1): ") + DensityOptions.heading(condition, .score), field, heads
                    ))
            }
        }
        let factor = magnification(moved.flatMap { item in item.heads.map { (item.field.tails, $0) } }, window: window)
        let panels = moved.map { item in
            FieldPanel(
                heading: item.heading, tails: item.field.tails,
                fields: [
                    .init(name: "+*σ*_{k}", kind: .plus, heads: item.heads[0]),
                    .init(name: "−*σ*_{k}", kind: .minus, heads: item.heads[1]),
                ], window: window, logDensity: item.field.logDensity)
        }
        return Numbers(panels: panels, magnification: factor)
    }

    /// The largest 1, 2 or 5 × 10ⁿ with which the longest arrows are no longer than a tenth of the window.
    private static func magnification(_ fields: [([SIMD2<Double>], [SIMD2<Double>])], window: PlaneWindow) -> Double {
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

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Plotting.Figure {
        try FieldPanel.figure(numbers.panels, .score, columns: 2, magnification: numbers.magnification)
    }
}

/// Scores at one class and x under a fit, moved as ν moves.
struct ScoreField {
    private let ensemble: EvaluatedEnsemble
    private let condition: DensityOptions.Condition
    private let workers: Workers
    let window: PlaneWindow
    let tails: [SIMD2<Double>]

    init(
        _ ensemble: EvaluatedEnsemble, _ condition: DensityOptions.Condition, arrows: Int, _ context: RunContext
    ) throws {
        self.ensemble = ensemble
        self.condition = condition
        workers = try context.workers()
        let sample = ensemble.sample
        let truth = sample.points[0]
        window = PlaneWindow(
            sample.model.score(condition.x, condition.kind, at: truth),
            distortion: sample.distorted ? sample.model.distortion(condition.x, condition.kind, at: truth) : nil)
        tails = FieldPanel.tails(
            { Self.logDensity($0, sample, condition) }, window: window, perAxis: arrows)
    }

    /// Of the data's scores, in truth.
    func logDensity(_ y: SIMD2<Double>) -> Double { Self.logDensity(y, ensemble.sample, condition) }

    private static func logDensity(
        _ y: SIMD2<Double>, _ sample: BenchmarkSample, _ condition: DensityOptions.Condition
    ) -> Double {
        sample.model.logDensityY(
            y, x: condition.x, condition.kind, at: sample.points[0], distorted: sample.distorted)
    }

    /// Where the tails go, the mean over members.
    func moved(from point: [Double], to other: [Double]) -> [SIMD2<Double>] {
        func points(_ values: [SIMD2<Double>]) -> [FlowPoint] {
            values.map { FlowPoint(value: $0, kind: condition.kind, x: condition.x) }
        }
        func flowPoints(_ point: [Double]) -> FlowPoints {
            FlowPoints(density: .score, nuisances: ensemble.space.expand(point).nuisances, workers: workers)
        }
        let heads = ensemble.mixtures.map { mixture in
            flowPoints(other).inverse(
                mixture.score, points(flowPoints(point).forward(mixture.score, points(tails))))
        }
        return tails.indices.map { index in
            heads.reduce(SIMD2<Double>.zero) { $0 + $1[index] } / Double(heads.count)
        }
    }
}
