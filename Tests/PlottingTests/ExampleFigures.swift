import Foundation

@testable import Plotting

/// One small figure of every kind; the general tests do not cover a kind that is missing here.
enum ExampleFigures {
    static func scan(open: Bool = false, truth: Double? = 0.5) throws -> LikelihoodCurves {
        let x = (0...40).map { 0.45 + 0.0015 * Double($0) }
        func parabola(_ width: Double) -> [Double] { x.map { pow(($0 - 0.482) / width, 2) } }
        return try LikelihoodCurves(
            nuisance: "*ν*_{shift}",
            series: [
                .init(
                    profiled: .init(x: x, y: parabola(0.0104)), slice: .init(x: x, y: parabola(0.007)), best: 0.482,
                    interval68: .init(lower: 0.4716, upper: 0.4924),
                    interval95: .init(lower: 0.4616, upper: open ? nil : 0.5024))
            ], truth: truth, anchor: 0.482)
    }

    static func plane(half: Double = 0.035, heat: Bool = false) throws -> LikelihoodPlane {
        let offsets = (0...40).map { -half + 2 * half * Double($0) / 40 }
        let values = offsets.flatMap { v in offsets.map { u in pow(u / 0.0104, 2) + pow(v / 0.0098, 2) } }
        let grid = try ScalarGrid(x: offsets.map { $0 + 0.487 }, y: offsets.map { $0 - 0.507 }, values: values)
        return LikelihoodPlane(
            xNuisance: "*ν*_{shift}", yNuisance: "*ν*_{squeeze}",
            series: [
                .init(
                    deviance: .grid(grid), best: Point(0.487, -0.507), xInterval: .init(lower: 0.4766, upper: 0.4974),
                    yInterval: .init(lower: -0.5168, upper: -0.4972))
            ], truth: Point(0.5, -0.5), anchor: Point(0.487, -0.507),
            ellipses: [
                .init(name: "x alone", centre: Point(0.5, -0.5), sigmaX: 0.0093, sigmaY: 0.0095, correlation: 0.026)
            ], map: heat ? .deviance() : nil)
    }

    static func histogram(_ counts: [Double] = [0, 3, 12, 40, 90, 130, 88, 45, 9, 1]) throws
        -> MarginalComparison.Histogram
    {
        try .init(
            variable: "*x*_{1}",
            counts: ModelledCounts(
                EventCounts(edges: (0...10).map { -2.5 + 0.5 * Double($0) }, counts: counts),
                model: [0.5, 2.5, 11, 42, 95, 121, 93, 41, 10, 1.5],
                modelUncertainty: [0.1, 0.3, 0.7, 2, 3, 4, 3, 2, 0.6, 0.2]),
            references: [
                .init(name: "Truth", kind: .truth, values: [0.6, 2.4, 11.5, 43, 94, 120, 92, 42, 11, 1.4])
            ])
    }

    static func losses(floor: Double? = 2.4093) throws -> LossCurves {
        let steps = (1...80).map { Double($0) * 50 }
        func curve(_ offset: Double) throws -> LossCurves.Curve {
            try .init(steps: steps, values: steps.map { 2.41 + offset + 0.8 * exp(-$0 / 300) })
        }
        return LossCurves(
            series: [.init(name: "p(x|c)", training: try curve(-0.001), validation: try curve(0.002))], floor: floor)
    }

    static func all() throws -> [(name: String, figure: Figure)] {
        let series = LossCurves.Series(
            name: "one", training: try .init(steps: [1, 10, 100], values: [3, 2.5, 2.4]), validation: nil)
        return [
            ("losses", try losses().figure()),
            ("losses without a floor", try losses(floor: nil).figure()),
            ("losses of two trainings", try LossCurves(series: [series, series]).figure()),
            ("marginal", try MarginalComparison(histograms: [try histogram()]).figure()),
            (
                "marginals",
                try MarginalComparison(
                    histograms: [try histogram(), try histogram(), try histogram(), try histogram()]
                ).figure()
            ),
            ("scan", try scan().figure()), ("open scan", try scan(open: true).figure()),
            ("scans in a row", try LikelihoodCurves.figure(of: [try scan(), try scan(open: true)])),
            ("plane", try plane().figure()), ("plane with heat map", try plane(heat: true).figure()),
            ("plane that leaves the window", try plane(half: 0.02).figure()),
        ] + (try ensembles()) + (try coverage()) + (try closures()) + (try diagnoses())
    }
}
