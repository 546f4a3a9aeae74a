import Inference
import Plotting
import Report
import Statistics

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
            return try curves.count == 1 ? curves[0].figure() : LikelihoodScan1D.figure(of: curves)
        }
        let likelihood = try ScannedLikelihood(options, context)
        let scan = likelihood.scan
        let anchor = likelihood.anchor(context)
        let curves = try zip(likelihood.indices, likelihood.truth).enumerated().map { place, nuisance in
            let (index, truth) = nuisance
            let x = likelihood.values(of: index, count: 201)
            return LikelihoodScan1D(
                nuisance: likelihood.symbol(index),
                slice: try LikelihoodScan1D.Curve(x: x, y: x.map { scan.slice(index, at: $0) }),
                profiled: try LikelihoodScan1D.Curve(x: x, y: x.map { scan.profiled(index, at: $0) }),
                best: scan.bestFit[index],
                interval68: likelihood.interval(index, ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)),
                interval95: likelihood.interval(index, ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)),
                truth: truth,
                anchor: anchor?[place])
        }
        return try curves.count == 1 ? curves[0].figure() : LikelihoodScan1D.figure(of: curves)
    }
}
