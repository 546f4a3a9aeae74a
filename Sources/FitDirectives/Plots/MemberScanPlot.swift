import Inference
import Plotting
import Report
import Statistics

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

    static let combinations = OptionKey<[EnsembleCombination]>(
        "combinations", default: [],
        help: "Which combinations to show; the scan's own where none is named.",
        must: { Set($0).count == $0.count ? nil : "must name each combination once" })
    static let effectiveMembers = OptionKey<Bool>(
        "effective-members", default: false, presentation: true,
        help: "In a plane: show B_eff of the first combination, how many members count, as a map.")
    static let keys: [any AnyOptionKey] = [ScannedLikelihood.nuisances, combinations, effectiveMembers]

    struct Numbers: ResultGroup {
        let nuisances: [ScannedLikelihood.Landmark]
        let x: [Double]
        let y: [Double]
        let members: ResultsByNumber<EnsembleMembers, [Double]>
        let combinations: [Combined]
        let references: [ClosedFormLikelihood]

        static let meanings = [
            "nuisances": "One nuisance, or two.", "x": "Values of the first.",
            "y": "Values of the second; none for one.",
            "members": "−2Δln L of every member about its own maximum: over x, or in the plane, shape [y, x].",
            "combinations": "The combinations that are shown.",
            "references": "The exact likelihoods of the same events.",
        ]
    }

    /// −2Δln L of one combination: over x, or in the plane, shape [y, x].
    struct Combined: ResultGroup {
        let combination: EnsembleCombination
        let best: [Double]
        let intervals: [ScanDirective.Interval]
        let intervals95: [ScanDirective.Interval]
        let values: [Double]
        let effectiveMembers: [Double]

        static let meanings = [
            "combination": "Which one.", "best": "ν̂ of the drawn nuisances.",
            "intervals": "Their intervals of 68.27 %.", "intervals-95": "Their intervals of 95 %.",
            "values": "−2Δln L, all other nuisances profiled.", "effective-members": "B_eff at the same places.",
        ]
    }

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        ScannedLikelihood.validateMembers(options, document, instead: "or say 'kind: curves'")
    }

    static func names(of kind: any ResultNames.Type, _ options: Options, _ document: DocumentContext) -> [String]? {
        kind == EnsembleMembers.self
            ? LikelihoodSource(options[PlotDirective.of][0], document)?.combinedMembers(document) : nil
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let scan = try ScannedLikelihood(options, context)
        let chosen = options[combinations].isEmpty ? [scan.result.combination] : options[combinations]
        return try compute(scan, try scan.likelihood(context), chosen, context)
    }

    private static func compute(
        _ scan: ScannedLikelihood, _ likelihood: some ProfiledLikelihood, _ chosen: [EnsembleCombination],
        _ context: RunContext
    ) throws -> Numbers {
        let places = scan.places
        let isPlane = places.count == 2
        let isQuick = scan.result.surfaces != nil
        let count = isPlane ? (isQuick ? 81 : 21) : (isQuick ? 201 : 25)
        let axes = places.map { values(likelihood.limits[$0], count: count) }
        let points: [[Int: Double]] =
            isPlane
            ? axes[1].flatMap { y in axes[0].map { [places[0]: $0, places[1]: y] } } : axes[0].map { [places[0]: $0] }
        let meter = ProgressMeter(context, message: "members and combinations")
        let total = likelihood.memberCount + chosen.count
        let members = try (0..<likelihood.memberCount).map { index in
            try meter.report(step: index, total: total)
            let member = try likelihood.member(index)
            return try points.map { try member.deviance(fixing: $0) }
        }
        let combined = try chosen.enumerated().map { index, combination in
            try meter.report(step: likelihood.memberCount + index, total: total)
            return try self.combined(likelihood.combined(as: combination), places, points)
        }
        return Numbers(
            nuisances: try scan.landmarks(context), x: axes[0], y: isPlane ? axes[1] : [],
            members: ResultsByNumber(members), combinations: combined,
            references: ClosedFormLikelihood.all(try scan.information(context), names: scan.names))
    }

    private static func combined(
        _ likelihood: some ProfiledLikelihood, _ places: [Int], _ points: [[Int: Double]]
    ) throws -> Combined {
        func intervals(_ level: Double) throws -> [ScanDirective.Interval] {
            try places.map {
                ScanDirective.Interval(try likelihood.interval($0, level: level), best: likelihood.bestFit[$0])
            }
        }
        let profiles = try points.map { try likelihood.profile(fixing: $0) }
        return Combined(
            combination: likelihood.combination, best: places.map { likelihood.bestFit[$0] },
            intervals: try intervals(ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)),
            intervals95: try intervals(ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)),
            values: profiles.map(\.deviance),
            effectiveMembers: profiles.map(\.effectiveMembers))
    }

    /// Evenly spaced, both ends included.
    private static func values(_ range: ClosedRange<Double>, count: Int) -> [Double] {
        (0..<count).map {
            range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
        }
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        if numbers.y.isEmpty { return try curves(numbers) }
        let (x, y) = (numbers.nuisances[0], numbers.nuisances[1])
        func grid(_ values: [Double]) throws -> ScalarGrid {
            try ScalarGrid(x: numbers.x, y: numbers.y, values: values)
        }
        let drawn = try numbers.members.values.map(grid)
        return try LikelihoodPlane(
            xNuisance: x.symbol, yNuisance: y.symbol,
            series: numbers.combinations.enumerated().map { index, item in
                LikelihoodPlane.Series(
                    name: RichText(item.combination.rawValue), deviance: .grid(try grid(item.values)),
                    members: index == 0 ? drawn : [], best: Point(item.best[0], item.best[1]),
                    xInterval: item.intervals[0].plotted, yInterval: item.intervals[1].plotted)
            },
            truth: x.truth.flatMap { x in y.truth.map { Point(x, $0) } },
            anchor: x.anchor.flatMap { x in y.anchor.map { Point(x, $0) } },
            ellipses: numbers.references.compactMap(\.plotted),
            map: options[effectiveMembers]
                ? try numbers.combinations.first.map { .effectiveMembers(try grid($0.effectiveMembers)) } : nil
        ).figure()
    }

    private static func curves(_ numbers: Numbers) throws -> Figure {
        let nuisance = numbers.nuisances[0]
        func curve(_ values: [Double]) throws -> LikelihoodCurves.Curve {
            try LikelihoodCurves.Curve(x: numbers.x, y: values)
        }
        let drawn = try numbers.members.values.map(curve)
        return try LikelihoodCurves(
            nuisance: nuisance.symbol,
            series: numbers.combinations.enumerated().map { index, item in
                LikelihoodCurves.Series(
                    name: RichText(item.combination.rawValue), profiled: try curve(item.values),
                    members: index == 0 ? drawn : [], best: item.best[0], interval68: item.intervals[0].plotted,
                    interval95: item.intervals95[0].plotted)
            }, truth: nuisance.truth, anchor: nuisance.anchor
        ).figure()
    }
}

extension ScanDirective.Interval {
    var plotted: LikelihoodCurves.Interval { .init(lower: lower.value, upper: upper.value) }
}
