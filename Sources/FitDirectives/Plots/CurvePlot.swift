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

    struct Numbers: ResultGroup {
        let panels: [Panel]

        static let meanings = ["panels": "One for each nuisance."]
    }

    struct Panel: ResultGroup {
        let nuisance: ScannedLikelihood.Landmark
        let slice: SampledCurve
        let profile: SampledCurve

        static let meanings = [
            "nuisance": "The nuisance with its intervals.", "slice": "−2Δln L, all others at the best fit.",
            "profile": "−2Δln L, all others profiled.",
        ]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.validate(options, document, counts: 1...2)
            + ScannedLikelihood.validateDrawn(options, document)
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let scan = try ScannedLikelihood(options, context)
        return Numbers(
            panels: try scan.landmarks(context).map { nuisance in
                guard let curves = scan.result.curves[nuisance.name] else {
                    throw CellFailure("the scan holds no curve of '\(nuisance.name)'", advice: "Name it in the scan.")
                }
                return Panel(nuisance: nuisance, slice: curves.slice, profile: curves.profile)
            })
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure { try drawing(numbers) }

    /// The figure; it depends on no option.
    static func drawing(_ numbers: Numbers) throws -> Figure {
        let curves = try numbers.panels.map { panel in
            LikelihoodCurves(
                nuisance: panel.nuisance.symbol,
                series: [
                    LikelihoodCurves.Series(
                        profiled: try panel.profile.plotted, slice: try panel.slice.plotted, best: panel.nuisance.best,
                        interval68: panel.nuisance.interval68, interval95: panel.nuisance.interval95)
                ], truth: panel.nuisance.truth, anchor: panel.nuisance.anchor)
        }
        return try curves.count == 1 ? curves[0].figure() : LikelihoodCurves.figure(of: curves)
    }
}

extension SampledCurve {
    /// The curve at enough points to look smooth.
    var plotted: LikelihoodCurves.Curve {
        get throws {
            let x = (0...200).map { self.x[0] + (self.x[self.x.count - 1] - self.x[0]) * Double($0) / 200 }
            return try LikelihoodCurves.Curve(x: x, y: x.map(value))
        }
    }
}
