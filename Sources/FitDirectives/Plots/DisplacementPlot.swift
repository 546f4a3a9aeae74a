import Flows
import Plotting
import Report
import Samples

/// `kind: displacement`: where an event of nominal simulation goes when one nuisance moves, over the nominal density.
///
/// The residual leads from observed to nominal, so an arrow is its inverse. Truth as in ``ResponsePlot``.
enum DisplacementPlot: PlotKind {
    static let name = "displacement"
    static let summary = "How events move when one nuisance changes by ±1σ: arrows over the density, with the truth."
    static let cells = ResidualPlots.cells
    static let size = PlotDirective.Size.full

    static let step = OptionKey<Double>(
        "step", default: 1, in: 0.01...5, help: "How far the nuisance moves, to both sides.")
    static let keys: [any AnyOptionKey] = [
        ResidualPlots.nuisance, DensityOptions.classes, DensityOptions.x, DensityOptions.features, step,
        FieldPanel.arrows,
    ]

    struct Numbers: ResultGroup {
        let density: ConditionalDensity
        let variables: [FigureVariable]
        let nuisance: String
        let panels: [FieldPanel]

        static let meanings = FieldNumbers.meanings.merging(["nuisance": "The one that moves."]) { $1 }
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ResidualPlots.validate(options, document) + ResidualPlots.unknownNuisance(options, document)
            + ResidualPlots.validatePlane(options, document)
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let density = try TrainedDensity(options[PlotDirective.of][0], context)
        let nuisance = try ResidualPlots.nuisance(options, density)
        let shown = density.shown
        let planes = DensityOptions.planes(options, shown)
        let points = [1.0, -1].map { NuisancePoint([nuisance: $0 * options[step]]) }
        let residual = try density.residual
        let window = shown.window(planes, at: [.nominal] + points)
        let panels = planes.flatMap { plane in
            let response = ResidualField(density, plane, window: window, arrows: options[FieldPanel.arrows])
            return points.map { nu in
                let fields =
                    response.truth(at: nu) + [
                        .init(name: "Residual", kind: .model, heads: response.moved(by: residual, at: nu))
                    ]
                return response.panel(
                    plane.heading + ": " + DensityOptions.heading(nu, density.schema),
                    fields: fields.reversed())
            }
        }
        return Numbers(
            density: density.density, variables: planes[0].variables, nuisance: nuisance, panels: panels)
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try FieldPanel.figure(numbers.panels, numbers.variables, columns: 2)
    }
}

/// Displacements of events of one condition from where they are nominally, in a plane.
struct ResidualField {
    private let density: TrainedDensity
    private let plane: FigurePlane
    private let window: PlaneWindow
    let tails: [SIMD2<Double>]

    init(_ density: TrainedDensity, _ plane: FigurePlane, window: PlaneWindow, arrows: Int) {
        self.density = density
        self.plane = plane
        self.window = window
        let shown = density.shown
        tails = FieldPanel.tails(
            { shown.logDensities($0, in: plane, at: .nominal) }, window: shown.window([plane], at: [.nominal]),
            perAxis: arrows)
    }

    /// The positions to which a residual moves the nominal events.
    func moved(by residual: TransportMap, at nu: NuisancePoint) -> [SIMD2<Double>] {
        let points = plane.points(tails)
        // The identity where the anchor is nominal.
        let anchored = density.evaluation(at: .nominal).forward(residual, points)
        let heads = density.evaluation(at: nu).inverse(residual, points.replacing(values: anchored))
        return plane.places(of: heads, from: tails)
    }

    /// The positions to which the truth moves them; empty where it is not known.
    func truth(at nu: NuisancePoint) -> [FieldPanel.Field] {
        let points = plane.points(tails)
        var heads = points.values
        for index in tails.indices {
            guard let transport = density.trueTransport(points.condition(index), from: .nominal, to: nu) else {
                return []
            }
            for (feature, value) in transport.map(points.value(index)).enumerated() { heads[feature][index] = value }
        }
        return [.init(name: "Truth", kind: .truth, heads: plane.places(of: heads, from: tails))]
    }

    func panel(_ heading: RichText, fields: [FieldPanel.Field], magnification: Double = 1) -> FieldPanel {
        FieldPanel(
            heading: heading, tails: tails, fields: fields, magnification: magnification, window: window,
            logDensities: { [shown = density.shown] in shown.logDensities($0, in: plane, at: .nominal) })
    }
}
