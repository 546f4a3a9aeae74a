import Inference
import Plotting
import Report
import Statistics

/// `kind: convergence`: the width of the combined interval against the number of members, a panel a nuisance.
///
/// A width that still grows with the last members says that the ensemble is too small. Beside it, the widths of the
/// closed-form likelihoods of the same events.
enum ConvergencePlot: PlotKind {
    static let name = "convergence"
    static let summary = "The combined interval's width against the number of members, beside the closed-form widths."
    static let cells = PlotCells("scan", help: "The scan of a fit with members.")
    static let size = PlotDirective.Size.full

    static let subsets = OptionKey<Int>(
        "subsets", default: 40, in: 1...10_000, help: "Subsets of members for every size; all where there are no more.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, subsets]

    struct Numbers: ResultGroup {
        let series: [Series]
        let references: [ClosedFormLikelihood]

        static let meanings = [
            "series": "One for each nuisance.", "references": "The exact likelihoods of the same events.",
        ]
    }

    struct Series: ResultGroup {
        let name: String
        let sizes: ResultsByNumber<EnsembleMembers, Size>

        static let meanings = ["name": "The nuisance.", "sizes": "With 1, 2, … members."]
    }

    /// Half the width of the 68.27 % interval over subsets of one size.
    struct Size: ResultGroup {
        let members: Int
        let sigma: Double?
        let deviation: Double?
        let open: Int

        static let meanings = [
            "members": "How many members.", "sigma": "Mean of σ over subsets; absent where every interval is open.",
            "deviation": "Its standard deviation over subsets, which share members.",
            "open": "Subsets whose interval is open.",
        ]
        static let absences = ["sigma": "open", "deviation": "open"]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.validateMembers(options, document)
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        kind == EnsembleMembers.self
            ? LikelihoodSource(options[PlotDirective.of][0], document)?.combinedMembers(document) : nil
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let scan = try ScannedLikelihood(options, context)
        let likelihood = try scan.likelihood(context)
        let meter = ProgressMeter(context, message: "nuisances")
        let series = try zip(scan.places, scan.names).enumerated().map { place, nuisance in
            try meter.report(step: place, total: scan.names.count)
            return Series(
                name: nuisance.1,
                sizes: ResultsByNumber(try sizes(likelihood, nuisance.0, options[subsets], context.seed)))
        }
        return Numbers(
            series: series,
            references: ClosedFormLikelihood.all(try scan.information(context), names: scan.names))
    }

    private static func sizes(
        _ likelihood: some ProfiledLikelihood, _ nuisance: Int, _ subsets: Int, _ seed: UInt64
    ) throws -> [Size] {
        let convergence = try IntervalConvergence(
            likelihood, nuisance: nuisance, level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1),
            subsets: subsets, seed: seed)
        return convergence.points.map { point in
            let deviation = point.subsets.map { $0.deviation / 2 }
            return Size(
                members: point.members, sigma: point.subsets.map { $0.mean / 2 },
                deviation: deviation.flatMap { $0.isFinite ? $0 : nil }, open: point.openSubsets)
        }
    }

    static let healthChecks = [HealthCheck.openInterval]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        let open = numbers.series.compactMap { series in
            let count = series.sizes.values.reduce(0) { $0 + $1.open }
            return count > 0 ? "\(count) of \(series.name)" : nil
        }
        guard !open.isEmpty else { return [] }
        return [
            Finding(
                .openInterval,
                "Intervals of subsets that reach beyond the scanned window and are left out of the means: "
                    + "\(open.joined(separator: ", ")).",
                remedy: "Scan a larger 'window'.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try ConvergenceCurves(
            series: numbers.series.map { item in
                ConvergenceCurves.Series(
                    nuisance: RichText("*ν*_{\(item.name)}"),
                    sizes: item.sizes.values.map { size in
                        let width = size.sigma ?? .nan
                        let spread = size.deviation ?? 0
                        return .init(
                            members: size.members, width: width, lower: width - spread, upper: width + spread)
                    },
                    references: numbers.references.compactMap { reference in
                        reference.sigma[item.name].map { .init(name: RichText(reference.name), width: $0) }
                    })
            }
        ).figure()
    }
}
