import FlowKernels
import Foundation
import Inference
import Report
import Statistics
import SyntheticBenchmark

/// `{scan}`: −2Δln L over a window of the nuisances of a fit, its best fit and its intervals.
///
/// ln L of every member is evaluated once; all four combinations are read from it (arXiv:2602.13184).
struct ScanDirective: Directive {
    static let verb = "scan"
    static let version = 12
    static let summary =
        "Scan −2Δln L of a fit, its members combined: slices, profiled curves, intervals, the plane of two nuisances."

    enum Method: String, OptionChoice {
        case auto, surface, newton
    }

    static let fit = OptionKey<CellReference>(
        "fit", verbs: ScannedEnsemble.verbs,
        help: "The fit whose likelihood is scanned; or a profile, through which T follows ν.")
    static let nuisances = OptionKey<[String]>(
        "nuisances", help: "One or two nuisances to show; all other profiled ones are profiled.",
        must: { (1...2).contains($0.count) && Set($0).count == $0.count ? nil : "must name one or two nuisances" })
    static let window = OptionKey<[String: [Double]]>(
        "window", default: [:], help: "Ranges such as {shift: [0.3, 0.7]}; elsewhere the best fit ± half-width.",
        must: { windows in
            windows.values.allSatisfy { $0.count == 2 && $0[0] < $0[1] }
                ? nil : "must give every range as [lower, upper]"
        })
    static let halfWidth = OptionKey<Double>(
        "half-width", default: 0.1, in: 1e-6...10, help: "Half the window around the fit's best fit.")
    static let tolerance = OptionKey<Double>(
        "tolerance", default: 0.05, in: 1e-6...1,
        help: "How right −2 ln L must be at points that the interpolation in ν has not seen.")
    static let combination = OptionKey<EnsembleCombination>(
        "combination", default: .rebasedBMA,
        help: "How members are combined, where the fit has any; the result holds all four.")
    static let ensemble = OptionKey<Bool>(
        "ensemble", default: true,
        help: "false: the nominal fit alone, even where there are members. With T fixed, its intervals are too narrow.")
    static let method = OptionKey<Method>(
        "method", default: .auto,
        help:
            "surface (an interpolation of ln L over the window, up to \(LikelihoodSurface.maximumDimensions) nuisances; all "
            + "four combinations at once), newton (on the likelihood itself, for any number), or auto: surface where it can."
    )
    static let prior = OptionKey<Bool>(
        "prior", default: true, help: "Whether the likelihood holds the standard normal priors of the nuisances.")
    static let grid = OptionKey<Int?>(
        "grid", default: nil, in: 3...101,
        help: "With two nuisances: tabulates −2Δln L of all combinations on so many points of each.")
    static let schema = OptionSchema(
        fit, nuisances, window, halfWidth, tolerance, combination, ensemble, method, prior, grid)

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard ScannedEnsemble.fitOptions(options[fit], document) != nil else { return [] }
        let names = ScannedEnsemble.profiledNames(options[fit], document)
        var diagnostics = options.unknownNames(nuisances, among: names, what: "profiled nuisance")
        for name in options[window].keys.sorted() where !names.contains(name) {
            diagnostics.append(
                options.error(
                    "there is no profiled nuisance '\(name)'", at: window, name,
                    remedy: NearMiss.remedy(for: name, among: names)))
        }
        if options[grid] != nil, names.count != 2 {
            diagnostics.append(
                options.error("a grid is of two profiled nuisances, the fit has \(names.count)", at: grid))
        } else if options[grid] != nil, isNewton(options, nuisances: names.count) {
            diagnostics.append(
                options.error("a grid is read from a surface", at: grid, remedy: "leave 'method: newton' out"))
        }
        if options[method] == .surface, names.count > LikelihoodSurface.maximumDimensions {
            diagnostics.append(
                options.error(
                    "a surface holds at most \(LikelihoodSurface.maximumDimensions) nuisances, the fit has \(names.count)",
                    at: method, remedy: "say 'method: newton'"))
        }
        return diagnostics + outsideOfProfile(options, document)
    }

    /// What the result holds beside the nuisances, which stand there by their names.
    static let resultNames = [
        "scanned", "error", "evaluations", "converged", "at-edge", "deviance-at-truth", "effective-members",
        "combinations", "members", "grid", "outside-profile", "sampled", "method", "combination", "unsettled",
        "lowest-deviance",
    ]

    /// Whether Newton's method scans, with so many nuisances.
    static func isNewton(_ options: Options, nuisances: Int) -> Bool {
        switch options[method] {
        case .auto: nuisances > LikelihoodSurface.maximumDimensions
        case .surface: false
        case .newton: true
        }
    }

    static func run(_ options: Options, _ context: RunContext) throws -> Artifact {
        let ensemble = try ScannedEnsemble.read(options[fit], members: options[Self.ensemble], context)
        let names = ensemble.space.profiled
        let given = options[Self.window]
        let reach = options[halfWidth]
        let window: [ClosedRange<Double>] = zip(names, ensemble.center).map { name, center in
            if let range = given[name] { return range[0]...range[1] }
            return (center - reach)...(center + reach)
        }
        if isNewton(options, nuisances: names.count) {
            let found = try NewtonRun(ensemble: ensemble, window: window, options: options, context: context).artifact()
            var result = found.result.object ?? [:]
            result["outside-profile"] = outsideProfile(ensemble, window: window)
            return Artifact(result: .object(result), attachments: found.attachments)
        }
        let surfaces = try surfaces(of: ensemble, window: window, options, context)
        let scanned = ScannedSurfaces(nuisances: names, window: window, members: surfaces)
        let members = scanned.scans(prior: options[prior])
        let data = context.artifact(ensemble.dataLabel)
        func numbers(_ scan: EnsembleScan) -> [String: Value] {
            ScanNumbers(scan: scan, sample: ensemble.sample, data: data).values
        }
        let combined = EnsembleCombination.allCases.map {
            ($0, numbers(EnsembleScan(members: members, combination: $0)))
        }
        var result = combined.first { $0.0 == options[combination] }?.1 ?? [:]
        result["scanned"] = try Value(encoding: scanned)
        let isConverged = surfaces.allSatisfy(\.converged) && result["converged"] == .bool(true)
        result["converged"] = .bool(isConverged)
        result["method"] = "surface"
        result["error"] = .number(surfaces.map(\.error).max() ?? .nan)
        result["evaluations"] = .integer(surfaces.reduce(0) { $0 + $1.evaluations })
        if let points = options[grid] {
            result["grid"] = ScannedGrid(members, points: points).value
        }
        result["outside-profile"] = outsideProfile(ensemble, window: window)
        if surfaces.count > 1 {
            result["combinations"] = .object(
                Dictionary(uniqueKeysWithValues: combined.map { ($0.rawValue, .object($1)) }))
            result["members"] = .array(
                members.scans.map { scan in
                    .object(
                        Dictionary(
                            uniqueKeysWithValues: zip(names, scan.bestFit).map { ($0, ["best": .number($1)]) }))
                })
            for (name, spread) in zip(names, members.spreads) {
                if case .object(var entry)? = result[name] {
                    entry["members"] = spread.value
                    result[name] = .object(entry)
                }
            }
        }
        return Artifact(result: .object(result))
    }

    /// ln L of every member over the window, an artifact of its own: how members are combined is asked for later.
    private static func surfaces(
        of ensemble: ScannedEnsemble, window: [ClosedRange<Double>], _ options: Options, _ context: RunContext
    ) throws -> [ScannedSurfaces.Member] {
        let settings = options.canonical(without: nuisances, combination, method, prior, grid)
        let part = PartDescription(
            "likelihoods", components: ["options": settings, "members": .integer(ensemble.mixtures.count)],
            seed: context.seed)
        let outcomes = try context.parts("likelihoods", [part]) { _, context in
            let workers = try context.workers()
            let likelihood = EnsembleLikelihood(
                mixtures: ensemble.mixtures, space: ensemble.space, data: ensemble.sample.dataset(), workers: workers)
            let meter = ProgressMeter(context, message: "points of the likelihood")
            var done = 0.0
            let evaluation = EnsembleEvaluation(likelihood, workers: workers) {
                done += $0
                try meter.report(step: Int(done), total: nil)
            }
            let surfaces = try LikelihoodSurface.members(
                of: evaluation, window: window, tolerance: options[tolerance], seed: context.seed)
            guard surfaces.allSatisfy({ $0.surface.coefficients.allSatisfy(\.isFinite) }) else {
                throw CellFailure(
                    "the likelihood is not finite somewhere in the window",
                    advice: "Choose a smaller window, and look at the densities at its corners.")
            }
            return Artifact(result: ["members": try Value(encoding: surfaces.map(ScannedSurfaces.Member.init))])
        }
        switch outcomes[0] {
        case .finished(let artifact, _):
            return try artifact.result[path: "members"]?.decoded(as: [ScannedSurfaces.Member].self) ?? []
        case .failed(let message, let advice): throw CellFailure(message, advice: advice)
        }
    }

    static func present(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws -> [Fragment] {
        if let sampled = try artifact.result[path: "sampled"]?.decoded(as: SampledScan.self) {
            return [
                .note(([sampled.words(artifact.result)] + wordsOfProfile(options, artifact)).joined(separator: " "))
            ]
        }
        guard let evaluations = artifact.result[path: "evaluations"]?.int,
            let error = artifact.result[path: "error"]?.double,
            let scanned = try artifact.result[path: "scanned"]?.decoded(as: ScannedSurfaces.self)
        else { return [] }
        let nodes = Set(scanned.members.map(\.nodes)).sorted().map(String.init).joined(separator: " or ")
        let count = scanned.members.count
        var sentences = [
            "\(NumberText.count(evaluations)) evaluations of the likelihood"
                + (count > 1 ? " (\(count) members, combined as \(options[combination].rawValue))" : "")
                + ", up to \(nodes) Chebyshev nodes a nuisance; the interpolation of −2 ln L is right to "
                + "\(NumberText.significant(error, digits: 2)) at points it has not seen."
        ]
        if !options[prior] { sentences.append("Without the priors of the nuisances.") }
        if count > 1, let effective = artifact.result[path: "effective-members"]?.double {
            sentences.append(
                "At the best fit \(NumberText.significant(effective, digits: 2)) members count effectively (B_eff).")
        }
        if artifact.result[path: "converged"]?.bool != true {
            sentences.append("Not converged: choose a smaller window or a larger tolerance.")
        }
        sentences += wordsOfProfile(options, artifact)
        let edges = artifact.result[path: "at-edge"]?.array?.compactMap(\.string) ?? []
        if !edges.isEmpty {
            sentences.append(
                "The best fit of \(edges.joined(separator: ", ")) rests on the edge of the window: the maximum may lie "
                    + "outside.")
        }
        return [.note(sentences.joined(separator: " "))]
    }
}

extension EnsembleCombination: OptionChoice {}
