import Inference
import Plotting
import Report

/// `kind: member-scans`: −2Δln L of every member of an ensemble and of their combinations; against one nuisance, or in
/// the plane of two.
///
/// Members thin, combinations thick. Every member stands about its own maximum, every combination about its own.
enum MemberScanPlot: PlotKind {
    static let name = "member-scans"
    static let summary =
        "−2Δln L of an ensemble's members and their combinations, of one nuisance or in a plane of two."
    static let cells = PlotCells("scan", help: "The scan of a fit with members.")
    static let size = PlotDirective.Size.column

    static let nuisances = OptionKey<[String]>(
        "nuisances", default: [], help: "One nuisance for curves, two for their plane; else those that the scan names.")
    static let combinations = OptionKey<[EnsembleCombination]>(
        "combinations", default: [],
        help: "Which combinations to show; the scan's own where none is named.",
        must: { Set($0).count == $0.count ? nil : "must name each combination once" })
    static let effectiveMembers = OptionKey<Bool>(
        "effective-members", default: false, presentation: true,
        help: "In a plane: show B_eff of the first combination, how many members count, as a map.")
    static let keys: [any AnyOptionKey] = [nuisances, combinations, effectiveMembers]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.validateMembers(options, document, instead: "or say 'kind: curves'")
    }

    static func resultPaths(_ options: Options, _ document: DocumentContext) -> [String] {
        ["members.*", "combinations.*", "x.*", "y.*"]
    }

    /// −2Δln L of one combination: over x, or in the plane, shape [y, x].
    struct Combined: Codable {
        let combination: EnsembleCombination
        let values: [Double]
        let effectiveMembers: [Double]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> [String: Value] {
        let likelihood = try ScannedLikelihood(options, context)
        let members = likelihood.scan.members
        let chosen = options[combinations].isEmpty ? [likelihood.scan.combination] : options[combinations]
        let isPlane = likelihood.indices.count == 2
        let x = likelihood.values(of: likelihood.indices[0], count: isPlane ? 81 : 201)
        let y = isPlane ? likelihood.values(of: likelihood.indices[1], count: 81) : []
        let meter = ProgressMeter(context, message: "members and combinations")
        let total = members.count + chosen.count
        let curves = try members.scans.enumerated().map { index, scan in
            try meter.report(step: index, total: total)
            return isPlane
                ? y.flatMap { y in x.map { scan.profiled(likelihood.indices[0], likelihood.indices[1], at: ($0, y)) } }
                : x.map { scan.profiled(likelihood.indices[0], at: $0) }
        }
        let combined = try chosen.enumerated().map { index, combination in
            try meter.report(step: members.count + index, total: total)
            let scan = EnsembleScan(members: members, combination: combination)
            let places = (isPlane ? y : [.nan]).flatMap { y in
                x.map { x in
                    isPlane ? [likelihood.indices[0]: x, likelihood.indices[1]: y] : [likelihood.indices[0]: x]
                }
            }
            let values = places.map { value(scan, at: $0) }
            return Combined(
                combination: combination, values: values.map(\.deviance),
                effectiveMembers: values.map(\.effectiveMembers))
        }
        return [
            "x": Value(x), "y": Value(y), "members": .array(curves.map { Value($0) }),
            "combinations": try Value(encoding: combined),
        ]
    }

    /// −2Δln L and B_eff with some nuisances held; where these are all, nothing is left to profile.
    private static func value(
        _ scan: EnsembleScan, at fixed: [Int: Double]
    ) -> (deviance: Double, effectiveMembers: Double) {
        let point = scan.nuisances.indices.compactMap { fixed[$0] }
        guard point.count == scan.nuisances.count else {
            let profile = scan.profile(fixing: fixed)
            return (profile.deviance, profile.effectiveMembers)
        }
        return (scan.deviance(at: point), scan.combined(at: point).effectiveMembers)
    }

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        guard let x = artifact.result[path: "x"]?.doubles, let y = artifact.result[path: "y"]?.doubles,
            let members = artifact.result[path: "members"]?.array?.compactMap(\.doubles),
            let combined = try artifact.result[path: "combinations"]?.decoded(as: [Combined].self)
        else { throw CellFailure("there are no scans to draw") }
        let likelihood = try ScannedLikelihood(options, context)
        let anchor = likelihood.anchor(context)
        if y.isEmpty { return try curves(likelihood, x, members, combined, anchor: anchor?[0]) }
        let (first, second) = (likelihood.indices[0], likelihood.indices[1])
        func grid(_ values: [Double]) throws -> ScalarGrid { try ScalarGrid(x: x, y: y, values: values) }
        let drawn = try members.map(grid)
        return try LikelihoodPlane(
            xNuisance: likelihood.symbol(first), yNuisance: likelihood.symbol(second),
            series: combined.enumerated().map { index, item in
                let scan = EnsembleScan(members: likelihood.scan.members, combination: item.combination)
                return LikelihoodPlane.Series(
                    name: RichText(item.combination.rawValue), deviance: .grid(try grid(item.values)),
                    members: index == 0 ? drawn : [], best: Point(scan.bestFit[first], scan.bestFit[second]),
                    xInterval: ScannedLikelihood.interval(scan, first, LikelihoodInterval.oneSigma),
                    yInterval: ScannedLikelihood.interval(scan, second, LikelihoodInterval.oneSigma))
            }, truth: likelihood.truePoint, anchor: anchor.map { Point($0[0], $0[1]) },
            ellipses: ClosedFormLikelihood.all(likelihood, context).compactMap { $0.ellipse(likelihood.names) },
            map: options[effectiveMembers]
                ? try combined.first.map { .effectiveMembers(try grid($0.effectiveMembers)) } : nil
        ).figure()
    }

    private static func curves(
        _ likelihood: ScannedLikelihood, _ x: [Double], _ members: [[Double]], _ combined: [Combined], anchor: Double?
    ) throws -> Plotting.Figure {
        let index = likelihood.indices[0]
        let drawn = try members.map { try LikelihoodCurves.Curve(x: x, y: $0) }
        return try LikelihoodCurves(
            nuisance: likelihood.symbol(index),
            series: combined.enumerated().map { place, item in
                let scan = EnsembleScan(members: likelihood.scan.members, combination: item.combination)
                return LikelihoodCurves.Series(
                    name: RichText(item.combination.rawValue),
                    profiled: try LikelihoodCurves.Curve(x: x, y: item.values), members: place == 0 ? drawn : [],
                    best: scan.bestFit[index],
                    interval68: ScannedLikelihood.interval(scan, index, LikelihoodInterval.oneSigma),
                    interval95: ScannedLikelihood.interval(scan, index, LikelihoodInterval.ninetyFivePercent))
            }, truth: likelihood.truth[0], anchor: anchor
        ).figure()
    }
}
