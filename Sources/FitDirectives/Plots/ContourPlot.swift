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
        "heat-map", default: false, presentation: true, help: "Show −2Δln L as a heat map below the contours.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, heatMap]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        let diagnostics =
            ScannedLikelihood.validate(options, document, counts: 2...2)
            + SampledLikelihood.validate(options, document)
        guard diagnostics.isEmpty, options[heatMap], SampledLikelihood.isDrawn(options, document) else {
            return diagnostics
        }
        return [
            options.error(
                "a scan by Newton's method traces contours and has no heat map", at: heatMap,
                remedy: "scan with 'method: surface', or leave 'heat-map' out")
        ]
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        if let sampled = try SampledLikelihood(options, context) {
            return try sampled.plane().figure()
        }
        let likelihood = try ScannedLikelihood(options, context)
        let scan = likelihood.scan
        let (first, second) = (likelihood.indices[0], likelihood.indices[1])
        let x = likelihood.values(of: first, count: 121)
        let y = likelihood.values(of: second, count: 121)
        let values = y.flatMap { y in x.map { scan.profiled(first, second, at: ($0, y)) } }
        return try LikelihoodPlane(
            xNuisance: likelihood.symbol(first), yNuisance: likelihood.symbol(second),
            series: [
                LikelihoodPlane.Series(
                    deviance: .grid(ScalarGrid(x: x, y: y, values: values)),
                    best: Point(scan.bestFit[first], scan.bestFit[second]),
                    xInterval: likelihood.interval(first, LikelihoodInterval.oneSigma),
                    yInterval: likelihood.interval(second, LikelihoodInterval.oneSigma))
            ],
            truth: likelihood.truePoint, anchor: likelihood.anchor(context).map { Point($0[0], $0[1]) },
            ellipses: ClosedFormLikelihood.all(likelihood, context).compactMap { $0.ellipse(likelihood.names) },
            map: options[heatMap] ? .deviance() : nil
        ).figure()
    }
}
