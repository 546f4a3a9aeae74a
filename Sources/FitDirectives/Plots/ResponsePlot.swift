import Foundation
import Plotting
import Report
import Statistics
import SyntheticBenchmark

/// `kind: responses`: exp(s) and t of a residual against one nuisance, at chosen points.
///
/// v₀ⱼ = vⱼ·exp(sⱼ) + tⱼ with all layers together. The truth stands beside the curves of a residual of one layer, which
/// is triangular as the true map is; of several layers many maps have the same density.
enum ResponsePlot: PlotKind {
    static let name = "responses"
    static let summary = "exp(s) and t of a residual against one nuisance at chosen points, beside the true response."
    static let cells = ResidualPlots.cells
    static let size = PlotDirective.Size.full

    static let reach = OptionKey<Double>("reach", default: 1.5, in: 0.1...5, help: "Curves run from −reach to +reach.")
    static let y = OptionKey<[[Double]]>(
        "y", default: [], help: "Scores y = [y₁, y₂] to show; the truth's mean at the class and x where none is given.",
        must: { points in points.allSatisfy { $0.count == 2 } ? nil : "must list points as [y₁, y₂]" })
    static let keys: [any AnyOptionKey] = [
        ResidualPlots.nuisance, DensityOptions.classes, DensityOptions.x, y, reach,
    ]

    private static let nodes = 41

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ResidualPlots.validate(options, document) + ResidualPlots.unknownNuisance(options, document)
    }

    /// The response at one point: one value a feature and node.
    struct Curve: ResultGroup {
        let name: String
        let scale: [SIMD2<Double>]
        let shift: [SIMD2<Double>]
        let trueScale: [SIMD2<Double>]?
        let trueShift: [SIMD2<Double>]?

        static let meanings = [
            "name": "As the legend writes it.", "scale": "exp(s) of every feature, a value of ν each.",
            "shift": "t of every feature.", "true-scale": "exp(s) of the truth, where one residual only has its density.",
            "true-shift": "t of the truth, likewise.",
        ]
    }

    struct Numbers: ResultGroup {
        let density: BenchmarkDensity
        let nuisance: String
        let anchor: Double
        let grid: [Double]
        let templates: [Double]
        let curves: [Curve]

        static let meanings = [
            "density": "Whose features respond.", "nuisance": "The one that moves.",
            "anchor": "ν⁰, where the residual is the identity.", "grid": "Values of ν.",
            "templates": "Where the residual was trained.", "curves": "One a point.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let density = try TrainedDensity(options[PlotDirective.of][0], context)
        let nuisance = try ResidualPlots.nuisance(options, density)
        let residual = try density.residual
        let reach = options[Self.reach]
        let grid = (0..<nodes).map { reach * (2 * Double($0) / Double(nodes - 1) - 1) }
        let places = grid.map { value in
            var nu = BenchmarkNuisances.nominal
            nu[nuisance] = value
            return nu
        }
        let points = self.points(options, density)
        let meter = ProgressMeter(context, message: "values of ν")
        let responses = try places.enumerated().map { index, nu in
            try meter.report(step: index, total: places.count)
            return density.points(at: nu).response(residual, points.map(\.point))
        }
        let curves = points.enumerated().map { index, item in
            let condition = DensityOptions.Condition(kind: item.point.kind, x: item.point.x)
            let truth = places.compactMap { density.trueTransport(condition, from: $0, to: .nominal) }
            let isKnown = truth.count == places.count
            return Curve(
                name: item.name, scale: responses.map { Self.exponential($0[index].logScale) },
                shift: responses.map { $0[index].shift }, trueScale: isKnown ? truth.map(\.scale) : nil,
                trueShift: isKnown ? truth.map { $0.translation(at: item.point.value) } : nil)
        }
        let templates = Set(density.sample.points.filter { $0.isAlong(nuisance) }.map { $0[nuisance] }).sorted()
        return Numbers(
            density: density.density, nuisance: nuisance.rawValue, anchor: try density.anchor(of: nuisance), grid: grid,
            templates: templates, curves: curves)
    }

    private static func exponential(_ logs: SIMD2<Double>) -> SIMD2<Double> { SIMD2(exp(logs.x), exp(logs.y)) }

    /// The points of the options with their names.
    private static func points(
        _ options: Options, _ density: TrainedDensity
    ) -> [(name: String, point: FlowPoint)] {
        func name(_ value: SIMD2<Double>) -> String {
            "(\(NumberText.significant(value.x, digits: 3)), \(NumberText.significant(value.y, digits: 3)))"
        }
        let kinds = options[DensityOptions.classes].map(\.kind)
        let given = options[DensityOptions.x].map { SIMD2($0[0], $0[1]) }
        return kinds.flatMap { kind in
            (given.isEmpty ? [kind.centroid] : given).flatMap { x -> [(name: String, point: FlowPoint)] in
                let head = "\(kind.name), *x* = \(name(x))"
                guard density.density == .score else { return [(head, FlowPoint(value: x, kind: kind, x: x))] }
                let scores = options[y].map { SIMD2($0[0], $0[1]) }
                let mean = density.model.score(x, kind, at: .nominal).mean
                return (scores.isEmpty ? [mean] : scores).map {
                    (head + ", *y* = \(name($0))", FlowPoint(value: $0, kind: kind, x: x))
                }
            }
        }
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Plotting.Figure {
        let letter = numbers.density == .kinematics ? "x" : "y"
        let panels = (0..<numbers.density.features).flatMap { feature -> [ResponseCurves.Panel] in
            func panel(
                _ quantity: RichText, identity: Double, _ values: (Curve) -> [SIMD2<Double>],
                _ truth: (Curve) -> [SIMD2<Double>]?
            ) -> ResponseCurves.Panel {
                ResponseCurves.Panel(
                    quantity: quantity, identity: identity,
                    curves: numbers.curves.map { curve in
                        ResponseCurves.Curve(
                            name: RichText(curve.name), values: values(curve).map { $0[feature] },
                            truth: truth(curve)?.map { $0[feature] })
                    }, heading: RichText("of *\(letter)*_{\(feature + 1)}"))
            }
            return [
                panel(RichText("exp(*s*_{\(feature + 1)})"), identity: 1, \.scale, \.trueScale),
                panel(RichText("*t*_{\(feature + 1)}"), identity: 0, \.shift, \.trueShift),
            ]
        }
        return try ResponseCurves(
            nuisance: RichText("*ν*_{\(numbers.nuisance)}"), grid: numbers.grid, panels: panels, anchor: numbers.anchor,
            templates: numbers.templates.filter { abs($0) <= options[reach] }
        ).figure()
    }
}

extension BenchmarkNuisances {
    /// Whether no other nuisance than this one moves.
    func isAlong(_ nuisance: BenchmarkNuisance) -> Bool {
        BenchmarkNuisance.allCases.allSatisfy { $0 == nuisance || self[$0] == 0 }
    }
}
