import Plotting
import Report
import Training

/// `kind: losses`: training and held-out loss against the step.
///
/// Of a `train` cell, above the loss that the true density has: validation is compared with the truth on its very
/// events, which leaves little noise; training, on events that are new at every step, with the mean over all events.
/// Of a `profile` cell, above the loss of the same events with T fixed. Of a `fit` cell, the loss as it is: nothing is
/// known to hold it against.
enum LossPlot: PlotKind {
    static let name = "losses"
    static let summary =
        "Training and held-out loss: of trainings above that of the truth, of profiles above that of T fixed, of fits."
    static let cells = PlotCells(
        "train", "fit", "profile", counts: 1...4, help: "The trainings, fits or profiles, all of one verb.")
    static let size = PlotDirective.Size.column

    /// What a loss is held against.
    private enum Origin: Equatable {
        case truth, fixedTransfer, nothing

        init(_ cell: Options) {
            if cell.isProfile {
                self = .fixedTransfer
            } else {
                self = cell.schema.names.contains(TrainDirective.steps.name) ? .truth : .nothing
            }
        }
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let cells = options[PlotDirective.of].map { (label: $0.label, options: document.options($0)) }
        guard let first = cells.first(where: { $0.options != nil }), let zero = first.options.map(Origin.init) else {
            return []
        }
        return cells.enumerated().compactMap { index, cell in
            guard let found = cell.options else { return nil }
            func error(_ message: String, _ remedy: String) -> Diagnostic {
                options.error(message, at: PlotDirective.of, String(index), remedy: remedy)
            }
            if isTakenFromFile(found) {
                return error("'\(cell.label)' was not trained here and has no losses", "draw a cell without 'from'")
            }
            return Origin(found) == zero
                ? nil
                : error(
                    "the loss of '\(cell.label)' has another zero than that of '\(first.label)'",
                    "draw cells of one verb")
        }
    }

    private static func isTakenFromFile(_ cell: Options) -> Bool {
        switch Origin(cell) {
        case .truth: cell[TrainDirective.from] != nil
        case .nothing: cell[FitDirective.from] != nil
        case .fixedTransfer: false
        }
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let cells = try options[PlotDirective.of].map { reference in
            guard let artifact = context.artifact(reference), let options = context.options(reference) else {
                throw CellFailure("there is no result of '\(reference.label)' to draw")
            }
            return (reference.label, artifact.result, Origin(options))
        }
        switch cells[0].2 {
        case .truth: return try trainings(cells.map { ($0.0, $0.1) })
        case .fixedTransfer: return try profiles(cells.map { ($0.0, $0.1) })
        case .nothing: return try fits(cells.map { ($0.0, $0.1) })
        }
    }

    private static func trainings(_ cells: [(label: String, result: Value)]) throws -> Plotting.Figure {
        let series = try cells.map { label, result in
            let summary = try result.decoded(as: TrainDirective.Summary.self)
            return try Self.series(label, summary.history, training: summary.entropy, validation: summary.floor)
        }
        // The curves are differences already, which the general words for losses do not know.
        return try figure(
            LossCurves(
                series: series, floor: 0, hasLogarithmicSteps: false, lossName: "Loss − entropy of the truth"),
            "Validation loss above that of the true density, nats an event: \(ends(of: series)).")
    }

    private static func profiles(_ cells: [(label: String, result: Value)]) throws -> Plotting.Figure {
        let series = try cells.map { label, result in
            guard let history = try result[path: "history"]?.decoded(as: TrainingHistory.self),
                let training = result[path: "training.identity"]?.double,
                let heldOut = result[path: "held-out.identity"]?.double
            else { throw CellFailure("'\(label)' holds no profile") }
            return try Self.series(label, history, training: training, validation: heldOut)
        }
        return try figure(
            LossCurves(series: series, lossName: "Loss − loss with *T* fixed"),
            "Held-out loss above that with T fixed, nats an event: \(ends(of: series)).")
    }

    private static func fits(_ cells: [(label: String, result: Value)]) throws -> Plotting.Figure {
        let series = try cells.map { label, result in
            guard let summary = try result[path: "summary"]?.decoded(as: FitDirective.Summary.self) else {
                throw CellFailure("'\(label)' holds no fit")
            }
            return try Self.series(label, summary.history, training: 0, validation: nil)
        }
        return try LossCurves(series: series, lossName: "−ln *L* of the data").figure()
    }

    /// - Parameters: what is taken off the losses; `validation` nil where no events were held out.
    private static func series(
        _ label: String, _ history: TrainingHistory, training: Double, validation: Double?
    ) throws -> LossCurves.Series {
        let steps = history.points.map { Double($0.step) }
        return LossCurves.Series(
            name: label,
            training: try LossCurves.Curve(steps: steps, values: history.points.map { $0.loss - training }),
            validation: try validation.map { floor in
                try LossCurves.Curve(steps: steps, values: history.points.map { ($0.validation ?? .nan) - floor })
            })
    }

    private static func ends(of series: [LossCurves.Series]) -> String {
        series.map { series in
            let last = Format.number(series.validation?.values.last ?? .nan, significant: 2)
            return "\(series.name) \(last) after \(Format.count(Int(series.training.steps.last ?? 0))) steps"
        }.joined(separator: "; ")
    }

    private static func figure(_ curves: LossCurves, _ result: String) throws -> Plotting.Figure {
        try curves.figure().saying(
            title: result, alternativeText: "Training and validation loss against the step. " + result)
    }
}
