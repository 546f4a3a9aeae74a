import Flows
import Plotting
import Report
import SyntheticBenchmark

/// `kind: displacement`: where an event of nominal simulation goes when one nuisance moves, over the nominal density.
///
/// The residual leads from observed to nominal, so an arrow is its inverse. Truth as in ``ResponsePlot``.
enum DisplacementPlot: PlotKind {
    static let name = "displacement"
    static let summary = "Where events go when one nuisance moves by ±1σ: arrows over the density, beside the truth."
    static let cells = ResidualPlots.cells
    static let size = PlotDirective.Size.full

    static let step = OptionKey<Double>(
        "step", default: 1, in: 0.01...5, help: "How far the nuisance moves, to both sides.")
    static let keys: [any AnyOptionKey] = [
        ResidualPlots.nuisance, DensityOptions.classes, DensityOptions.x, step, FieldPanel.arrows,
    ]

    struct Numbers: ResultGroup {
        let density: BenchmarkDensity
        let nuisance: String
        let panels: [FieldPanel]

        static let meanings = FieldNumbers.meanings.merging(["nuisance": "The one that moves."]) { $1 }
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ResidualPlots.validate(options, document) + ResidualPlots.unknownNuisance(options, document)
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let density = try TrainedDensity(options[PlotDirective.of][0], context)
        let nuisance = try ResidualPlots.nuisance(options, density)
        let conditions = DensityOptions.conditions(options, density.density)
        let points = [1.0, -1].map { sign in
            var nu = BenchmarkNuisances.nominal
            nu[nuisance] = sign * options[step]
            return nu
        }
        let residual = try density.residual
        let window = density.window(conditions, at: [.nominal] + points)
        let panels = conditions.flatMap { condition in
            let response = ResidualField(density, condition, window: window, arrows: options[FieldPanel.arrows])
            return points.map { nu in
                let fields =
                    response.truth(at: nu) + [
                        .init(name: "Residual", kind: .model, heads: response.moved(by: residual, at: nu))
                    ]
                return response.panel(
                    DensityOptions.heading(condition, density.density) + ": " + DensityOptions.heading(nu),
                    fields: fields.reversed())
            }
        }
        return Numbers(density: density.density, nuisance: nuisance.rawValue, panels: panels)
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Plotting.Figure {
        try FieldPanel.figure(numbers.panels, numbers.density, columns: 2)
    }
}

/// Displacements of events of one condition from where they are nominally.
struct ResidualField {
    private let density: TrainedDensity
    private let condition: DensityOptions.Condition
    private let window: PlaneWindow
    let tails: [SIMD2<Double>]

    init(_ density: TrainedDensity, _ condition: DensityOptions.Condition, window: PlaneWindow, arrows: Int) {
        self.density = density
        self.condition = condition
        self.window = window
        tails = FieldPanel.tails(
            { density.trueLogDensity(.init(value: $0, kind: condition.kind, x: condition.x), at: .nominal) },
            window: density.window([condition], at: [.nominal]), perAxis: arrows)
    }

    /// Where a residual says that the nominal events go.
    func moved(by residual: TransportMap, at nu: BenchmarkNuisances) -> [SIMD2<Double>] {
        func points(_ values: [SIMD2<Double>]) -> [FlowPoint] {
            values.map { FlowPoint(value: $0, kind: condition.kind, x: condition.x) }
        }
        // The identity where the anchor is nominal.
        let anchored = density.points(at: .nominal).forward(residual, points(tails))
        return density.points(at: nu).inverse(residual, points(anchored))
    }

    /// Where they go in truth; nothing where that is not known.
    func truth(at nu: BenchmarkNuisances) -> [FieldPanel.Field] {
        guard let transport = density.trueTransport(condition, from: .nominal, to: nu) else { return [] }
        return [.init(name: "Truth", kind: .truth, heads: tails.map(transport.map))]
    }

    func panel(_ heading: RichText, fields: [FieldPanel.Field], magnification: Double = 1) -> FieldPanel {
        FieldPanel(
            heading: heading, tails: tails, fields: fields, magnification: magnification, window: window,
            logDensity: {
                density.trueLogDensity(.init(value: $0, kind: condition.kind, x: condition.x), at: .nominal)
            })
    }
}
