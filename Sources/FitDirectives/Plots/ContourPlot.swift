import Inference
import Plotting
import Report

/// `kind: contours`: −2Δln L in the plane of two nuisances, beside the exact likelihoods of the same events.
enum ContourPlot: PlotKind {
    static let name = "contours"
    static let summary = "−2Δln L in the plane of two nuisances, beside the exact likelihoods of the data."
    static let cells = PlotCells("scan", help: "The scan.")
    static let size = PlotDirective.Size.column
    static let heatMap = OptionKey<Bool>(
        "heat-map", default: false, help: "Show −2Δln L as a heat map below the contours.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, heatMap]

    struct Numbers: ResultGroup {
        let nuisances: [ScannedLikelihood.Landmark]
        let contours: TracedContours
        let heatMap: HeatMap?
        let references: [ClosedFormLikelihood]

        static let meanings = [
            "nuisances": "The two nuisances.", "contours": "The lines of 68.27 % and 95 %.",
            "heat-map": "−2Δln L on a grid; where it is asked for.",
            "references": "The exact likelihoods of the same events.",
        ]
    }

    /// −2Δln L on a grid.
    struct HeatMap: ResultGroup {
        let x: [Double]
        let y: [Double]
        let deviance: [Double]

        static let meanings = [
            "x": "The first nuisance.", "y": "The second.", "deviance": "−2Δln L, shape [y, x].",
        ]

        var grid: ScalarGrid { get throws { try ScalarGrid(x: x, y: y, values: deviance) } }

        init(_ plane: DeviancePlane) {
            x = plane.first
            y = plane.second
            deviance = plane.second.indices.flatMap { j in plane.first.indices.map { plane.deviance[$0][j] } }
        }
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let diagnostics =
            ScannedLikelihood.validate(options, document, counts: 2...2)
            + ScannedLikelihood.validateDrawn(options, document)
        guard diagnostics.isEmpty, options[heatMap], ScannedLikelihood.isNewton(options, document) else {
            return diagnostics
        }
        return [
            options.error(
                "a scan by Newton's method traces contours and has no heat map", at: heatMap,
                remedy: "scan with 'method: surface', or leave 'heat-map' out")
        ]
    }

    static func absentValues(_ options: Options, _ document: DocumentContext) -> [String] {
        options[heatMap] ? [] : ["heat-map"]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let scan = try ScannedLikelihood(options, context)
        let places = scan.places
        return Numbers(
            nuisances: try scan.landmarks(context), contours: try TracedContours(scan),
            heatMap: options[heatMap]
                ? HeatMap(try scan.likelihood(context).plane(places[0], places[1], points: 121)) : nil,
            references: ClosedFormLikelihood.all(try scan.information(context), names: scan.names))
    }

    static let healthChecks = [HealthCheck.openContour]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        let lines = [("68.27 %", numbers.contours.contour68), ("95 %", numbers.contours.contour95)]
        let open = lines.compactMap { level, line -> String? in
            switch line {
            case nil: "that of \(level) was not found"
            case let line? where !line.isComplete: "that of \(level) was not traced to its end"
            case let line? where !line.isClosed: "that of \(level) leaves the window"
            default: nil
            }
        }
        guard !open.isEmpty else { return [] }
        return [
            Finding(
                .openContour, "Not all of the contours is drawn: \(open.joined(separator: ", ")).",
                remedy: "Scan a larger 'window'.")
        ]
    }

    /// Whether it exports the plane; the scan exports its contours.
    static func hasDataTables(_ options: Options) -> Bool { options[heatMap] }

    static func dataTables(_ options: Options, _ numbers: Numbers) -> [DataTable] {
        guard let map = numbers.heatMap, numbers.nuisances.count == 2 else { return [] }
        let (first, second) = (numbers.nuisances[0].name, numbers.nuisances[1].name)
        let points = map.x.indices.flatMap { i in map.y.indices.map { (i, $0) } }
        return [
            DataTable(
                "", title: "−2Δln L in the plane of \(first) and \(second)",
                description: "−2Δln L on a grid of \(first) and \(second), from its lowest value; all others profiled.",
                independent: [
                    DataTable.Variable(first, points.map { DataTable.Point(map.x[$0.0]) }),
                    DataTable.Variable(second, points.map { DataTable.Point(map.y[$0.1]) }),
                ],
                dependent: [
                    DataTable.Variable(
                        "−2Δln L", points.map { DataTable.Point(map.deviance[$0.1 * map.x.count + $0.0]) },
                        qualifiers: [("Other nuisances", "profiled")])
                ])
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure { try drawing(numbers) }

    /// The figure; it depends on no option.
    static func drawing(_ numbers: Numbers) throws -> Figure {
        let (x, y) = (numbers.nuisances[0], numbers.nuisances[1])
        let grid = try numbers.heatMap?.grid
        return try LikelihoodPlane(
            xNuisance: x.symbol, yNuisance: y.symbol,
            series: [
                LikelihoodPlane.Series(
                    deviance: grid.map { .grid($0) } ?? numbers.contours.plotted, best: Point(x.best, y.best),
                    xInterval: x.interval68, yInterval: y.interval68)
            ],
            truth: x.truth.flatMap { x in y.truth.map { Point(x, $0) } },
            anchor: x.anchor.flatMap { x in y.anchor.map { Point(x, $0) } },
            ellipses: numbers.references.compactMap(\.plotted), map: grid == nil ? nil : .deviance(),
            partial: numbers.contours.partial
        ).figure()
    }
}
