import Inference
import Plotting
import Report
import SyntheticBenchmark

/// `kind: contours`: −2Δln L in the plane of two nuisances, beside the exact likelihoods of the same events.
enum ContourPlot: PlotKind {
    static let name = "contours"
    static let summary = "−2Δln L in the plane of two nuisances, beside the exact likelihoods of the data."
    static let cells = PlotCells("scan", help: "The scan.")
    static let size = PlotDirective.Size.column
    static let heatMap = OptionKey<Bool>(
        "heat-map", default: false, presentation: true, help: "Show −2Δln L as a heat map below the contours.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, heatMap]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.validate(options, document, counts: 2...2)
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let likelihood = try ScannedLikelihood(options, context)
        let scan = likelihood.scan
        let (first, second) = (likelihood.indices[0], likelihood.indices[1])
        let x = likelihood.values(of: first, count: 121)
        let y = likelihood.values(of: second, count: 121)
        let values = y.flatMap { y in x.map { scan.profiled(first, second, at: ($0, y)) } }
        return LikelihoodScan2D(
            xNuisance: likelihood.symbol(first), yNuisance: likelihood.symbol(second),
            grid: try ScalarGrid(x: x, y: y, values: values),
            best: Point(scan.bestFit[first], scan.bestFit[second]),
            xInterval: likelihood.interval(first, LikelihoodInterval.oneSigma),
            yInterval: likelihood.interval(second, LikelihoodInterval.oneSigma),
            truth: likelihood.truth[0].flatMap { x in likelihood.truth[1].map { Point(x, $0) } },
            ellipses: references(likelihood, context), hasHeatMap: options[heatMap]
        ).figure()
    }

    /// The closed-form likelihoods of the data, each about its own maximum.
    private static func references(
        _ likelihood: ScannedLikelihood, _ context: PresentationContext
    ) -> [LikelihoodScan2D.ReferenceEllipse] {
        let names = likelihood.names
        guard let fitOptions = context.options(likelihood.fit),
            let data = context.artifact(fitOptions[FitDirective.data]),
            names.sorted() == [BenchmarkNuisance.shift, .squeeze].map(\.rawValue)
        else { return [] }
        return [("x-alone", "*x* alone, exact 68 %"), ("distortion-known", "distortion known, exact 68 %")].compactMap {
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
}
