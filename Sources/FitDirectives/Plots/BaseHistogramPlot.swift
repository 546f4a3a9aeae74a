import Plotting
import Report
import Samples

/// `kind: z-histograms`: where held-out events end in the base space of a flow, against the standard normal law, a panel a
/// class.
enum BaseHistogramPlot: PlotKind {
    static let name = "z-histograms"
    static let summary = "z of held-out events against the standard normal law, by class, as a diagnosis found it."
    static let cells = DiagnosisNumbers.cells
    static let size = PlotDirective.Size.full

    static let point = OptionKey<Int?>(
        "point", in: 0...100_000,
        help: "At which point of the diagnosis, counted from 0; by default where z is farthest off.")
    static let keys: [any AnyOptionKey] = [point, DensityOptions.classes]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let cell = document.options(options[PlotDirective.of][0]) else { return [] }
        return DensityOptions.validate(options, DiagnoseDirective.described(cell, document)?.schema, nil)
            + DiagnosisNumbers.wrongPoint(options, options[point], at: point, cell, document)
    }

    struct Numbers: ResultGroup {
        let at: String
        let panels: [Panel]

        static let meanings = ["at": "The point, in words.", "panels": "One for each class that was measured."]
    }

    struct Panel: ResultGroup {
        let eventClass: String
        let curves: [Curve]
        let scatter: Double
        let effective: Double

        static let meanings = [
            "event-class": "Its label.", "curves": "Every dimension of z, then |z|².",
            "scatter": "One standard deviation of a bin, of events that follow the law.",
            "effective": "(Σw)²/Σw² of the events.",
        ]
    }

    struct Curve: ResultGroup {
        let name: String
        let histogram: [Double]
        let ks: Double

        static let meanings = [
            "name": "As the figure writes it.", "histogram": "Events over expected ones, in equal bins.",
            "ks": "The Kolmogorov–Smirnov distance.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let (result, schema) = try DiagnosisNumbers.read(options, context)
        let points = result.points.values
        func distance(_ place: Int) -> Double {
            points[place].classes.values.values.flatMap { found in
                (found.z.values + [found.radius]).map { $0.ks - $0.chance }
            }.filter { !$0.isNaN }.max() ?? -1
        }
        let place = options[point] ?? points.indices.max { distance($0) < distance($1) } ?? 0
        guard points.indices.contains(place) else {
            throw CellFailure(
                "there is no point \(place)", advice: "Points are counted from 0, up to \(points.count - 1) here.")
        }
        let panels = DensityOptions.classes(options, schema).compactMap { kind -> Panel? in
            let eventClass = schema.classes[kind]
            guard let found = points[place].classes[eventClass.name], found.effective > 0 else { return nil }
            return Panel(
                eventClass: eventClass.label,
                curves: found.z.values.enumerated().map { index, law in
                    Curve(name: "*z*_{\(index)}", histogram: law.histogram, ks: law.ks)
                } + [Curve(name: "|*z*|^{2}", histogram: found.radius.histogram, ks: found.radius.ks)],
                scatter: LawDistance.scatter(effective: found.effective), effective: found.effective)
        }
        guard !panels.isEmpty else {
            throw CellFailure(
                "no class has enough held-out events at \(points[place].at.point.words)",
                advice: "Look at another 'point'.")
        }
        return Numbers(at: DensityOptions.heading(points[place].at.point, schema).markup, panels: panels)
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try UniformityHistograms(
            events: numbers.panels.map { panel in
                UniformityHistograms.Events(
                    heading: RichText("class \(panel.eventClass): \(numbers.at)"),
                    curves: panel.curves.map { curve in
                        UniformityHistograms.Curve(
                            name: RichText(curve.name), values: curve.histogram, distance: curve.ks)
                    }, scatter: panel.scatter, effective: panel.effective)
            }
        ).figure()
    }
}

/// What figures of a diagnosis share.
enum DiagnosisNumbers {
    static let cells = PlotCells("diagnose", help: "The diagnosis.")

    /// A diagnostic for a point that the diagnosis does not have.
    ///
    /// - Parameter cell: the options of the diagnosis.
    static func wrongPoint(
        _ options: Options, _ place: Int?, at key: OptionKey<Int?>, _ cell: Options, _ document: DocumentContext
    ) -> [Diagnostic] {
        guard let place, let points = DiagnoseDirective.wanted(cell, document), place >= points.count else { return [] }
        return [
            options.error(
                "'\(options[PlotDirective.of][0].label)' has \(points.count) \(points.count == 1 ? "point" : "points")",
                at: key, remedy: "count from 0")
        ]
    }

    /// The result of a `diagnose` cell, and the schema of its events.
    static func read(
        _ options: Options, _ context: RunContext
    ) throws -> (result: DiagnoseDirective.Result, schema: SampleSchema) {
        let reference = options[PlotDirective.of][0]
        let diagnosis = context.options(reference)
        let source =
            diagnosis[DiagnoseDirective.sample]
            ?? context.options(diagnosis[DiagnoseDirective.of])[TrainDirective.sample]
        return (
            try context.result(DiagnoseDirective.self, of: reference), try SampleCell(source, context).sample.schema
        )
    }
}
