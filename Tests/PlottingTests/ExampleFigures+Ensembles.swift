import Foundation

@testable import Plotting

/// Ensembles, Hessians, post-fit bands: figures of one fit.
extension ExampleFigures {
    /// Numbers in −1…1 without a pattern, the same at every call.
    static func noise(_ count: Int, seed: UInt64 = 1) -> [Double] {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 0x1234_5678
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 52) - 1
        }
    }

    static func parabola(_ x: [Double], centre: Double, width: Double) throws -> LikelihoodCurves.Curve {
        try .init(x: x, y: x.map { pow(($0 - centre) / width, 2) })
    }

    static func combination(_ name: RichText, centre: Double, width: Double, members: Int) throws
        -> LikelihoodCurves.Series
    {
        let x = (0...60).map { 0.43 + 0.0018 * Double($0) }
        let shifts = noise(members)
        return .init(
            name: name, profiled: try parabola(x, centre: centre, width: width),
            members: try shifts.map { try parabola(x, centre: centre + 0.012 * $0, width: 0.006) }, best: centre,
            interval68: .init(lower: centre - width, upper: centre + width),
            interval95: .init(lower: centre - 1.96 * width, upper: centre + 1.96 * width))
    }

    static func ensembleScan(several: Bool = false) throws -> LikelihoodCurves {
        var series = [try combination("Rebased average", centre: 0.487, width: 0.0104, members: 8)]
        if several {
            series.append(try combination("Plain average", centre: 0.492, width: 0.0068, members: 0))
            series.append(try combination("Envelope", centre: 0.485, width: 0.0125, members: 0))
        }
        return LikelihoodCurves(nuisance: "*ν*_{shift}", series: series, truth: 0.5, anchor: 0.487)
    }

    static func bowl(_ centre: Point, _ widthX: Double, _ widthY: Double, correlation: Double = 0.3) throws
        -> ScalarGrid
    {
        let xs = (0...48).map { 0.447 + 0.0017 * Double($0) }
        let ys = (0...48).map { -0.548 + 0.0017 * Double($0) }
        let values = ys.flatMap { y in
            xs.map { x in
                let (u, v) = ((x - centre.x) / widthX, (y - centre.y) / widthY)
                return (u * u - 2 * correlation * u * v + v * v) / (1 - correlation * correlation)
            }
        }
        return try ScalarGrid(x: xs, y: ys, values: values)
    }

    static func ensemblePlane(several: Bool = false, map: Bool = false) throws -> LikelihoodPlane {
        let (dx, dy) = (noise(8, seed: 3), noise(8, seed: 4))
        let best = Point(0.487, -0.507)
        let grids = try zip(dx, dy).map { try bowl(Point(best.x + 0.01 * $0, best.y + 0.01 * $1), 0.006, 0.0061) }
        var series = [
            LikelihoodPlane.Series(
                name: "Rebased average", deviance: .grid(try bowl(best, 0.0104, 0.0098)), members: grids, best: best,
                xInterval: .init(lower: 0.4766, upper: 0.4974), yInterval: .init(lower: -0.5168, upper: -0.4972))
        ]
        if several {
            series.append(
                .init(
                    name: "Step 1", deviance: .grid(try bowl(Point(0.492, -0.503), 0.0075, 0.008)),
                    best: Point(0.492, -0.503)))
        }
        let effective = try bowl(best, 0.02, 0.02)
        return LikelihoodPlane(
            xNuisance: "*ν*_{shift}", yNuisance: "*ν*_{squeeze}", series: series, truth: Point(0.5, -0.5), anchor: best,
            ellipses: [
                .init(
                    name: "x alone, closed form", centre: Point(0.5, -0.5), sigmaX: 0.0093, sigmaY: 0.0095,
                    correlation: 0.026)
            ],
            map: map
                ? .effectiveMembers(
                    try ScalarGrid(
                        x: effective.x, y: effective.y, values: effective.values.map { 1 + 7 * exp(-$0 / 3) }))
                : nil)
    }

    static func hessian(definite: Bool = true) throws -> HessianEllipse {
        HessianEllipse(
            xNuisance: "*ν*_{shift}", yNuisance: "*ν*_{squeeze}", best: Point(0.487, -0.507),
            covariance: definite ? try .init(sigmaX: 0.0104, sigmaY: 0.0088, correlation: 0.35) : nil,
            scan: try bowl(Point(0.488, -0.506), 0.0102, 0.0093, correlation: 0.28), truth: Point(0.5, -0.5),
            anchor: Point(0.487, -0.507))
    }

    static func postFit(_ variable: RichText = "*y*_{1}", missing: Bool = false) throws -> PostFitBands.Histogram {
        let edges = (0...16).map { -4 + 0.5 * Double($0) }
        let fit = edges.dropLast().map { 4200 * exp(-pow(($0 + 0.25) / 1.3, 2) / 2) + 2 }
        let scatter = noise(16, seed: 7)
        func band(_ relative: Double) -> PostFitBands.Band {
            .init(lower: fit.map { $0 * (1 - relative) - 1 }, upper: fit.map { $0 * (1 + relative) + 1 })
        }
        return try .init(
            variable: variable,
            observed: EventCounts(
                edges: edges, counts: zip(fit, scatter).map { ($0 + 1.3 * $1 * $0.squareRoot()).rounded() }),
            bestFit: fit.enumerated().map { missing && $0 == 4 ? .nan : $1 }, statistical: band(0.012),
            systematic: band(0.026), total: band(0.034))
    }

    static func convergence(panels: Int = 1) throws -> ConvergenceCurves {
        let series = (0..<panels).map { index in
            ConvergenceCurves.Series(
                nuisance: index == 0 ? "*ν*_{shift}" : "*ν*_{squeeze}",
                sizes: [1, 2, 3, 4, 6, 8].map { members in
                    let width = 0.0093 - 0.0034 / Double(members) + 0.0003 * Double(index)
                    let spread = members == 8 ? 0 : 0.0012 / Double(members).squareRoot()
                    return .init(
                        members: members, width: members == 3 && panels > 1 ? .nan : width, lower: width - spread,
                        upper: width + spread)
                },
                references: [.init(name: "x alone", width: 0.0093), .init(name: "Distortion known", width: 0.0059)])
        }
        return ConvergenceCurves(series: series)
    }

    static func ensembles() throws -> [(name: String, figure: Figure)] {
        [
            ("ensemble scan", try ensembleScan().figure()),
            ("ensemble scans, several", try ensembleScan(several: true).figure()),
            ("ensemble plane", try ensemblePlane().figure()),
            ("ensemble plane, several", try ensemblePlane(several: true).figure()),
            ("ensemble plane with map", try ensemblePlane(map: true).figure()),
            ("ensemble plane, several with map", try ensemblePlane(several: true, map: true).figure()),
            ("hessian", try hessian().figure()), ("hessian, not definite", try hessian(definite: false).figure()),
            ("post-fit", try PostFitBands(histograms: [try postFit()]).figure()),
            (
                "post-fit, several",
                try PostFitBands(histograms: [
                    try postFit(), try postFit("*y*_{2}", missing: true), try postFit("*x*_{1}"),
                    try postFit("*x*_{2}"),
                ]).figure()
            ),
            ("convergence", try convergence().figure()), ("convergence of two", try convergence(panels: 2).figure()),
        ]
    }
}
