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
        "against", default: .truth, presentation: true, help: "What a best fit is compared with.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, against]

    struct Numbers: ResultGroup {
        let entries: [Entry]

        static let meanings = ["entries": "One for each scan and nuisance."]
    }

    struct Entry: ResultGroup {
        let scan: String
        let nuisance: String
        let best: Double
        let minus: Double?
        let plus: Double?
        let truth: Double?
        let pull: Double?

        static let meanings = [
            "scan": "The label of the scan.", "nuisance": "The nuisance.", "best": "ν̂.",
            "minus": "ν̂ − lower bound; absent where open.", "plus": "Upper bound − ν̂; absent where open.",
            "truth": "ν_true, where it is known.", "pull": "(ν̂ − ν_true)/σ, σ towards the truth; absent where open.",
        ]
        static let absences = ["minus": "open", "plus": "open", "pull": "open"]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        options[PlotDirective.of].indices.flatMap {
            ScannedLikelihood.validate(options, document, counts: 1...100, at: $0)
        } + withoutPrior(options, document)
    }

    /// Free normalizations, which have no prior that they could be compared with.
    private static func withoutPrior(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard options[against] == .prior else { return [] }
        return options[PlotDirective.of].compactMap { scan in
            guard let source = LikelihoodSource(scan, document), let fit = document.options(source.fit) else {
                return nil
            }
            let named = options[ScannedLikelihood.nuisances]
            let drawn = named.isEmpty ? document.options(scan)?[ScanDirective.nuisances] ?? [] : named
            let free = FitDirective.freeNormalizations(fit)
            guard let name = drawn.first(where: free.contains) else { return nil }
            return options.error(
                "'\(name)' of '\(source.fit.label)' is free and has no prior", at: against,
                remedy: "name the others by 'nuisances', or draw its 'curves'")
        }
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        Numbers(
            entries: try options[PlotDirective.of].indices.flatMap { place in
                let scan = try ScannedLikelihood(options, context, at: place)
                return scan.names.compactMap { name in
                    scan.result.nuisances[name].map {
                        Entry(
                            scan: options[PlotDirective.of][place].label, nuisance: name, best: $0.best,
                            minus: $0.minus, plus: $0.plus, truth: $0.truth, pull: $0.pull)
                    }
                }
            })
    }

    static let healthChecks = [HealthCheck.openInterval]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        let open = numbers.entries.filter { entry in
            switch options[against] {
            case .truth: entry.truth != nil && entry.pull == nil
            case .prior: entry.minus == nil || entry.plus == nil
            }
        }
        guard !open.isEmpty else { return [] }
        let names = open.map { "\($0.nuisance) of '\($0.scan)'" }
        return [
            Finding(
                .openInterval,
                "The interval is open in the scanned window: \(names.joined(separator: ", ")).",
                remedy: "Scan a larger 'window'.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let isOne = Set(numbers.entries.map(\.scan)).count == 1
        return try Pulls(
            entries: numbers.entries.map { entry in
                let symbol = RichText("*ν*_{\(entry.nuisance)}")
                return plotted(entry, isOne ? symbol : symbol + RichText(" (\(entry.scan))"), against: options[against])
            },
            formula: options[against] == .truth ? "(*ν̂* − *ν*_{true}) / *σ*" : "(*ν̂* − *ν*_{prior}) / *σ*_{prior}"
        ).figure()
    }

    /// A bound that is open has no distance.
    private static func plotted(_ entry: Entry, _ name: RichText, against: Reference) -> Pulls.Entry {
        switch against {
        case .prior:
            return Pulls.Entry(name: name, pull: entry.best, lower: entry.minus, upper: entry.plus, truth: entry.truth)
        case .truth:
            guard let truth = entry.truth, let pull = entry.pull,
                let sigma = entry.best > truth ? entry.minus : entry.plus
            else { return Pulls.Entry(name: name, pull: .nan, lower: nil, upper: nil) }
            return Pulls.Entry(
                name: name, pull: pull, lower: entry.minus.map { $0 / sigma }, upper: entry.plus.map { $0 / sigma })
        }
    }
}
