import Foundation
import Inference
import Plotting
import Report
import SyntheticBenchmark

/// `kind: scan`: −2Δln L, as curves of one nuisance or as contours of two.
enum ScanPlot: PlotKind {
    static let maximumCells = 1
    static let size = PlotDirective.Size.column

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let reference = options[PlotDirective.of].first, let scan = document.options(reference) else { return [] }
        guard scan.schema.names.contains("half-width") else {
            return [options.error("a scan is drawn of a 'scan' cell", at: PlotDirective.of, "0")]
        }
        let names = document.options(scan[ScanDirective.fit]).map { FitDirective.nuisanceNames($0, document) } ?? []
        return options.unknownNames(PlotDirective.nuisances, among: names, what: "nuisance")
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let reference = options[PlotDirective.of][0]
        guard let artifact = context.artifact(reference), let scanOptions = context.options(reference),
            let surface = try artifact.result[path: "surface"]?.decoded(as: ScanDirective.Surface.self)
        else { throw CellFailure("there is no scan '\(reference.label)' to draw") }
        let scan = surface.scan
        let given = options[PlotDirective.nuisances]
        let names = given.isEmpty ? scanOptions[ScanDirective.nuisances] : given
        let indices = try names.map { name -> Int in
            guard let index = scan.nuisances.firstIndex(of: name) else {
                throw CellFailure("'\(reference.label)' does not profile '\(name)'")
            }
            return index
        }
        let truth = indices.map { artifact.result[path: "\(scan.nuisances[$0]).truth"]?.double }
        return indices.count == 1
            ? try curve(scan, indices[0], truth: truth[0])
            : try plane(
                scan, indices[0], indices[1], truth: truth, hasHeatMap: options[PlotDirective.heatMap],
                ellipses: references(names, fit: scanOptions[ScanDirective.fit], context))
    }

    private static func curve(_ scan: LikelihoodScan, _ index: Int, truth: Double?) throws -> Plotting.Figure {
        let x = grid(scan, index, count: 201)
        return try LikelihoodScan1D(
            nuisance: symbol(scan.nuisances[index]),
            slice: try LikelihoodScan1D.Curve(x: x, y: x.map { scan.slice(index, at: $0) }),
            profiled: try LikelihoodScan1D.Curve(x: x, y: x.map { scan.profiled(index, at: $0) }),
            best: scan.bestFit[index], interval68: interval(scan, index, LikelihoodInterval.oneSigma),
            interval95: interval(scan, index, LikelihoodInterval.ninetyFivePercent), truth: truth
        ).figure()
    }

    private static func plane(
        _ scan: LikelihoodScan, _ first: Int, _ second: Int, truth: [Double?], hasHeatMap: Bool,
        ellipses: [LikelihoodScan2D.ReferenceEllipse]
    ) throws -> Plotting.Figure {
        let (x, y) = (grid(scan, first, count: 121), grid(scan, second, count: 121))
        let values = y.flatMap { y in x.map { scan.profiled(first, second, at: ($0, y)) } }
        return LikelihoodScan2D(
            xNuisance: symbol(scan.nuisances[first]), yNuisance: symbol(scan.nuisances[second]),
            grid: try ScalarGrid(x: x, y: y, values: values),
            best: Point(scan.bestFit[first], scan.bestFit[second]),
            xInterval: interval(scan, first, LikelihoodInterval.oneSigma),
            yInterval: interval(scan, second, LikelihoodInterval.oneSigma),
            truth: truth[0].flatMap { x in truth[1].map { Point(x, $0) } }, ellipses: ellipses, hasHeatMap: hasHeatMap
        ).figure()
    }

    /// The closed-form likelihoods of the same events, each about its own maximum.
    private static func references(
        _ names: [String], fit: CellReference, _ context: PresentationContext
    ) -> [LikelihoodScan2D.ReferenceEllipse] {
        guard let fitOptions = context.options(fit), let data = context.artifact(fitOptions[FitDirective.data]),
            names.compactMap(BenchmarkNuisance.init(rawValue:)) == [.shift, .squeeze]
        else { return [] }
        return [("x-alone", "*x* alone, exact"), ("distortion-known", "distortion known, exact")].compactMap {
            key, name in
            func number(_ path: String) -> Double? { data.result[path: "information.\(key).\(path)"]?.double }
            guard let x = number("\(names[0]).best"), let y = number("\(names[1]).best"),
                let sigmaX = number("\(names[0]).sigma"), let sigmaY = number("\(names[1]).sigma"),
                let correlation = number("correlation")
            else { return nil }
            return LikelihoodScan2D.ReferenceEllipse(
                name: RichText(name), centre: Point(x, y), sigmaX: sigmaX, sigmaY: sigmaY, correlation: correlation)
        }
    }

    private static func grid(_ scan: LikelihoodScan, _ index: Int, count: Int) -> [Double] {
        let window = scan.surface.window[index]
        return (0..<count).map {
            window.lowerBound + (window.upperBound - window.lowerBound) * Double($0) / Double(count - 1)
        }
    }

    private static func interval(_ scan: LikelihoodScan, _ index: Int, _ level: Double) -> ScanInterval {
        let interval = scan.interval(index, level: level)
        func bound(_ bound: IntervalBound) -> ScanInterval.Bound { bound.value.map { .at($0) } ?? .open }
        return ScanInterval(lower: bound(interval.lower), upper: bound(interval.upper))
    }

    private static func symbol(_ name: String) -> RichText { RichText("*ν*_{\(name)}") }
}
