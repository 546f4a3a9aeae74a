import Foundation

@testable import Plotting

/// Figures of what strains a layout: texts too long for their place, many entries, values that an axis has no place for.
extension ExampleFigures {
    /// A text of so many letters, in words.
    static func words(_ count: Int, _ start: String = "") -> String {
        let text = start + String(repeating: "uncertainty of the jet energy scale in the forward region, ", count: 12)
        return String(text.prefix(count - 1)) + "z"
    }

    /// The same without a space to break at.
    static func word(_ count: Int, _ start: String = "") -> String {
        words(count, start).replacingOccurrences(of: " ", with: "_")
    }

    static func measured(
        _ values: [Double], spread: Double = 0, categories: [String] = [], names: [String] = [""],
        xName: String = "Size", yName: String = "Time", unit: String? = nil
    ) throws -> Figure {
        try MeasuredSeries(
            series: names.enumerated().map { shift, name in
                .init(
                    name: name,
                    measurements: values.enumerated().map {
                        .init(
                            x: categories.isEmpty ? Double($0 + 1) : Double($0), y: $1 * (1 + 0.1 * Double(shift)),
                            spread: spread)
                    })
            }, categories: categories, sizeName: RichText(xName), valueName: RichText(yName),
            unit: unit.map { RichText($0) }
        ).figure()
    }

    static func longMeasurements() throws -> [(name: String, figure: Figure)] {
        var figures: [(String, Figure)] = []
        for count in [45, 75, 300] {
            for (kind, long) in [("words", words), ("word", word)] {
                let categories = (0..<4).map { long(count, "\($0) ") }
                figures += [
                    ("categories, \(kind) of \(count)", try measured([1, 20, 3, 4], categories: categories)),
                    ("category, \(kind) of \(count)", try measured([2], categories: [long(count, "")])),
                    (
                        "legend, \(kind) of \(count)",
                        try measured([1, 2], names: [long(count, "a"), long(count, "b")])
                    ),
                    (
                        "both, \(kind) of \(count)",
                        try measured([1, 2, 3, 4], categories: categories, names: [long(count, "a"), "b"])
                    ),
                    (
                        "titles, \(kind) of \(count)",
                        try measured(
                            [1, 2], xName: long(count, "x "), yName: long(count, "y "), unit: long(count, "unit "))
                    ),
                ]
            }
        }
        let names = (0..<40).map { "series \($0) " + words(5 + $0) }
        figures += [
            ("40 series", try measured([1, 2, 5], names: names)),
            ("500 series", try measured([1, 2], names: (0..<500).map { "series \($0)" })),
            ("40 categories", try measured((1...40).map(Double.init), categories: names)),
            (
                "10,000 categories",
                try measured((1...10_000).map(Double.init), categories: (0..<10_000).map { "category \($0)" })
            ),
        ]
        return figures
    }

    static func hardNumbers() throws -> [(name: String, figure: Figure)] {
        [
            ("one point", try measured([3])), ("equal values", try measured([5, 5, 5])),
            ("zeros", try measured([1, 0, 2, 0, .nan, 4])),
            ("a spread over the value", try measured([1, 9], spread: 4)),
            ("huge range", try measured([1e-300, 1, 1e300])),
            ("beyond all ranges", try measured([.leastNonzeroMagnitude, 1, 1.7e308])),
            ("huge range of rows", try measured([1e-300, 1, 1e300], categories: ["a", "b", "c"])),
            ("large and alike", try measured([1e15, 1e15 + 1])),
            (
                "losses that explode",
                try LossCurves(
                    series: [
                        .init(
                            name: "a",
                            training: .init(steps: [1, 2, 3, 4], values: [2, -1.7e308, 1.7e308, .infinity]),
                            validation: nil)
                    ], floor: 1
                ).figure()
            ),
            (
                "equal losses",
                try LossCurves(
                    series: [.init(name: "a", training: .init(steps: [1, 2], values: [2, 2]), validation: nil)],
                    floor: 2
                ).figure()
            ),
            (
                "pulls far away",
                try Pulls(entries: [
                    .init(name: "a", pull: 1e300, lower: 1, upper: .infinity),
                    .init(name: "b", pull: -0.5, lower: .nan, upper: -1),
                ]).figure()
            ),
            (
                "a flat scan with holes",
                try LikelihoodCurves(
                    nuisance: "*ν*",
                    series: [
                        .init(
                            profiled: .init(x: [0, 1, 2, 3], y: [0, .nan, .infinity, 0]), best: 1,
                            interval68: .init(lower: nil, upper: nil), interval95: .init(lower: nil, upper: nil))
                    ], truth: 7
                ).figure()
            ),
            (
                "endless widths",
                try ConvergenceCurves(series: [
                    .init(
                        nuisance: "*ν*",
                        sizes: [
                            .init(members: 1, width: .nan, lower: .nan, upper: .infinity),
                            .init(members: 2, width: 1.7e308, lower: 0, upper: 1.7e308),
                        ])
                ]).figure()
            ),
            (
                "endless counts",
                try MarginalComparison(histograms: [
                    .init(
                        variable: "*x*",
                        counts: ModelledCounts(
                            EventCounts(edges: [0, 1, 2, 3], counts: [1e300, 0, .nan]), model: [1e300, 1, .nan]))
                ]).figure()
            ),
            (
                "endless pulls of toys",
                try PullDistribution(series: [.init(name: "a", pulls: [1e300, -1e300, .nan, .infinity, 0])]).figure()
            ),
            (
                "endless responses",
                try ResponseCurves(
                    nuisance: "*ν*", grid: [0, 1, 2],
                    panels: [
                        .init(quantity: "s", identity: 1, curves: [.init(name: "a", values: [-1.7e308, 1.7e308, 0])])
                    ],
                    anchor: 7, templates: [-3, 9]
                ).figure()
            ),
            (
                "toys at one place",
                ToyContours(
                    xNuisance: "a", yNuisance: "b", truth: Point(1, 1),
                    toys: [.init(best: Point(1, 1), contour: [], holdsTruth: nil)]
                ).figure()
            ),
            (
                "an empty histogram",
                try MarginalComparison(histograms: [histogram(Array(repeating: 0, count: 10))]).figure()
            ),
        ]
    }

    static func longNames() throws -> [(name: String, figure: Figure)] {
        var figures: [(String, Figure)] = []
        for (kind, long) in [("words", words(90)), ("word", word(90))] {
            let name = RichText(long)
            let names = { (count: Int) in (0..<count).map { RichText("\($0) \(long)") } }
            let curve = try parabola((0...20).map { 0.1 * Double($0) }, centre: 1, width: 0.4)
            let interval = LikelihoodCurves.Interval(lower: 0.6, upper: 1.4)
            let scan = LikelihoodCurves(
                nuisance: name,
                series: names(3).map {
                    .init(name: $0, profiled: curve, best: 1, interval68: interval, interval95: interval)
                }, truth: 1)
            let alone = LikelihoodCurves(
                nuisance: name,
                series: [.init(name: name, profiled: curve, best: 1, interval68: interval, interval95: interval)])
            let grid = try bowl(Point(0.487, -0.507), 0.01, 0.01)
            let plane = LikelihoodPlane(
                xNuisance: name, yNuisance: name,
                series: [
                    .init(deviance: .grid(grid), best: Point(0.487, -0.507), xInterval: interval, yInterval: interval)
                ],
                ellipses: [.init(name: name, centre: Point(0.5, -0.5), sigmaX: 0.01, sigmaY: 0.01, correlation: 0)],
                map: .deviance(), partial: long)
            let matrix = { (count: Int) in
                try CorrelationMatrix(
                    names: names(count), values: Array(repeating: 0.5, count: count * count), heading: name
                ).figure()
            }
            let losses = LossCurves.Curve.self
            figures += try [
                (
                    "pulls, \(kind)",
                    Pulls(entries: names(5).map { .init(name: $0, pull: 0.5, lower: 1, upper: 1) }).figure()
                ),
                (
                    "300 pulls, \(kind)",
                    Pulls(entries: names(300).map { .init(name: $0, pull: 0.5, lower: 1, upper: 1) }, formula: name)
                        .figure()
                ),
                ("correlations, \(kind)", matrix(4)), ("60 correlations, \(kind)", matrix(60)),
                (
                    "coverage, \(kind)",
                    CoverageBands(
                        entries: try names(3).map { try .init(name: $0, covered68: 6, covered95: 9, toys: 10) }
                    ).figure()
                ),
                (
                    "pull distributions, \(kind)",
                    PullDistribution(series: names(3).map { .init(name: $0, pulls: [0, 1, -1, 0.3]) }).figure()
                ),
                (
                    "toys, \(kind)",
                    ToyContours(xNuisance: name, yNuisance: name, truth: Point(0, 0), toys: [], failed: 3).figure()
                ),
                ("scan, \(kind)", scan.figure()), ("scan alone, \(kind)", alone.figure()),
                ("scans in a row, \(kind)", LikelihoodCurves.figure(of: [alone, alone, alone])),
                ("plane, \(kind)", plane.figure()),
                (
                    "convergence, \(kind)",
                    ConvergenceCurves(
                        series: names(2).map {
                            .init(
                                nuisance: $0, sizes: [.init(members: 1, width: 1, lower: 0.9, upper: 1.1)],
                                references: [.init(name: name, width: 1.2)])
                        }
                    ).figure()
                ),
                (
                    "responses, \(kind)",
                    ResponseCurves(
                        nuisance: name, grid: [-1, 0, 1],
                        panels: names(2).map { title in
                            .init(
                                quantity: title, identity: 1,
                                curves: names(12).map { .init(name: $0, values: [0.9, 1, .nan]) }, heading: title)
                        }
                    ).figure()
                ),
                (
                    "densities, \(kind)",
                    DensityContours2D(
                        xVariable: name, yVariable: name,
                        panels: [.init(heading: name, isUntrained: true, model: grid, truth: grid)]
                    ).figure()
                ),
                (
                    "ellipse, \(kind)",
                    HessianEllipse(
                        xNuisance: name, yNuisance: name, best: Point(0, 0),
                        covariance: .init(sigmaX: 1, sigmaY: 1, correlation: 0.5)
                    ).figure()
                ),
                (
                    "marginals, \(kind)",
                    MarginalComparison(
                        histograms: [
                            .init(
                                variable: name, unit: name,
                                counts: ModelledCounts(
                                    EventCounts(edges: [0, 1, 2], counts: [3, 4]), model: [3, 5]),
                                references: [.init(name: name, kind: .truth, values: [3, 4])])
                        ], modelName: name
                    ).figure()
                ),
                (
                    "losses, \(kind)",
                    LossCurves(
                        series: names(40).map {
                            try .init(
                                name: $0.plain, training: losses.init(steps: [1, 2, 3], values: [3, 2, 1]),
                                validation: nil)
                        }, lossName: name
                    ).figure()
                ),
            ]
        }
        return figures
    }

    static func hard() throws -> [(name: String, figure: Figure)] {
        try longMeasurements() + hardNumbers() + longNames()
    }
}
