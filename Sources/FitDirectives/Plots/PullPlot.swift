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
        let entries = try cells.flatMap { cell -> [Pulls.Entry] in
            guard let result = context.artifact(cell)?.result, let scan = context.options(cell) else {
                throw CellFailure("there is no scan '\(cell.label)' to draw")
            }
            let given = options[ScannedLikelihood.nuisances]
            return (given.isEmpty ? scan[ScanDirective.nuisances] : given).map { name in
                let symbol = RichText("*ν*_{\(name)}")
                return entry(
                    cells.count == 1 ? symbol : symbol + RichText(" (\(cell.label))"),
                    result[path: name] ?? .null, against: options[against])
            }
        }
        return try Pulls(
            entries: entries,
            formula: options[against] == .truth ? "(*ν̂* − *ν*_{true}) / *σ*" : "(*ν̂* − *ν*_{prior}) / *σ*_{prior}"
        ).figure()
    }

    /// - Parameter numbers: what the scan says of the nuisance; a bound that is open has no distance.
    private static func entry(_ name: RichText, _ numbers: Value, against: Reference) -> Pulls.Entry {
        func number(_ key: String) -> Double? { numbers[path: key]?.double }
        let (best, truth) = (number("best") ?? .nan, number("truth"))
        let (lower, upper) = (number("minus"), number("plus"))
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
