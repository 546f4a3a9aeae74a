import Plotting
import Report
import Statistics
import Training

/// `kind: losses`: training and held-out loss against the step.
///
/// Of a `train` cell, above the loss that the true density has, where that is known: validation is compared with the
/// truth on its very events, which leaves little noise; training, on events that are new at every step, with the mean
/// over all events.
/// Of a `profile` cell, above the loss of the same events with T fixed. Of a `fit` cell, the loss as it is: nothing is
/// known to hold it against.
enum LossPlot: PlotKind {
    static let name = "losses"
    static let summary =
        "Training and held-out loss: of trainings above that of the truth, of profiles above that of T fixed, of fits."
    static let cells = PlotCells(
        "train", "fit", "profile", counts: 1...4, help: "The trainings, fits or profiles, all of one verb.")
    static let size = PlotDirective.Size.column

    /// What a loss is compared with.
    enum Origin: String, Codable, CaseIterable, Sendable {
        case truth
        case fixedTransfer = "fixed-transfer"
        case nothing

        init(_ cell: Options, _ document: DocumentContext) {
            if cell.isOf(ProfileDirective.self) {
                self = .fixedTransfer
            } else {
                let isTraining = cell.isOf(TrainDirective.self)
                let hasTruth = isTraining && document.outline(cell[TrainDirective.sample])?.hasTruth ?? true
                self = hasTruth ? .truth : .nothing
            }
        }
    }

    struct Numbers: ResultGroup {
        let series: [Series]
        let origin: Origin

        static let meanings = [
            "series": "One a cell.",
            "origin": "What losses are compared with: the true density, T fixed, or nothing.",
        ]
    }

    /// Losses of one cell, less what they are compared with, nats an event.
    struct Series: ResultGroup {
        let name: String
        let steps: [Int]
        let training: [Double]
        let validation: [Double]?

        static let meanings = [
            "name": "The cell.", "steps": "Steps done.", "training": "Training loss.",
            "validation": "Loss of held-out events; absent where none were.",
        ]

        /// - Parameters: the offsets to subtract from the losses; `validation` is nil without held-out events.
        init(_ name: String, _ history: TrainingHistory, training: Double, validation: Double?) {
            self.name = name
            steps = history.points.map(\.step)
            self.training = history.points.map { $0.loss - training }
            self.validation = validation.map { floor in history.points.map { ($0.validation ?? .nan) - floor } }
        }

        fileprivate var plotted: LossCurves.Series {
            get throws {
                let steps = self.steps.map(Double.init)
                return LossCurves.Series(
                    name: name, training: try LossCurves.Curve(steps: steps, values: training),
                    validation: try validation.map { try LossCurves.Curve(steps: steps, values: $0) })
            }
        }
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let cells = options[PlotDirective.of].map { (label: $0.label, options: document.options($0)) }
        guard let first = cells.first(where: { $0.options != nil }),
            let zero = first.options.map({ Origin($0, document) })
        else {
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
            if found.isOf(FitDirective.self), found[FitDirective.transfer] == .none {
                return error("'\(cell.label)' trains nothing and has no losses", "draw a fit with T")
            }
            return Origin(found, document) == zero
                ? nil
                : error(
                    "the losses of '\(cell.label)' and '\(first.label)' have different zeros",
                    "draw cells of one verb")
        }
    }

    private static func isTakenFromFile(_ cell: Options) -> Bool {
        if cell.isOf(TrainDirective.self) { return cell[TrainDirective.from] != nil }
        return cell.isOf(FitDirective.self) && cell[FitDirective.from] != nil
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let series = try options[PlotDirective.of].map { try losses(of: $0, context) }
        return Numbers(series: series.map(\.0), origin: series[0].1)
    }

    private static func losses(of reference: CellReference, _ context: RunContext) throws -> (Series, Origin) {
        let (cell, label) = (context.options(reference), reference.label)
        if cell.isOf(TrainDirective.self) {
            let training = try context.result(TrainDirective.self, of: reference)
            guard let entropy = training.entropy, let floor = training.floor else {
                return (Series(label, training.history, training: 0, validation: 0), .nothing)
            }
            return (Series(label, training.history, training: entropy, validation: floor), .truth)
        }
        if cell.isOf(ProfileDirective.self) {
            let profile = try context.result(ProfileDirective.self, of: reference)
            return (
                Series(
                    label, profile.history, training: profile.training.identity,
                    validation: profile.heldOut.identity), .fixedTransfer
            )
        }
        let fit = try context.result(FitDirective.self, of: reference)
        return (Series(label, fit.history, training: 0, validation: nil), .nothing)
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let series = try numbers.series.map { try $0.plotted }
        switch numbers.origin {
        case .truth:
            // The curves are differences already, which the general words for losses do not know.
            return try figure(
                LossCurves(
                    series: series, floor: 0, lossName: "Loss − entropy of the truth"),
                "Validation loss above that of the true density, nats an event: \(ends(of: series)).")
        case .fixedTransfer:
            return try figure(
                LossCurves(series: series, lossName: "Loss − loss with *T* fixed"),
                "Held-out loss above that with T fixed, nats an event: \(ends(of: series)).")
        case .nothing:
            let isTraining = numbers.series.contains { $0.validation != nil }
            return try LossCurves(series: series, lossName: isTraining ? "−ln *p*" : "−ln *L* of the data").figure()
        }
    }

    private static func ends(of series: [LossCurves.Series]) -> String {
        series.map { series in
            let last = NumberText.significant(series.validation?.values.last ?? .nan, digits: 2)
            return "\(series.name) \(last) after \(NumberText.count(Int(series.training.steps.last ?? 0))) steps"
        }.joined(separator: "; ")
    }

    private static func figure(_ curves: LossCurves, _ result: String) throws -> Figure {
        try curves.figure().saying(
            title: result, alternativeText: "Training and validation loss against the step. " + result)
    }
}
