import Plotting
import Report
import Training

/// `kind: losses`: training and validation loss against the step, above the loss that the true density has.
///
/// Validation is compared with the truth on its very events, which leaves little noise; training, on events that are
/// new at every step, with the mean over all events.
enum LossPlot: PlotKind {
    static let name = "losses"
    static let summary = "Training and validation loss above that of the true density."
    static let cells = PlotCells("train", counts: 1...4, help: "The trainings, a panel each.")
    static let size = PlotDirective.Size.column

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options[PlotDirective.of].enumerated().compactMap { index, reference in
            document.options(reference)?[TrainDirective.from] == nil
                ? nil
                : options.error(
                    "'\(reference.label)' was not trained here and has no losses", at: PlotDirective.of, String(index),
                    remedy: "draw a cell without 'from'")
        }
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let series = try options[PlotDirective.of].map { reference -> LossCurves.Series in
            guard let artifact = context.artifact(reference) else {
                throw CellFailure("there is no result of '\(reference.label)' to draw")
            }
            let summary = try artifact.result.decoded(as: TrainDirective.Summary.self)
            let points = summary.history.points
            let steps = points.map { Double($0.step) }
            return LossCurves.Series(
                name: reference.label,
                training: try LossCurves.Curve(steps: steps, values: points.map { $0.loss - summary.entropy }),
                validation: try LossCurves.Curve(
                    steps: steps, values: points.map { ($0.validation ?? .nan) - summary.floor }))
        }
        let figure = try LossCurves(
            series: series, floor: 0, hasLogarithmicSteps: false, lossName: "Loss − entropy of the truth"
        ).figure()
        // The curves are differences already, which the general words for losses do not know.
        let gaps = series.map { series in
            let gap = Format.number(series.validation?.values.last ?? .nan, significant: 2)
            return "\(series.name) \(gap) after \(Format.count(Int(series.training.steps.last ?? 0))) steps"
        }
        let result = "Validation loss above that of the true density, nats an event: \(gaps.joined(separator: "; "))."
        return Plotting.Figure(
            title: result, alternativeText: "Training and validation loss against the step. " + result,
            panels: figure.panels, columns: figure.columns, sharesX: figure.sharesX, sharesY: figure.sharesY,
            sharesLegend: figure.sharesLegend, data: figure.data)
    }
}
