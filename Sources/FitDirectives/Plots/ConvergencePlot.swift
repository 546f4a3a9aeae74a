import Inference
import Plotting
import Report

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
    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], help: "Which nuisances of the scan; else those that the scan names.")
    static let keys: [any AnyOptionKey] = [nuisances, subsets]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.validateMembers(options, document)
    }

    static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String] {
        ["name", "sizes.*.members", "sizes.*.sigma", "sizes.*.deviation", "sizes.*.open"].map { "series.*.\($0)" }
    }

    struct Series: Codable {
        let name: String
        let sizes: [Size]
    }

    /// Half the width of the 68 % interval over subsets of one size.
    struct Size: Codable {
        let members: Int
        /// Mean over subsets; nil where every interval is open.
        let sigma: Double?
        let deviation: Double?
        /// Subsets whose interval is open.
        let open: Int
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value] {
        let likelihood = try ScannedLikelihood(options, context)
        let meter = ProgressMeter(context, message: "nuisances")
        let series = try zip(likelihood.indices, likelihood.names).enumerated().map { place, nuisance in
            try meter.report(step: place, total: likelihood.indices.count)
            let convergence = Inference.EnsembleConvergence(
                members: likelihood.scan.members, combination: likelihood.scan.combination, nuisance: nuisance.0,
                level: LikelihoodInterval.oneSigma, subsets: options[subsets], seed: context.seed)
            return Series(
                name: nuisance.1,
                sizes: convergence.points.map { point in
                    let deviation = point.subsets.map { $0.deviation / 2 }
                    return Size(
                        members: point.members, sigma: point.subsets.map { $0.mean / 2 },
                        deviation: deviation.flatMap { $0.isFinite ? $0 : nil }, open: point.openSubsets)
                })
        }
        return ["series": try Value(encoding: series)]
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let series = try artifact.result[path: "series"]?.decoded(as: [Series].self) ?? []
        let references = ClosedFormLikelihood.all(try ScannedLikelihood(options, context), context)
        return try ConvergenceCurves(
            series: series.map { item in
                ConvergenceCurves.Series(
                    nuisance: RichText("*ν*_{\(item.name)}"),
                    sizes: item.sizes.map { size in
                        let width = size.sigma ?? .nan
                        let spread = size.deviation ?? 0
                        return .init(
                            members: size.members, width: width, lower: width - spread, upper: width + spread)
                    },
                    references: references.compactMap { reference in
                        reference.sigma(item.name).map { .init(name: reference.name, width: $0) }
                    })
            }
        ).figure()
    }
}
