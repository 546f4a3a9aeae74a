import Foundation
import Plotting
import Report
import Statistics
import SyntheticBenchmark

/// `kind: residual-closure`: a residual with its base at every template, and at points never trained on.
///
/// Each point has the gap to the truth, mean of ln p_true − ln p_model in nats an event, over events of both classes.
enum ResidualClosurePlot: PlotKind {
    static let name = "residual-closure"
    static let summary = "A residual at its templates and at points never trained on, against the closed-form truth."
    static let cells = ResidualPlots.cells
    static let size = PlotDirective.Size.full

    static let at = OptionKey<NuisancePoints?>(
        "at", default: .some(nil), help: "Further points, such as [{shift: 0.5, squeeze: -0.5}].")
    static let classes = OptionKey<[DensityOptions.ClassName]>(
        "classes", default: [.a], help: "Classes to show: effects on both are mirror images.",
        must: { $0.isEmpty || Set($0).count != $0.count ? "must name one or both classes, each once" : nil })
    static let keys: [any AnyOptionKey] = [
        at, ClosureView.key, classes, DensityOptions.feature, DensityOptions.bins, DensityOptions.events,
        DensityOptions.x,
    ]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let wrongCell = ResidualPlots.validate(options, document)
        guard wrongCell.isEmpty else { return wrongCell }
        return ResidualPlots.unknownNuisances(options[at]?.points ?? [], at: at, options, document)
    }

    struct Numbers: ResultGroup {
        let density: BenchmarkDensity
        let points: [Point]
        let largestGap: LargestGap
        let marginals: [Histogram]?
        let contours: [DensityGrids]?

        static let meanings = [
            "density": "Whose closure it is.", "points": "The templates, then the points of 'at'.",
            "largest-gap": "The worst of them.", "marginals": "The histograms; of 'view: marginals'.",
            "contours": "Densities on grids; of 'view: contours'.",
        ]
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        [options[ClosureView.key] == .marginals ? "contours" : "marginals"]
    }

    struct LargestGap: ResultGroup {
        let value: Double
        let error: Double
        let name: String

        static let meanings = [
            "value": "Mean of ln p_true − ln p_model, nats an event.", "error": "Standard error of that mean.",
            "name": "Where, in words.",
        ]
    }

    struct Histogram: ResultGroup {
        let heading: String
        let point: Int
        let edges: [Double]
        let truth: [Double]
        let model: [Double]
        let uncertainty: [Double]
        let nominal: [Double]

        static let meanings = [
            "heading": "As the panel writes it.", "point": "Which of the points, from 0.",
            "edges": "Edges of the bins.",
            "truth": "Events of the truth.", "model": "Events drawn from the flow, scaled to the truth's.",
            "uncertainty": "Their statistical error.", "nominal": "The model at ν = 0, likewise.",
        ]
    }

    struct Point: ResultGroup {
        let name: String
        let trainedOn: Bool
        let gap: DensityGap

        static let meanings = [
            "name": "The point in words.", "trained-on": "Whether it is a template.",
            "gap": "The gap to the truth there.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let reference = options[PlotDirective.of][0]
        let density = try TrainedDensity(reference, context)
        let templates = density.sample.points
        let places = templates + (options[at]?.points ?? []).filter { !templates.contains($0) }
        let meter = ProgressMeter(context, message: "points of ν")
        let count = options[DensityOptions.events]
        var points: [Point] = []
        for (index, nu) in places.enumerated() {
            try meter.report(step: index, total: 2 * places.count)
            points.append(
                Point(
                    name: nu.words, trainedOn: templates.contains(nu), gap: gap(density, at: nu, events: count))
            )
        }
        let worst = points.max { $0.gap.value < $1.gap.value } ?? points[0]
        func report(_ index: Int) throws { try meter.report(step: places.count + index, total: 2 * places.count) }
        let isMarginal = options[ClosureView.key] == .marginals
        return Numbers(
            density: density.density, points: points,
            largestGap: LargestGap(value: worst.gap.value, error: worst.gap.error, name: worst.name),
            marginals: isMarginal ? try marginals(options, density, places, report) : nil,
            contours: isMarginal ? nil : try grids(options, density, places, report))
    }

    private static func gap(_ density: TrainedDensity, at nu: BenchmarkNuisances, events: Int) -> DensityGap {
        let points = density.events(events, at: nu, purpose: "closure truth")
        let model = density.points(at: nu).logDensities(density.trained.flow, points)
        let (mean, error) = DensityGap.meanAndError(
            zip(points, model).map { density.trueLogDensity($0, at: nu) - $1 })
        return DensityGap(
            point: nu, value: mean, error: error, loss: -model.reduce(0, +) / Double(model.count))
    }

    private static func heading(
        _ nu: BenchmarkNuisances, _ condition: DensityOptions.Condition?, kind: BenchmarkClass, of classes: Int,
        _ density: BenchmarkDensity
    ) -> RichText {
        let place = DensityOptions.heading(nu)
        if let condition, density == .score { return DensityOptions.heading(condition, density) + ": " + place }
        return classes == 1 ? place : RichText("class \(kind.name): ") + place
    }

    private static func grids(
        _ options: Options, _ density: TrainedDensity, _ places: [BenchmarkNuisances], _ report: (Int) throws -> Void
    ) throws -> [DensityGrids] {
        let conditions = DensityOptions.conditions(options, density.density, classes: options[classes])
        let window = density.window(conditions, at: places)
        return try places.enumerated().flatMap { index, nu in
            try report(index)
            return conditions.map { condition in
                DensityGrids(
                    density, condition, at: nu, window: window,
                    heading: heading(
                        nu, conditions.count > 1 ? condition : nil, kind: condition.kind,
                        of: options[classes].count, density.density),
                    isUntrained: !density.sample.points.contains(nu))
            }
        }
    }

    private static func marginals(
        _ options: Options, _ density: TrainedDensity, _ places: [BenchmarkNuisances], _ report: (Int) throws -> Void
    ) throws -> [Histogram] {
        let count = options[DensityOptions.events]
        let feature = options[DensityOptions.feature] - 1
        func values(_ points: [FlowPoint], _ kind: BenchmarkClass) -> [Double] {
            points.filter { $0.kind == kind }.map { $0.value[feature] }
        }
        let kinds = options[classes].map(\.kind)
        let nominal = try ClosureSample(density, events: count, at: .nominal)
        // One binning for all panels; the nominal events stand where templates scatter about.
        let spread = places.map { density.events(min(count, 5000), at: $0, purpose: "closure truth") }
        let binning = EventBinning(
            kinds.flatMap { kind in spread.flatMap { values($0, kind) } }, bins: options[DensityOptions.bins])
        return try places.enumerated().flatMap { index, nu -> [Histogram] in
            try report(index)
            let sample = try ClosureSample(density, events: count, at: nu)
            return kinds.map { kind in
                let drawn = binning.counts(values(sample.model, kind))
                return Histogram(
                    heading: heading(nu, nil, kind: kind, of: kinds.count, density.density).markup, point: index,
                    edges: binning.edges, truth: binning.counts(values(sample.truth, kind)),
                    model: drawn.map { $0 * sample.scale }, uncertainty: drawn.map { $0.squareRoot() * sample.scale },
                    nominal: binning.counts(values(nominal.model, kind)).map { $0 * nominal.scale })
            }
        }
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Plotting.Figure {
        let density = numbers.density
        if let panels = numbers.contours {
            return try DensityGrids.figure(panels, density, columns: panels.count == 4 ? 2 : min(3, panels.count))
        }
        let panels = numbers.marginals ?? []
        return try TemplateClosure(
            templates: panels.map { panel in
                let point = numbers.points[panel.point]
                return try TemplateClosure.Template(
                    heading: RichText(panel.heading), isUntrained: !point.trainedOn,
                    counts: ModelledCounts(
                        EventCounts(edges: panel.edges, counts: panel.truth), model: panel.model,
                        modelUncertainty: panel.uncertainty), nominal: panel.nominal,
                    gap: TemplateClosure.Gap(value: point.gap.value, error: point.gap.error))
            },
            layout: ClosureLayout(
                variable: variable(options, density), modelName: "Events drawn from the flow",
                columns: panels.count == 4 ? 2 : min(3, panels.count))
        ).figure()
    }

    private static func variable(_ options: Options, _ density: BenchmarkDensity) -> RichText {
        let symbol = DensityOptions.symbol(density, options[DensityOptions.feature] - 1)
        guard let only = options[classes].first, options[classes].count == 1 else { return symbol }
        return symbol + RichText(" (class \(only.kind.name))")
    }
}
