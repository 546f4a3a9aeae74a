import Inference
import Plotting
import Report

/// `kind: pulls`: how far the best fits of one or several scans lie from the truth or from the prior.
///
/// Against the truth a pull is (ν̂ − ν_true)/σ with the σ of the side on which the truth lies; against the prior it is
/// ν̂ in units of the prior's σ, which is 1, and its bar shows what the data add.
enum PullPlot: PlotKind {
    static let name = "pulls"
    static let summary = "Pulls of the nuisances of one or several scans, against the truth or against the prior."
    static let cells = PlotCells("scan", counts: 1...12, help: "The scans.")
    static let size = PlotDirective.Size.column

    enum Reference: String, OptionChoice {
        case truth, prior
    }

    static let against = OptionKey<Reference>(
        "against", default: .truth, presentation: true, help: "What a best fit is held against.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, against]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options[PlotDirective.of].indices.flatMap {
            ScannedLikelihood.validate(options, document, counts: 1...100, at: $0)
        }
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let cells = options[PlotDirective.of]
        let entries = try cells.indices.flatMap { place in
            let likelihood = try ScannedLikelihood(options, context, at: place)
            return likelihood.indices.enumerated().map { order, index in
                let symbol = likelihood.symbol(index)
                let name = cells.count == 1 ? symbol : symbol + RichText(" (\(cells[place].label))")
                return entry(
                    name, best: likelihood.scan.bestFit[index],
                    interval: likelihood.interval(index, LikelihoodInterval.oneSigma), truth: likelihood.truth[order],
                    against: options[against])
            }
        }
        return try Pulls(
            entries: entries,
            formula: options[against] == .truth ? "(*ν̂* − *ν*_{true}) / *σ*" : "(*ν̂* − *ν*_{prior}) / *σ*_{prior}"
        ).figure()
    }

    private static func entry(
        _ name: RichText, best: Double, interval: ScanInterval, truth: Double?, against: Reference
    ) -> Pulls.Entry {
        let (lower, upper) = (interval.lower.value.map { best - $0 }, interval.upper.value.map { $0 - best })
        switch against {
        case .prior: return Pulls.Entry(name: name, pull: best, lower: lower, upper: upper, truth: truth)
        case .truth:
            guard let truth, let sigma = best > truth ? lower : upper else {
                return Pulls.Entry(name: name, pull: .nan, lower: nil, upper: nil)
            }
            return Pulls.Entry(
                name: name, pull: (best - truth) / sigma, lower: lower.map { $0 / sigma },
                upper: upper.map { $0 / sigma })
        }
    }
}
