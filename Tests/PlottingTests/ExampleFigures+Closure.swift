import Foundation
import Statistics

@testable import Plotting

/// Closures, responses and displacements: figures of what was trained.
extension ExampleFigures {
    private static func edges(_ bins: Int, _ range: ClosedRange<Double>) -> [Double] {
        let step = (range.upperBound - range.lowerBound) / Double(bins)
        return (0...bins).map { range.lowerBound + step * Double($0) }
    }

    private static func sampled(_ expected: [Double], seed: UInt64) -> [Double] {
        zip(expected, normal(expected.count, seed: seed)).map { max(0, ($0 + $0.squareRoot() * $1).rounded()) }
    }

    static func conditionalMarginals(bins: Int = 6, events: Double = 4000) throws -> ConditionalMarginals {
        let edges = edges(24, -3...3)
        let ranges = [-2.0...(-1), -1...(-0.5), -0.5...0, 0...0.5, 0.5...1, 1...2]
        let (truth, model) = (CurvedScore(sign: -1), CurvedScore(sign: -1, bias: 0.01))
        return ConditionalMarginals(
            bins: try ranges.prefix(bins).enumerated().map { index, range in
                let total = events * [0.6, 1, 1.2, 0.9, 0.5, 0.2][index]
                let low = NumberText.significant(range.lowerBound)
                return try .init(
                    range: RichText("\(low) < *x*_{1} < \(NumberText.significant(range.upperBound))"),
                    counts: ModelledCounts(
                        EventCounts(
                            edges: edges,
                            counts: sampled(truth.expected(edges, x1: range, events: total), seed: UInt64(index + 40))),
                        model: model.expected(edges, x1: range, events: total)))
            }, layout: ClosureLayout(variable: "*y*_{1}"))
    }

    static func densityContours(panels: Int = 6) throws -> DensityContours2D {
        let (x, y) = ((0...60).map { -3.2 + 6.4 * Double($0) / 60 }, (0...60).map { -3.6 + 6 * Double($0) / 60 })
        let points = [(0.0, 0.0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1)]
        return DensityContours2D(
            xVariable: "*y*_{1}", yVariable: "*y*_{2}",
            panels: try points.prefix(panels).map { shift, squeeze in
                let truth = CurvedScore(sign: -1, shift: shift, squeeze: squeeze)
                let model = CurvedScore(sign: -1, shift: 0.9 * shift, squeeze: 0.9 * squeeze, bias: 0.02)
                let (a, b) = (NumberText.fixed(shift, decimals: 0), NumberText.fixed(squeeze, decimals: 0))
                return .init(
                    heading: RichText("*ν* = (\(a), \(b))"), isUntrained: shift * squeeze != 0,
                    model: try model.grid(x: x, y: y), truth: try truth.grid(x: x, y: y))
            })
    }

    static func templateClosure(templates: Int = 4) throws -> TemplateClosure {
        let edges = edges(20, -3...3)
        let names = ["*ν*_{shift} = −1", "*ν*_{shift} = +1", "*ν*_{squeeze} = −1", "*ν* = (1, 1)"]
        let points = [(-1.0, 0.0), (1, 0), (0, -1), (1, 1)]
        let range = -2.0...0.5
        return TemplateClosure(
            templates: try points.prefix(templates).enumerated().map { index, point in
                let truth = CurvedScore(sign: -1, shift: point.0, squeeze: point.1)
                let model = CurvedScore(sign: -1, shift: 0.95 * point.0, squeeze: 0.95 * point.1)
                return try .init(
                    heading: RichText(names[index]), isUntrained: index == 3,
                    counts: ModelledCounts(
                        EventCounts(
                            edges: edges,
                            counts: sampled(
                                truth.expected(edges, x1: range, events: 12000), seed: UInt64(index + 60))),
                        model: model.expected(edges, x1: range, events: 12000)),
                    nominal: CurvedScore(sign: -1).expected(edges, x1: range, events: 12000))
            }, layout: ClosureLayout(variable: "*y*_{1}", columns: 4))
    }

    static func responses(hasTruth: Bool = true, panels: Int = 4) throws -> ResponseCurves {
        let grid = (0...40).map { -2 + 0.1 * Double($0) }
        let points = [
            ("*x*_{1} = −1, class A", -1.0, -1.0), ("*x*_{1} = 0.5, class A", 0.5, -1), ("*x*_{1} = 1, class B", 1, 1),
        ]
        func curves(_ response: (Double, Double, Double) -> Double) -> [ResponseCurves.Curve] {
            points.map { name, x1, sign in
                let truth = grid.map { response($0, x1, sign) }
                let identity = response(0, x1, sign)
                return .init(
                    name: RichText(name),
                    values: zip(grid, truth).map { identity + 0.96 * ($1 - identity) + 0.004 * $0 * $0 },
                    truth: hasTruth ? truth : nil)
            }
        }
        return try ResponseCurves(
            nuisance: "*ν*_{squeeze}", grid: grid,
            panels: [
                .init(quantity: "exp(*s*_{1})", identity: 1, curves: curves { exp(-$2 * 0.2 * $0 * (1 + 0.1 * $1)) }),
                .init(quantity: "exp(*s*_{2})", identity: 1, curves: curves { exp($2 * 0.2 * $0 * (1 + 0.1 * $1)) }),
                .init(quantity: "*t*_{1}", identity: 0, curves: curves { 0.12 * $2 * $0 * tanh($1) }),
                .init(quantity: "*t*_{2}", identity: 0, curves: curves { -0.1 * $2 * $0 * tanh($1) + 0.01 * $0 * $0 }),
            ].prefix(panels).map { $0 }, templates: [-1, 1])
    }

    private static var tails: [Point] {
        (0..<13).flatMap { j in (0..<13).map { i in Point(-2.7 + 0.45 * Double(i), -3 + 0.4 * Double(j)) } }
    }

    /// Places with a visible density, where displacements are drawn.
    private static func occupied(_ density: ScalarGrid) -> [Point] {
        let top = density.values.max() ?? 1
        return tails.filter { density.value(atX: $0.x, y: $0.y) > 0.02 * top }
    }

    private static func scoreDensity() throws -> ScalarGrid {
        try CurvedScore(sign: -1).grid(
            x: (0...48).map { -3.1 + 6.2 * Double($0) / 48 }, y: (0...48).map { -3.5 + 5.8 * Double($0) / 48 })
    }

    static func transferField(panels: Int = 2) throws -> DisplacementField {
        let density = try scoreDensity()
        let tails = occupied(density)
        let wobble = normal(2 * tails.count, seed: 77)
        return DisplacementField(
            xVariable: "*y*_{1}", yVariable: "*y*_{2}",
            panels: try [1.0, -1].prefix(panels).map { sign in
                let truth = tails.map {
                    Mark.Displacement(
                        tail: $0, head: CurvedScore.distorted($0, strength: 0.2 * sign, shear: 0.1 * sign))
                }
                let model = truth.enumerated().map { index, item in
                    let head = Point(
                        item.head.x + 0.03 * wobble[2 * index], item.head.y + 0.03 * wobble[2 * index + 1])
                    return Mark.Displacement(tail: item.tail, head: head)
                }
                return try .init(
                    heading: sign < 0 ? "Class A" : "Class B",
                    fields: [
                        .init(name: "Fitted *T*", displacements: model),
                        .init(name: "True distortion", kind: .truth, displacements: truth),
                    ], density: density)
            }, columns: 2)
    }

    static func crossTerm() throws -> DisplacementField {
        let density = try scoreDensity()
        func field(_ move: (Point) -> Point) -> [Mark.Displacement] {
            occupied(density).map { tail in
                let step = move(tail)
                return Mark.Displacement(tail: tail, head: Point(tail.x + step.x, tail.y + step.y))
            }
        }
        func additive(_ y: Point) -> Point { Point(0.25 * tanh(y.x) - 0.08 * y.y, 0.15 * y.y - 0.2 * tanh(y.x)) }
        func cross(_ y: Point) -> Point { Point(0.03 * y.y, -0.04 * y.x * exp(-0.2 * y.x * y.x)) }
        return DisplacementField(
            xVariable: "*y*_{1}", yVariable: "*y*_{2}",
            panels: [
                try .init(
                    heading: "Full",
                    fields: [
                        .init(
                            name: "Response",
                            displacements: field {
                                let (a, c) = (additive($0), cross($0))
                                return Point(a.x + c.x, a.y + c.y)
                            })
                    ], density: density),
                try .init(
                    heading: "Additive", fields: [.init(name: "Response", displacements: field(additive))],
                    density: density),
                try .init(
                    heading: "Cross", fields: [.init(name: "Response", displacements: field(cross))],
                    density: density, magnification: 5),
            ])
    }

    static func principalModes() throws -> DisplacementField {
        let density = try scoreDensity()
        func field(_ sign: Double, _ mode: Int) -> [Mark.Displacement] {
            occupied(density).map { tail in
                let (a, b) = mode == 0 ? (0.22 * tanh(tail.x), -0.2 * tanh(tail.x)) : (-0.15 * tail.x, 0.12 * tail.y)
                return Mark.Displacement(tail: tail, head: Point(tail.x + sign * a, tail.y + sign * b))
            }
        }
        return DisplacementField(
            xVariable: "*y*_{1}", yVariable: "*y*_{2}",
            panels: try [0, 1].map { mode in
                try .init(
                    heading: RichText("Mode \(mode + 1)"),
                    fields: [
                        .init(name: "+1*σ*", kind: .series(2), displacements: field(1, mode)),
                        .init(name: "−1*σ*", kind: .series(0), displacements: field(-1, mode)),
                    ], density: density)
            }, columns: 2)
    }

    static func closures() throws -> [(name: String, figure: Figure)] {
        [
            ("conditional marginals", try conditionalMarginals().figure()),
            ("conditional marginal", try conditionalMarginals(bins: 1).figure()),
            ("density contours", try densityContours().figure()),
            ("density contours of one panel", try densityContours(panels: 1).figure()),
            ("template closure", try templateClosure().figure()),
            ("closure at one template", try templateClosure(templates: 1).figure()),
            ("responses", try responses().figure()),
            ("responses, no truth", try responses(hasTruth: false, panels: 1).figure()),
            ("transfer field", try transferField().figure()),
            ("transfer field of one class", try transferField(panels: 1).figure()),
            ("cross term", try crossTerm().figure()),
            ("principal modes", try principalModes().figure()),
        ]
    }
}
