import Plotting
import Report
import SyntheticBenchmark

/// `kind: transfer`: the distribution of interest T of a fit, y → T(y; x, c), over the density of the data's scores.
///
/// Where the data are distorted, the truth is the inverse of that distortion, at the data's own ν. T and ν are fitted
/// together: where ν̂ is off, T makes up for what that does to the scores.
enum TransferPlot: PlotKind {
    static let name = "transfer"
    static let summary = "The fitted map T at chosen classes and x: arrows from y to T(y), beside the true distortion."
    static let cells = PlotCells("fit", help: "The fit.")
    static let size = PlotDirective.Size.full
    static let keys: [any AnyOptionKey] = [DensityOptions.classes, DensityOptions.x, FieldPanel.arrows]

    static func compute(_ options: Options, _ context: RunContext) throws -> FieldNumbers {
        let fitted = try FittedEnsemble.read(options[PlotDirective.of][0], context)
        let sample = fitted.sample
        let truth = sample.points[0]
        // T is the first map of the score's flow.
        let transfer = fitted.mixture.score.maps[0]
        let points = FlowPoints(density: .score, nuisances: [], workers: try context.workers())
        let conditions = DensityOptions.conditions(options, .score)
        let windows = conditions.map { condition in
            let distortion = sample.model.distortion(condition.x, condition.kind, at: truth)
            let normal = sample.model.score(condition.x, condition.kind, at: truth)
            return PlaneWindow(normal, distortion: sample.distorted ? distortion : nil)
        }
        let panels = zip(conditions, windows).map { condition, window in
            func logDensity(_ y: SIMD2<Double>) -> Double {
                sample.model.logDensityY(y, x: condition.x, condition.kind, at: truth, distorted: sample.distorted)
            }
            let tails = FieldPanel.tails(logDensity, window: window, perAxis: options[FieldPanel.arrows])
            let distortion = sample.model.distortion(condition.x, condition.kind, at: truth)
            let heads = points.forward(
                transfer, tails.map { FlowPoint(value: $0, kind: condition.kind, x: condition.x) })
            return FieldPanel(
                heading: DensityOptions.heading(condition, .score), tails: tails,
                fields: [
                    .init(name: "Fitted *T*", kind: .model, heads: heads),
                    .init(
                        name: "Inverse distortion", kind: .truth,
                        heads: sample.distorted ? tails.map(distortion.inverse) : tails),
                ], window: PlaneWindow(holding: windows), logDensity: logDensity)
        }
        return FieldNumbers(density: .score, panels: panels)
    }

    static func figure(_ options: Options, _ numbers: FieldNumbers) throws -> Plotting.Figure {
        let count = numbers.panels.count
        return try FieldPanel.figure(numbers.panels, numbers.density, columns: count == 4 ? 2 : min(3, count))
    }
}
