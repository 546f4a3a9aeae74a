import Plotting
import Report
import Samples

/// `kind: transfer`: the distribution of interest T of a fit, y → T(y; x, c), over the density of the data's scores.
///
/// Where the data are distorted, the truth is the inverse of that distortion, at the data's own ν. T and ν are fitted
/// together: where ν̂ is off, T makes up for what that does to the scores.
enum TransferPlot: PlotKind {
    static let name = "transfer"
    static let summary = "The fitted map T at chosen classes and x: arrows from y to T(y), beside the true distortion."
    static let cells = PlotCells("fit", help: "The fit.")
    static let size = PlotDirective.Size.full
    static let keys: [any AnyOptionKey] = [
        DensityOptions.classes, DensityOptions.x, DensityOptions.features, FieldPanel.arrows,
    ]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScoreField.validate(options, document.options(options[PlotDirective.of][0]), document)
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> FieldNumbers {
        let fitted = try FittedEnsemble.read(options[PlotDirective.of][0], context)
        let shown = try ScoreField.shown(fitted.mixture, fitted.space, at: fitted.bestFit, fitted.sample, context)
        let planes = DensityOptions.planes(options, shown)
        let nu = shown.sample.points[0]
        // T is the first map of the score's flow.
        let transfer = fitted.mixture.score.maps[0]
        let evaluation = FlowEvaluation(schema: shown.schema, density: .scores, workers: shown.workers)
        let window = shown.window(planes, at: [nu])
        let panels = planes.map { plane in
            func logDensities(_ places: [SIMD2<Double>]) -> [Double] {
                shown.logDensities(places, in: plane, at: nu)
            }
            let tails = FieldPanel.tails(
                logDensities, window: shown.window([plane], at: [nu]), perAxis: options[FieldPanel.arrows])
            let points = plane.points(tails)
            func field(_ name: String, _ kind: FieldPanel.Field.Kind, _ heads: [[Double]]) -> FieldPanel.Field {
                .init(name: name, kind: kind, heads: plane.places(of: heads, from: tails))
            }
            let truth = shown.sample.truth.map {
                field("Inverse distortion", .truth, $0.undistorted(points, at: nu))
            }
            return FieldPanel(
                heading: plane.heading, tails: tails,
                fields: [field("Fitted *T*", .model, evaluation.forward(transfer, points))]
                    + (truth.map { [$0] } ?? []),
                window: window, logDensities: logDensities)
        }
        return FieldNumbers(density: .scores, variables: planes[0].variables, panels: panels)
    }

    static func figure(_ options: Options, _ numbers: FieldNumbers) throws -> Figure {
        try FieldPanel.figure(numbers.panels, numbers.variables, columns: Figure.columns(of: numbers.panels.count))
    }
}
