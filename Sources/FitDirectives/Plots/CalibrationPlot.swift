import Plotting
import Report
import Samples
import Statistics

/// `kind: calibration`: of held-out events with the predicted probability p of a class, how large a share belongs to it, a panel a
/// class.
enum CalibrationPlot: PlotKind {
    static let name = "calibration"
    static let summary =
        "The share of held-out events of a class over its predicted probability, as a diagnosis found it."
    static let cells = DiagnosisNumbers.cells
    static let size = PlotDirective.Size.full

    static let point = OptionKey<Int?>(
        "point", in: 0...100_000,
        help: "At which point of the diagnosis, counted from 0; by default where the probabilities are farthest off.")
    static let keys: [any AnyOptionKey] = [point, DensityOptions.classes]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let cell = document.options(options[PlotDirective.of][0]),
            let (schema, density, _) = DiagnoseDirective.described(cell, document)
        else { return [] }
        if schema.classes.count < 2 {
            return [
                options.error(
                    "the sample has one class, of which every event is", at: PlotDirective.kind,
                    remedy: "draw this of samples with two classes or more")
            ]
        }
        if density == .scores, cell[DiagnoseDirective.kinematics] == nil {
            return [
                options.error(
                    "'\(options[PlotDirective.of][0].label)' looks at p(y|x,c), which without p(x|c) says nothing of p(c|x,y)",
                    at: PlotDirective.of, remedy: "give it 'kinematics'")
            ]
        }
        return DensityOptions.validate(options, schema, nil)
            + DiagnosisNumbers.wrongPoint(options, options[point], at: point, cell, document)
    }

    struct Numbers: ResultGroup {
        let at: String
        let symbol: String
        let panels: [Panel]

        static let meanings = [
            "at": "The point, in words.", "symbol": "The probability, as the figure writes it.",
            "panels": "One for each class that was measured.",
        ]
    }

    struct Panel: ResultGroup {
        let eventClass: String
        let calibration: ClassCalibration

        static let meanings = ["event-class": "Its label.", "calibration": "What was found."]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let (result, schema) = try DiagnosisNumbers.read(options, context)
        let points = result.points.values
        func divergence(_ place: Int) -> Double {
            (points[place].calibration?.values.values ?? [:].values).map {
                $0.divergence - HealthLimit.errors * $0.error
            }
            .filter { !$0.isNaN }.max() ?? -.infinity
        }
        let place = options[point] ?? points.indices.max { divergence($0) < divergence($1) } ?? 0
        guard points.indices.contains(place) else {
            throw CellFailure(
                "there is no point \(place)", advice: "Points are counted from 0, up to \(points.count - 1) here.")
        }
        let panels = DensityOptions.classes(options, schema).compactMap { kind -> Panel? in
            let eventClass = schema.classes[kind]
            guard let found = points[place].calibration?[eventClass.name], !found.predicted.isEmpty else { return nil }
            return Panel(eventClass: eventClass.label, calibration: found)
        }
        guard !panels.isEmpty else {
            throw CellFailure(
                "at \(points[place].at.point.words) events are too few, or their classes all but certain",
                advice: "Look at another 'point'.")
        }
        return Numbers(
            at: DensityOptions.heading(points[place].at.point, schema).markup,
            symbol: result.density == .features ? "*p*(*c*|*x*)" : "*p*(*c*|*x*,*y*)", panels: panels)
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try CalibrationCurves(
            series: numbers.panels.map { panel in
                let found = panel.calibration
                return CalibrationCurves.Series(
                    heading: RichText("class \(panel.eventClass): \(numbers.at)"), symbol: RichText(numbers.symbol),
                    bins: found.predicted.indices.map { bin in
                        CalibrationCurves.Bin(
                            predicted: found.predicted[bin], observed: found.observed[bin], error: found.deviations[bin]
                        )
                    }, divergence: RichText("\(PDGRounding(found.divergence, error: found.error).plain) nats"))
            }
        ).figure()
    }
}
