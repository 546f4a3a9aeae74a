import Foundation
import Plotting
import Report
import Samples

/// Fields of displacements over a density, as artifacts keep them.
struct FieldNumbers: ResultGroup {
    let density: ConditionalDensity
    let variables: [FigureVariable]
    let panels: [FieldPanel]

    static let meanings = [
        "density": "Whose features move.", "variables": "Those of both axes.", "panels": "The panels, row by row.",
    ]
}

/// A field of displacements over a density, as artifacts keep it.
struct FieldPanel: ResultGroup {
    struct Field: ResultGroup {
        enum Kind: String, Codable, CaseIterable, Sendable {
            case model, truth, plus, minus
        }

        let name: String
        let kind: Kind
        let heads: [SIMD2<Double>]

        static let meanings = [
            "name": "As the legend writes it.", "kind": "How it is drawn.", "heads": "Where the arrows end.",
        ]
    }

    static let meanings = [
        "heading": "As the panel writes it.", "tails": "Where the arrows begin.", "fields": "The fields.",
        "magnification": "The factor by which the arrows are enlarged.",
        "length": "Mean length of the first field over the density, in the features' own units.",
        "error": "Mean distance of the model from the truth, likewise; absent where one is missing.",
        "x": "The grid of the density, first variable.", "y": "The same, second variable.",
        "density-values": "The density on the grid, shape [y, x].",
    ]

    let heading: String
    let tails: [SIMD2<Double>]
    let fields: [Field]
    let magnification: Double
    /// Mean length of the first field, and mean distance of the model from the truth where both are there, over the
    /// density; in the features' own units.
    let length: Double
    let error: Double?
    private let x: [Double]
    private let y: [Double]
    /// Shape [y, x].
    private let densityValues: [Double]

    private static let nodes = 61

    /// - Parameters:
    ///   - tails: from ``tails(_:window:perAxis:)``.
    ///   - logDensities: ln p on the background, which also weights the arrows.
    init(
        heading: RichText, tails: [SIMD2<Double>], fields: [Field], magnification: Double = 1, window: PlaneWindow,
        logDensities: ([SIMD2<Double>]) -> [Double]
    ) {
        self.heading = heading.markup
        self.tails = tails
        self.fields = fields
        self.magnification = magnification
        (x, y) = window.axes(Self.nodes)
        densityValues = logDensities(window.nodes(Self.nodes)).map { exp($0) }
        let weights = logDensities(tails).map { exp($0) }
        func mean(_ from: [SIMD2<Double>], _ to: [SIMD2<Double>]) -> Double {
            let lengths = zip(from, to).map { from, to in ((to - from) * (to - from)).sum().squareRoot() }
            return zip(lengths, weights).map(*).reduce(0, +) / weights.reduce(0, +)
        }
        length = fields.first.map { mean(tails, $0.heads) } ?? .nan
        let model = fields.first { $0.kind == .model }
        let truth = fields.first { $0.kind == .truth }
        error = model.flatMap { model in truth.map { mean($0.heads, model.heads) } }
    }

    /// Places on a grid over the window where the density is at least a hundredth of its peak: elsewhere there are
    /// hardly any events, so that a displacement has no meaning.
    static func tails(
        _ logDensities: ([SIMD2<Double>]) -> [Double], window: PlaneWindow, perAxis count: Int
    ) -> [SIMD2<Double>] {
        let peak = logDensities(window.nodes(Self.nodes)).max() ?? 0
        let places = window.nodes(count)
        return zip(places, logDensities(places)).filter { $1 >= peak - log(100) }.map(\.0)
    }

    static let arrows = OptionKey<Int>(
        "arrows", default: 13, in: 3...60, help: "Arrows along each axis of a panel, where there are events.")

    /// The figure of several of them.
    ///
    /// - Parameters:
    ///   - variables: of both axes.
    ///   - magnification: the factor by which all arrows are lengthened, in addition to that of each panel.
    static func figure(
        _ panels: [FieldPanel], _ variables: [FigureVariable], columns: Int, magnification: Double = 1
    ) throws -> Figure {
        let (x, y) = (variables[0], variables[1])
        // A length in the plane has a unit where both axes have the same.
        let isUniform = x.unit == y.unit
        return try DisplacementField(
            xVariable: isUniform ? x.text : x.textWithUnit, yVariable: isUniform ? y.text : y.textWithUnit,
            unit: isUniform ? x.unitText : nil, panels: panels.map { try $0.panel() }, magnification: magnification,
            columns: columns
        ).figure()
    }

    private func panel() throws -> DisplacementField.Panel {
        try DisplacementField.Panel(
            heading: RichText(heading),
            fields: fields.map { field in
                DisplacementField.Field(
                    name: RichText(field.name), kind: field.kind.plotted,
                    displacements: zip(tails, field.heads).map {
                        Mark.Displacement(tail: Point($0.x, $0.y), head: Point($1.x, $1.y))
                    })
            }, density: try ScalarGrid(x: x, y: y, values: densityValues), magnification: magnification)
    }
}

extension FieldPanel.Field.Kind {
    fileprivate var plotted: DisplacementField.Field.Kind {
        switch self {
        case .model: .model
        case .truth: .truth
        case .plus: .series(0)
        case .minus: .series(1)
        }
    }
}
