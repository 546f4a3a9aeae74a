import Flows
import Foundation
import Plotting
import Report
import Samples
import Statistics

/// `kind: cross-terms`: a joint displacement taken apart, full = additive + cross.
///
/// *Full* is the residual as trained; *additive* the same residual with its cross terms left out, so that every nuisance
/// acts by its own network; *cross* is what is left, full − additive, drawn from the same points. The truth of the full
/// displacement is that of ``ResponsePlot``.
enum CrossTermPlot: PlotKind {
    static let name = "cross-terms"
    static let summary = "A residual's joint displacement taken apart: full = additive + cross."
    static let cells = ResidualPlots.cells
    static let size = PlotDirective.Size.full

    static let at = OptionKey<NuisancePoints?>(
        "at", default: .some(nil), help: "The joint point; every nuisance of the first pair at +1 unless given.")
    static let keys: [any AnyOptionKey] = [
        at, DensityOptions.classes, DensityOptions.x, DensityOptions.features, FieldPanel.arrows,
    ]

    struct Numbers: ResultGroup {
        let density: ConditionalDensity
        let variables: [FigureVariable]
        let point: String
        let panels: [FieldPanel]

        static let meanings = FieldNumbers.meanings.merging(["point": "The joint point, in words."]) { $1 }
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let reference = options[PlotDirective.of][0]
        let wrongCell = ResidualPlots.validate(options, document) + ResidualPlots.validatePlane(options, document)
        guard wrongCell.isEmpty, let cell = document.options(reference) else { return wrongCell }
        // The pairs of a network from a file are known when it is read.
        if cell[TrainDirective.from] == nil, cell[TrainDirective.pairs].isEmpty {
            return [
                options.error(
                    "'\(reference.label)' has no cross term", at: PlotDirective.of, "0",
                    remedy: "give that cell 'pairs', for example [[shift, squeeze]]")
            ]
        }
        guard let points = options[at]?.points else { return [] }
        if points.count > 1 {
            return [
                options.error(
                    "cross terms are drawn at one point", at: at, "1", remedy: "give one; another figure shows another")
            ]
        }
        let isFromFile = cell[TrainDirective.from] != nil
        let joint =
            isFromFile
            || cell[TrainDirective.pairs].contains { pair in
                pair.allSatisfy { points[0][$0] != 0 }
            }
        return ResidualPlots.unknownNuisances(options[at], at: at, options, document)
            + (joint
                ? []
                : [
                    options.error(
                        "no cross term acts at this point", at: at,
                        remedy:
                            "move both of a pair: \(cell[TrainDirective.pairs].map { $0.joined(separator: " and ") }.joined(separator: ", "))"
                    )
                ])
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let reference = options[PlotDirective.of][0]
        let density = try TrainedDensity(reference, context)
        let residual = try density.residual
        guard let pair = residual.residualLayers.lazy.flatMap(\.pairs).first else {
            throw CellFailure("'\(reference.label)' has no cross term")
        }
        let nu = options[at]?.points.first ?? joint(pair, density.trained.nuisances)
        let shown = density.shown
        let planes = DensityOptions.planes(options, shown)
        let window = shown.window(planes, at: [.nominal, nu])
        let additive = residual.withoutCrossTerms
        let panels = planes.flatMap { plane -> [FieldPanel] in
            let response = ResidualField(density, plane, window: window, arrows: options[FieldPanel.arrows])
            let full = response.moved(by: residual, at: nu)
            let alone = response.moved(by: additive, at: nu)
            let cross = crossed(response.tails, full: full, additive: alone)
            let name = plane.heading + ", "
            func panel(_ part: RichText, _ heads: [SIMD2<Double>], truth: [FieldPanel.Field] = [], times: Double = 1)
                -> FieldPanel
            {
                response.panel(
                    name + part, fields: [.init(name: "Residual", kind: .model, heads: heads)] + truth,
                    magnification: times)
            }
            let whole = panel("full", full, truth: response.truth(at: nu))
            let rest = panel("cross", cross)
            return [
                whole, panel("additive", alone),
                panel("cross", cross, times: magnification(of: rest.length, beside: whole.length)),
            ]
        }
        return Numbers(
            density: density.density, variables: planes[0].variables, point: nu.words, panels: panels)
    }

    private static func joint(_ pair: NuisancePair, _ names: [String]) -> NuisancePoint {
        NuisancePoint([names[pair.first]: 1, names[pair.second]: 1])
    }

    /// What the cross term adds, from the same points; nothing where it is no more than the rounding of float32.
    private static func crossed(
        _ tails: [SIMD2<Double>], full: [SIMD2<Double>], additive: [SIMD2<Double>]
    ) -> [SIMD2<Double>] {
        tails.indices.map { index in
            let (step, size) = (full[index] - additive[index], full[index])
            let rounding = 1e-6 * (1 + (size * size).sum().squareRoot())
            return (step * step).sum().squareRoot() < rounding ? tails[index] : tails[index] + step
        }
    }

    /// The largest 1, 2 or 5 × 10ⁿ that leaves the smaller arrows no longer than the larger ones; 1 at least.
    private static func magnification(of length: Double, beside other: Double) -> Double {
        guard length > 0, other > length else { return 1 }
        let ratio = min(other / length, 1000)
        let power = pow(10, floor(log10(ratio)))
        return ([5.0, 2, 1].first { $0 * power <= ratio } ?? 1) * power
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try FieldPanel.figure(numbers.panels, numbers.variables, columns: 3)
    }
}
