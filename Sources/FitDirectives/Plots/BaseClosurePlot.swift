import Plotting
import RandomStreams
import Report
import Samples
import Statistics

/// `kind: base-closure`: a base flow against the closed-form truth.
///
/// Marginals: of p(x|c) for each class, of p(y|x,c) for each class in bins of x₁; events drawn from the flow against
/// events of the truth that are independent of them, with ratio. Contours: both densities on a grid, nothing drawn.
enum BaseClosurePlot: PlotKind {
    static let name = "base-closure"
    static let summary = "A base flow against the closed-form truth: marginals with ratio, or contours of the density."
    static let cells = PlotCells("train", help: "The base flow.")
    static let size = PlotDirective.Size.full

    static let cuts = OptionKey<[Double]?>(
        "cuts", default: .some(nil),
        help:
            "marginals of p(y|x,c): where the first feature is cut into bins; unless given, into three about its mean.",
        must: { cuts in
            guard let cuts else { return nil }
            return cuts.count <= 5 && zip(cuts, cuts.dropFirst()).allSatisfy(<)
                ? nil : "must list up to five ascending numbers"
        })
    static let keys: [any AnyOptionKey] = [
        ClosureView.key, DensityOptions.classes, DensityOptions.feature, DensityOptions.bins, DensityOptions.events,
        cuts, DensityOptions.x, DensityOptions.features,
    ]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let cell = document.options(options[PlotDirective.of][0]),
            !TrainDirective.nuisanceNames(cell, document).isEmpty
        else {
            let wrong =
                options[ClosureView.key] == .contours
                ? ResidualPlots.validatePlane(options, document, remedy: "draw 'view: marginals'")
                : ResidualPlots.validateDensity(options, document)
            return wrong + ResidualPlots.missingTruth(options, document)
        }
        return [
            options.error(
                "'\(options[PlotDirective.of][0].label)' is a residual", at: PlotDirective.of, "0",
                remedy: "draw its base, or say 'kind: residual-closure'")
        ]
    }

    struct Numbers: ResultGroup {
        let density: ConditionalDensity
        let variables: [FigureVariable]
        let marginals: [ClosureHistogram]?
        let contours: [DensityGrids]?
        let chiSquared: Double?
        let bins: Int?

        static let meanings = [
            "density": "Whose closure it is.", "variables": "That of the histograms, or those of both axes.",
            "marginals": "The histograms; of 'view: marginals'.",
            "contours": "Densities on grids; of 'view: contours'.",
            "chi-squared": "χ² of model and truth over all bins; of 'view: marginals'.",
            "bins": "The number of these bins.",
        ]
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        options[ClosureView.key] == .marginals ? ["contours"] : ["marginals", "chi-squared", "bins"]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let density = try TrainedDensity(options[PlotDirective.of][0], context)
        switch options[ClosureView.key] {
        case .contours:
            let shown = density.shown
            let planes = DensityOptions.planes(options, shown)
            let window = shown.window(planes, at: [.nominal])
            let meter = ProgressMeter(context, message: "panels")
            let panels = try planes.enumerated().map { index, plane in
                try meter.report(step: index, total: planes.count)
                return try DensityGrids(density, plane, at: .nominal, window: window, heading: plane.heading)
            }
            return Numbers(
                density: density.density, variables: planes[0].variables, marginals: nil, contours: panels,
                chiSquared: nil, bins: nil)
        case .marginals:
            let panels = try marginals(options, density, ProgressMeter(context, message: "events"))
            let chi = try panels.map { try $0.counts.chiSquared }
            return Numbers(
                density: density.density, variables: [DensityOptions.variable(options, density)], marginals: panels,
                contours: nil,
                chiSquared: chi.map(\.value).reduce(0, +), bins: chi.map(\.bins).reduce(0, +))
        }
    }

    private static func marginals(
        _ options: Options, _ density: TrainedDensity, _ meter: ProgressMeter
    ) throws -> [ClosureHistogram] {
        let count = options[DensityOptions.events]
        let sample = try ClosureSample(density, events: count, at: .nominal, meter: meter)
        let feature = options[DensityOptions.feature] - 1
        let schema = density.schema
        let selections = DensityOptions.classes(options, schema).flatMap { place in
            ranges(density.density == .scores ? cuts(options, sample.truth) : []).map { (place, $0) }
        }
        let binning = EventBinning(sample.truth.values[feature], bins: options[DensityOptions.bins])
        return selections.map { place, range in
            ClosureHistogram(heading(place, range, schema), binning, sample) { points in
                let first = points.x.first
                return points.values(feature, ofClass: place) { index in
                    first.map { $0[index] >= range.lower && $0[index] < range.upper } ?? true
                }
            }
        }
    }

    private static func cuts(_ options: Options, _ truth: ConditionedPoints) -> [Double] {
        if let cuts = options[cuts] { return cuts }
        guard let first = truth.x.first, !first.isEmpty else { return [] }
        let round = RoundCuts(first.map { Float($0) })
        return [round.middle - round.step / 2, round.middle + round.step / 2]
    }

    private static func ranges(_ cuts: [Double]) -> [(lower: Double, upper: Double)] {
        let ends = [-Double.infinity] + cuts + [.infinity]
        return zip(ends, ends.dropFirst()).map { ($0, $1) }
    }

    private static func heading(
        _ place: Int, _ range: (lower: Double, upper: Double), _ schema: SampleSchema
    ) -> String {
        let name = "class \(schema.classes[place].label)"
        let first = schema.features.first?.symbol ?? ""
        let (lower, upper) = (
            NumberText.significant(range.lower, digits: 3), NumberText.significant(range.upper, digits: 3)
        )
        switch (range.lower.isFinite, range.upper.isFinite) {
        case (false, false): return name
        case (false, true): return "\(name), \(first) < \(upper)"
        case (true, false): return "\(name), \(first) > \(lower)"
        case (true, true): return "\(name), \(lower) < \(first) < \(upper)"
        }
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        if let panels = numbers.contours {
            return try DensityGrids.figure(
                panels, numbers.variables, columns: Figure.columns(of: panels.count))
        }
        let panels = numbers.marginals ?? []
        return try ConditionalMarginals(
            bins: panels.map { ConditionalMarginals.Bin(range: RichText($0.heading), counts: try $0.counts) },
            layout: ClosureLayout(
                variable: numbers.variables[0].text, unit: numbers.variables[0].unitText,
                modelName: "Events drawn from the flow", columns: min(3, panels.count))
        ).figure()
    }
}

/// What a closure shows of a density.
enum ClosureView: String, OptionChoice {
    case marginals, contours

    static let key = OptionKey<ClosureView>(
        "view", default: .marginals, help: "marginals: histograms with ratio; contours: 68 % and 95 % of the density.")
}

/// Events of the truth, and independent ones that the flow drew under the truth's own conditions.
struct ClosureSample {
    let truth: ConditionedPoints
    let model: ConditionedPoints
    /// Of the truth's events, for each of the model's.
    let scale: Double

    /// Events drawn for each of the truth: the model's own fluctuation is half of the truth's.
    private static let share = 4

    /// Events with the same index have the same random numbers at every ν, for truth and model.
    init(_ density: TrainedDensity, events count: Int, at nu: NuisancePoint, meter: ProgressMeter? = nil) throws {
        let total = (1 + Self.share) * count
        truth = try density.events(count, at: nu, purpose: "closure truth")
        let conditions = try density.events(Self.share * count, at: nu, purpose: "closure model")
        try meter?.report(step: count, total: total)
        model = conditions.replacing(
            values: density.evaluation(at: nu).sample(density.trained.flow, under: conditions, seed: density.seed))
        scale = 1 / Double(Self.share)
        try meter?.report(step: total, total: total)
    }
}

/// Events of the truth and of the model in bins of one feature.
struct ClosureHistogram: ResultGroup {
    let heading: String
    let edges: [Double]
    let truth: [Double]
    let model: [Double]
    let uncertainty: [Double]
    let beyond: Int

    static let meanings = [
        "heading": "As the panel writes it.", "edges": "Edges of the bins.", "truth": "Events of the truth.",
        "beyond": "Events of the truth that lie in no bin.",
        "model": "Events drawn from the flow, scaled to the truth's.", "uncertainty": "Their statistical error.",
    ]

    /// - Parameter values: the values of the points that are shown.
    init(
        _ heading: String, _ binning: EventBinning, _ sample: ClosureSample, _ values: (ConditionedPoints) -> [Double]
    ) {
        let drawn = binning.counts(values(sample.model))
        let events = values(sample.truth)
        self.heading = heading
        edges = binning.edges
        truth = binning.counts(events)
        beyond = binning.beyond(events)
        model = drawn.map { $0 * sample.scale }
        uncertainty = drawn.map { $0.squareRoot() * sample.scale }
    }

    var counts: ModelledCounts {
        get throws {
            try ModelledCounts(
                EventCounts(edges: edges, counts: truth, beyond: beyond), model: model, modelUncertainty: uncertainty)
        }
    }
}

extension ConditionedPoints {
    /// One feature of the points of a class for which `isChosen` holds.
    func values(_ feature: Int, ofClass place: Int, where isChosen: (Int) -> Bool = { _ in true }) -> [Double] {
        (0..<count).filter { Int(classes[$0]) == place && isChosen($0) }.map { values[feature][$0] }
    }
}
