import Inference
import Plotting
import Report

/// `kind: curves`: −2Δln L against one nuisance, slice and profiled, with its intervals; several side by side.
enum CurvePlot: PlotKind {
    static let name = "curves"
    static let summary = "−2Δln L against one nuisance, slice and profiled, with its intervals."
    static let cells = PlotCells("scan", help: "The scan.")
    static let size = PlotDirective.Size.full
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.validate(options, document, counts: 1...2) + SampledLikelihood.validate(options, document)
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        if let sampled = try SampledLikelihood(options, context) {
            let curves = try sampled.curves
            return try curves.count == 1 ? curves[0].figure() : LikelihoodCurves.figure(of: curves)
        }
        let likelihood = try ScannedLikelihood(options, context)
        let scan = likelihood.scan
        let anchor = likelihood.anchor(context)
        let curves = try zip(likelihood.indices, likelihood.truth).enumerated().map { place, nuisance in
            let (index, truth) = nuisance
            let x = likelihood.values(of: index, count: 201)
            return LikelihoodCurves(
                nuisance: likelihood.symbol(index),
                series: [
                    LikelihoodCurves.Series(
                        profiled: try LikelihoodCurves.Curve(x: x, y: x.map { scan.profiled(index, at: $0) }),
                        slice: try LikelihoodCurves.Curve(x: x, y: x.map { scan.slice(index, at: $0) }),
                        best: scan.bestFit[index],
                        interval68: likelihood.interval(index, LikelihoodInterval.oneSigma),
                        interval95: likelihood.interval(index, LikelihoodInterval.ninetyFivePercent))
                ], truth: truth, anchor: anchor?[place])
        }
        return try curves.count == 1 ? curves[0].figure() : LikelihoodCurves.figure(of: curves)
    }
}
