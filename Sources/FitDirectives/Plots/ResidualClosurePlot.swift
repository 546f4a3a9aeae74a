import Foundation
import Plotting
import Report
import Samples
import Statistics

/// `kind: residual-closure`: a residual with its base at every template, and at points never trained on.
///
/// Each point has the gap to the truth, mean of ln p_true − ln p_model in nats an event, over events of all classes.
enum ResidualClosurePlot: PlotKind {
    static let name = "residual-closure"
    static let summary = "A residual at its templates and at points never trained on, against the closed-form truth."
    static let cells = ResidualPlots.cells
    static let size = PlotDirective.Size.full

    static let at = OptionKey<NuisancePoints?>(
        "at", default: .some(nil), help: "Further points, such as [{shift: 0.5, squeeze: -0.5}].")
    static let classes = OptionKey<[String]>(
        "classes", default: [], help: "Classes to show; the first where none is named.",
        must: { Set($0).count == $0.count ? nil : "must name every class once" })
    static let keys: [any AnyOptionKey] = [
        at, ClosureView.key, classes, DensityOptions.feature, DensityOptions.bins, DensityOptions.events,
        DensityOptions.x, DensityOptions.features,
    ]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let wrongCell = ResidualPlots.validate(options, document)
        guard wrongCell.isEmpty else { return wrongCell }
        let view =
            options[ClosureView.key] == .contours
            ? ResidualPlots.validatePlane(options, document, remedy: "draw 'view: marginals'")
            : ResidualPlots.validateDensity(options, document)
        return ResidualPlots.unknownNuisances(options[at], at: at, options, document) + view
            + ResidualPlots.missingTruth(options, document)
    }

    struct Numbers: ResultGroup {
        let density: ConditionalDensity
        let variables: [FigureVariable]
        let classes: [String]
        let points: [Point]
        let largestGap: LargestGap
        let marginals: [Histogram]?
        let contours: [DensityGrids]?

        static let meanings = [
            "density": "Whose closure it is.", "variables": "That of the histograms, or those of both axes.",
            "classes": "Those that are shown.", "points": "The templates, then the points of 'at'.",
            "largest-gap": "The worst of them.", "marginals": "The histograms; of 'view: marginals'.",
            "contours": "Densities on grids; of 'view: contours'.",
        ]
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        guard kind == SampleNuisances.self, let cell = document.options(options[PlotDirective.of][0]) else {
            return nil
        }
        return document.outline(cell[TrainDirective.sample])?.schema.nuisanceNames
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
        static let errors = ["value": "error"]
    }

    typealias Histogram = Joined<ClosureHistogram, Place>

    /// Where in nuisance space a histogram stands.
    struct Place: ResultGroup {
        let point: Int
        let nominal: [Double]

        static let meanings = [
            "point": "Which of the points, from 0.", "nominal": "The model at ν = 0, scaled to the truth's.",
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
                    name: nu.words, trainedOn: templates.contains(nu),
                    gap: try gap(density, at: nu, events: count))
            )
        }
        let worst = points.max { $0.gap.value < $1.gap.value } ?? points[0]
        func report(_ index: Int) throws { try meter.report(step: places.count + index, total: 2 * places.count) }
        let isMarginal = options[ClosureView.key] == .marginals
        let kinds = shownClasses(options, density.schema)
        let planes = isMarginal ? [] : DensityOptions.planes(options, density.shown, classes: kinds)
        return Numbers(
            density: density.density,
            variables: planes.first?.variables ?? [DensityOptions.variable(options, density)],
            classes: kinds.map { density.schema.classes[$0].label }, points: points,
            largestGap: LargestGap(value: worst.gap.value, error: worst.gap.error, name: worst.name),
            marginals: isMarginal ? try marginals(options, density, kinds, places, report) : nil,
            contours: isMarginal ? nil : try grids(density, planes, places, report))
    }

    private static func shownClasses(_ options: Options, _ schema: SampleSchema) -> [Int] {
        options[classes].isEmpty ? [0] : DensityOptions.classes(options, schema)
    }

    private static func gap(_ density: TrainedDensity, at nu: NuisancePoint, events: Int) throws -> DensityGap {
        let points = try density.events(events, at: nu, purpose: "closure truth")
        return DensityGap(
            at: nu, of: density.schema,
            truth: try density.truth.logDensities(density.density, of: points, at: nu),
            model: density.evaluation(at: nu).logDensities(density.trained.flow, points))
    }

    private static func grids(
        _ density: TrainedDensity, _ planes: [FigurePlane], _ places: [NuisancePoint], _ report: (Int) throws -> Void
    ) throws -> [DensityGrids] {
        let window = density.shown.window(planes, at: places)
        let isOneClass = Set(planes.map(\.condition.eventClass)).count == 1
        return try places.enumerated().flatMap { index, nu in
            try report(index)
            let place = DensityOptions.heading(nu, density.schema)
            return try planes.map { plane in
                let name = density.schema.classes[plane.condition.eventClass].label
                // Of p(x|c) the class says all; of one panel a point the caption does.
                let heading =
                    density.density == .scores && planes.count > 1
                    ? plane.heading + ": " + place : isOneClass ? place : RichText("class \(name): ") + place
                return try DensityGrids(
                    density, plane, at: nu, window: window, heading: heading,
                    isUntrained: !density.sample.points.contains(nu))
            }
        }
    }

    private static func marginals(
        _ options: Options, _ density: TrainedDensity, _ classes: [Int], _ places: [NuisancePoint],
        _ report: (Int) throws -> Void
    ) throws -> [Histogram] {
        let count = options[DensityOptions.events]
        let feature = options[DensityOptions.feature] - 1
        let nominal = try ClosureSample(density, events: count, at: .nominal)
        // One binning for all panels; the nominal events stand where templates scatter about.
        let spread = try places.map { try density.events(min(count, 5000), at: $0, purpose: "closure truth") }
        let binning = EventBinning(
            classes.flatMap { place in spread.flatMap { $0.values(feature, ofClass: place) } },
            bins: options[DensityOptions.bins])
        return try places.enumerated().flatMap { index, nu -> [Histogram] in
            try report(index)
            let sample = try ClosureSample(density, events: count, at: nu)
            let point = DensityOptions.heading(nu, density.schema)
            return classes.map { place in
                let heading =
                    classes.count == 1
                    ? point : RichText("class \(density.schema.classes[place].label): ") + point
                return Joined(
                    ClosureHistogram(heading.markup, binning, sample) { $0.values(feature, ofClass: place) },
                    Place(
                        point: index,
                        nominal: binning.counts(nominal.model.values(feature, ofClass: place))
                            .map { $0 * nominal.scale }))
            }
        }
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        if let panels = numbers.contours {
            return try DensityGrids.figure(
                panels, numbers.variables, columns: Figure.columns(of: panels.count))
        }
        let panels = numbers.marginals ?? []
        return try TemplateClosure(
            templates: panels.map { panel in
                let point = numbers.points[panel.point]
                return try TemplateClosure.Template(
                    heading: RichText(panel.heading), isUntrained: !point.trainedOn,
                    counts: panel.first.counts, nominal: panel.nominal,
                    gap: TemplateClosure.Gap(value: point.gap.value, error: point.gap.error))
            },
            layout: ClosureLayout(
                variable: variable(numbers), unit: numbers.variables[0].unitText,
                modelName: "Events drawn from the flow",
                columns: Figure.columns(of: panels.count))
        ).figure()
    }

    private static func variable(_ numbers: Numbers) -> RichText {
        let symbol = numbers.variables[0].text
        return numbers.classes.count == 1 ? symbol + RichText(" (class \(numbers.classes[0]))") : symbol
    }
}
