import Foundation
import Plotting
import Report
import Samples
import Statistics

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
        "y", default: [], help: "Scores y to show, a number for each; the mean at the class and x where none is given.")
    static let keys: [any AnyOptionKey] = [
        ResidualPlots.nuisance, DensityOptions.classes, DensityOptions.x, y, reach,
    ]

    private static let nodes = 41

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ResidualPlots.validate(options, document) + ResidualPlots.unknownNuisance(options, document)
            + ResidualPlots.validateDensity(options, document) + wrongScores(options, document)
    }

    /// The response at one point: one value a feature and node.
    struct Curve: ResultGroup {
        let name: String
        /// Shape [values of ν, features].
        let scale: [[Double]]
        let shift: [[Double]]
        let trueScale: [[Double]]?
        let trueShift: [[Double]]?

        static let meanings = [
            "name": "As the legend writes it.", "scale": "exp(s) of every feature, a value of ν each.",
            "shift": "t of every feature.",
            "true-scale": "exp(s) of the truth, where one residual only has its density.",
            "true-shift": "t of the truth, likewise.",
        ]
    }

    struct Numbers: ResultGroup {
        let density: ConditionalDensity
        let features: [FigureVariable]
        let nuisance: String
        let anchor: Double
        let grid: [Double]
        let templates: [Double]
        let curves: [Curve]

        static let meanings = [
            "density": "Whose features respond.", "features": "The features.", "nuisance": "The one that moves.",
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
        let places = grid.map { NuisancePoint([nuisance: $0]) }
        let points = self.points(options, density)
        let conditioned = ConditionedPoints(
            values: density.schema.quantities(of: density.density).indices.map { row in points.map { $0.value[row] } },
            classes: points.map { UInt8($0.condition.eventClass) },
            x: density.schema.features.indices.map { row in points.map { $0.condition.x[row] } })
        let meter = ProgressMeter(context, message: "values of ν")
        let responses = try places.enumerated().map { index, nu in
            try meter.report(step: index, total: places.count)
            return density.evaluation(at: nu).response(residual, conditioned)
        }
        let curves = points.enumerated().map { index, item in
            let truth = places.compactMap { density.trueTransport(item.condition, from: $0, to: .nominal) }
            let isKnown = truth.count == places.count
            return Curve(
                name: item.name, scale: responses.map { $0.logScale.map { exp($0[index]) } },
                shift: responses.map { $0.shift.map { $0[index] } }, trueScale: isKnown ? truth.map(\.scale) : nil,
                trueShift: isKnown ? truth.map { $0.translation(at: item.value) } : nil)
        }
        let templates = Set(density.sample.points.filter { $0.isAlong(nuisance) }.map { $0[nuisance] }).sorted()
        return Numbers(
            density: density.density,
            features: density.schema.quantities(of: density.density).map(FigureVariable.init), nuisance: nuisance,
            anchor: try density.anchor(of: nuisance), grid: grid, templates: templates, curves: curves)
    }

    private typealias NamedPoint = (name: String, value: [Double], condition: EventCondition)

    /// The points of the options with their names.
    private static func points(_ options: Options, _ density: TrainedDensity) -> [NamedPoint] {
        func name(_ value: [Double]) -> String {
            let numbers = value.map { NumberText.significant($0, digits: 3) }
            return numbers.count == 1 ? numbers[0] : "(\(numbers.joined(separator: ", ")))"
        }
        let given = options[DensityOptions.x]
        let shown = density.shown
        return DensityOptions.classes(options, density.schema).flatMap { place in
            (given.isEmpty ? [density.sample.shownCenter(ofClass: place)] : given).flatMap { x -> [NamedPoint] in
                let condition = EventCondition(eventClass: place, x: x)
                let head = "\(density.schema.classes[place].label), *x* = \(name(x))"
                guard density.density == .scores else { return [(head, x, condition)] }
                let scores = options[y].isEmpty ? [shown.moments(under: condition, at: .nominal).mean] : options[y]
                return scores.map { (head + ", *y* = \(name($0))", $0, condition) }
            }
        }
    }

    /// Points that do not give a number for each score.
    private static func wrongScores(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let cell = document.options(options[PlotDirective.of][0]),
            let scores = document.outline(cell[TrainDirective.sample])?.schema.scores
        else { return [] }
        return options[y].indices.filter { options[y][$0].count != scores.count }.map {
            DensityOptions.wrongPoint(options, y, $0, scores)
        }
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let panels = numbers.features.enumerated().flatMap { feature, variable -> [ResponseCurves.Panel] in
            func panel(
                _ quantity: RichText, unit: RichText?, identity: Double, _ values: (Curve) -> [[Double]],
                _ truth: (Curve) -> [[Double]]?
            ) -> ResponseCurves.Panel {
                ResponseCurves.Panel(
                    quantity: quantity, unit: unit, identity: identity,
                    curves: numbers.curves.map { curve in
                        ResponseCurves.Curve(
                            name: RichText(curve.name), values: values(curve).map { $0[feature] },
                            truth: truth(curve)?.map { $0[feature] })
                    }, heading: "of " + variable.text)
            }
            return [
                panel(RichText("exp(*s*_{\(feature + 1)})"), unit: nil, identity: 1, \.scale, \.trueScale),
                panel(
                    RichText("*t*_{\(feature + 1)}"), unit: variable.unitText, identity: 0, \.shift, \.trueShift),
            ]
        }
        return try ResponseCurves(
            nuisance: RichText("*ν*_{\(numbers.nuisance)}"), grid: numbers.grid, panels: panels, anchor: numbers.anchor,
            templates: numbers.templates.filter { abs($0) <= options[reach] }
        ).figure()
    }
}
