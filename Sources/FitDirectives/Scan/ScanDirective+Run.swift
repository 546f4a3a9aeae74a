import FlowKernels
import Inference
import Report
import Statistics

extension ScanDirective {
    static func run(_ options: Options, _ context: RunContext) throws -> Output<Result> {
        Output(try result(options, try evaluated(options, context), context) { try surfaces(context) })
    }

    /// The result of the scan of a likelihood.
    ///
    /// - Parameter surfaces: ln L of every member over the window; Newton's method needs none.
    static func result(
        _ options: Options, _ ensemble: EvaluatedEnsemble, _ context: RunContext,
        surfaces: () throws -> StoredSurfaces
    ) throws -> Result {
        if isNewton(options, ensemble) {
            let (likelihood, window, ends) = try newton(ensemble, options, context)
            return try scan(ensemble, window, options).result(likelihood, .newton, ends: ends)
        }
        let stored = try surfaces()
        let scan = scan(ensemble, stored.window, options)
        let members = stored.surfaces(without: options[prior] ? nil : ensemble.space.constraints)
        let likelihood = SurfaceLikelihood(members: members, combination: options[combination])
        var combinations: ResultsByName<Combinations, CombinedResult>?
        if members.count > 1 {
            combinations = ResultsByName(
                try EnsembleCombination.allCases.map {
                    ($0.rawValue, try scan.combined(SurfaceLikelihood(members: members, combination: $0)))
                })
        }
        return try scan.result(
            likelihood, .surface, combinations: combinations,
            grid: options[grid].map { GridResult(members, points: $0) }, surfaces: stored)
    }

    private static func isNewton(_ options: Options, _ ensemble: EvaluatedEnsemble) -> Bool {
        isNewton(
            options, nuisances: ensemble.space.profiled.count, hasFactors: !ensemble.space.linear.isEmpty)
    }

    private static func evaluated(_ options: Options, _ context: RunContext) throws -> EvaluatedEnsemble {
        try context.shared {
            try EvaluatedEnsemble.read(LikelihoodSource(scan: options, context), context)
        }
    }

    private static func scan(
        _ ensemble: EvaluatedEnsemble, _ window: [ClosedRange<Double>], _ options: Options
    ) -> ScanRun {
        ScanRun(
            ensemble: ensemble, window: window,
            shown: options[nuisances].compactMap { ensemble.space.profiled.firstIndex(of: $0) },
            outsideProfile: outsideProfile(ensemble, window: window))
    }

    /// The likelihood to be climbed, the window that holds its intervals, and the nuisances whose window was cut where the likelihood
    /// ends.
    private static func newton(
        _ ensemble: EvaluatedEnsemble, _ options: Options, _ context: RunContext
    ) throws -> (NewtonLikelihood, [ClosedRange<Double>], ends: [String]) {
        var window = ScanWindow(ensemble, options)
        var likelihood = try newton(ensemble, window: window.ranges, options, context)
        for _ in 0..<ScanWindow.mostDoublings {
            guard let wider = try window.widened(for: likelihood, names: ensemble.space.profiled) else { break }
            window = wider
            likelihood = likelihood.within(window.ranges)
        }
        let ranges = try withinPositive(window.ranges, about: likelihood.bestFit, ensemble, context)
        let names = ensemble.space.profiled
        let ends = names.indices.filter { ranges[$0] != window.ranges[$0] }.map { names[$0] }
        return (ends.isEmpty ? likelihood : likelihood.within(ranges), ranges, ends)
    }

    /// How near to its end the curve of a likelihood is drawn, as a part of the way from the best fit.
    private static let drawnPart = 0.98

    /// The window without what lies beyond the end of the likelihood, where a factor on the yields makes the density of an event
    /// negative.
    private static func withinPositive(
        _ window: [ClosedRange<Double>], about best: [Double], _ ensemble: EvaluatedEnsemble, _ context: RunContext
    ) throws -> [ClosedRange<Double>] {
        guard !ensemble.space.linear.isEmpty, best.allSatisfy(\.isFinite) else { return window }
        let workers = context.workers()
        var ranges = window
        for mixture in ensemble.evaluated {
            try context.checkCancellation()
            let likelihood = ExtendedLikelihood(
                mixture: mixture, space: ensemble.space, data: ensemble.dataset, workers: workers)
            for index in ensemble.space.linear {
                let end = likelihood.positiveRange(of: index, at: best, workers: workers)
                func drawn(_ end: Double) -> Double { best[index] + drawnPart * (end - best[index]) }
                let (lower, upper) = (ranges[index].lowerBound, ranges[index].upperBound)
                let lowest = end.lowest.map { max(lower, drawn($0)) } ?? lower
                let highest = end.highest.map { min(upper, drawn($0)) } ?? upper
                if lowest < highest { ranges[index] = lowest...highest }
            }
        }
        return ranges
    }

    /// The likelihood itself, for maximization by Newton's method.
    static func newton(
        _ ensemble: EvaluatedEnsemble, window: [ClosedRange<Double>], _ options: Options, _ context: RunContext
    ) throws -> NewtonLikelihood {
        let workers = context.workers()
        let data = ensemble.dataset
        let likelihoods = try ensemble.evaluated.map { mixture in
            try context.checkCancellation()
            return ExtendedLikelihood(mixture: mixture, space: ensemble.space, data: data, workers: workers)
        }
        let meter = ProgressMeter(context, message: "likelihood evaluations")
        let about = likelihoods.count * expectedClimbs(options, nuisances: ensemble.space.profiled.count)
        var done = 0
        // A tenth of the tolerance of a surface: bounds move by half of it in σ.
        let likelihood = try NewtonLikelihood(
            nuisances: ensemble.space.profiled,
            likelihoods: MemberLikelihoods(likelihoods, isConstrained: options[prior], workers: workers) {
                done += 1
                try meter.report(step: done, about: about)
            },
            combination: options[combination], start: ensemble.center, limits: window,
            tolerance: options[tolerance] / 10)
        guard likelihood.maximum.isFinite else {
            throw CellFailure(
                "the likelihood is not finite at its best fit", advice: "Look at the densities at the fit's ν̂.")
        }
        return likelihood
    }
}

extension ScanDirective {
    /// About how many evaluations of a member a scan by Newton's method takes: for its own maximum, the bounds of every
    /// nuisance, and the curves and contours of those that are shown.
    private static func expectedClimbs(_ options: Options, nuisances count: Int) -> Int {
        let shown = options[nuisances].count
        return 12 + 36 * count + 33 * shown + (shown == 2 ? 120 : 0)
    }
}

extension [CheckedSurface] {
    fileprivate var areFinite: Bool { allSatisfy { $0.surface.coefficients.allSatisfy(\.isFinite) } }
}

/// ln L of every member over the window, an artifact of its own: how members are combined is decided later, and what of
/// it is shown. Scans of one fit share it.
extension ScanDirective: PartitionedDirective {
    private static let group = "likelihoods"
    static let groupNames = [group]
    /// The seed of the points at which surfaces are checked: the same for all scans, whatever their labels.
    static let checkSeed: UInt64 = 0

    static func parts(_ options: Options, _ context: RunContext) throws -> [PartGroup] {
        let ensemble = try evaluated(options, context)
        guard !isNewton(options, ensemble) else { return [] }
        let settings = options.canonical(without: nuisances, combination, method, prior, grid)
        let part = PartDescription(
            "likelihoods", components: ["options": settings, "members": .integer(ensemble.evaluated.count)],
            seed: checkSeed)
        return [PartGroup(group, [part])]
    }

    /// In three nuisances every degree costs many points; in one or two there is room for a best fit that is right to a small
    /// part of σ, where an error of `tolerance` moves it by σ √tolerance.
    private static func growth(dimensions: Int) -> CheckedSurface.NodeGrowth {
        dimensions < 3
            ? CheckedSurface.NodeGrowth(starting: 8, maximum: 16, step: 4, finest: 32) : CheckedSurface.NodeGrowth()
    }

    static func run(
        _ part: PartDescription, of group: String, _ options: Options, _ context: RunContext
    ) throws -> Artifact {
        let surfaces = try surfaces(of: try evaluated(options, context), options, seed: part.seed, context)
        return Artifact(result: try Value(encoding: surfaces))
    }

    /// ln L of every member over a window that contains its intervals.
    static func surfaces(
        of ensemble: EvaluatedEnsemble, _ options: Options, seed: UInt64 = checkSeed, _ context: RunContext
    ) throws -> StoredSurfaces {
        let workers = context.workers()
        let likelihood = EnsembleLikelihood(
            mixtures: ensemble.evaluated, space: ensemble.space, data: ensemble.dataset, workers: workers)
        let meter = ProgressMeter(context, message: "points of the likelihood")
        let names = ensemble.space.profiled
        let growth = Self.growth(dimensions: names.count)
        let each =
            ensemble.evaluated.count * CheckedSurface.expectedEvaluations(dimensions: names.count, growth: growth)
        // Evaluations for all windows, those that were not wide enough included.
        var (done, before) = (0.0, 0)
        let evaluation = EnsembleEvaluation(likelihood, workers: workers) {
            done += $0
            try meter.report(step: Int(done), about: before + each)
        }
        var window = ScanWindow(ensemble, options)
        var doublings = 0
        /// The larger window that these surfaces need; nil if the present one is sufficient.
        func wider(_ surfaces: [CheckedSurface]) throws -> ScanWindow? {
            guard doublings < ScanWindow.mostDoublings, surfaces.areFinite else { return nil }
            return try window.widened(
                for: SurfaceLikelihood(
                    members: MemberSurfaces(nuisances: names, surfaces: surfaces), combination: .rebasedBMA),
                names: names)
        }
        while true {
            var next: ScanWindow?
            // Whether a window is wide enough is seen long before its surfaces are right to a small tolerance.
            let surfaces = try CheckedSurface.members(
                of: evaluation, window: window.ranges, tolerance: options[tolerance], growth: growth, seed: seed
            ) {
                next = try wider($0)
                return next == nil
            }
            if let surfaces {
                guard surfaces.areFinite else {
                    throw CellFailure(
                        "the likelihood is not finite somewhere in the window",
                        advice: ensemble.space.linear.isEmpty
                            ? "Choose a smaller window, and look at the densities at its corners."
                            : "Leave 'method: surface' out: Newton's method scans a factor as far as densities are positive."
                    )
                }
                next = try wider(surfaces)
                if next == nil {
                    return StoredSurfaces(
                        order: names, window: window.ranges, members: surfaces.map(StoredSurfaces.Member.init))
                }
            }
            if let next { window = next }
            doublings += 1
            before = Int(done)
        }
    }

    private static func surfaces(_ context: RunContext) throws -> StoredSurfaces {
        try context.artifacts(of: group)[0].result.decoded(as: StoredSurfaces.self)
    }
}

/// What follows from a profiled likelihood of any kind.
private struct ScanRun {
    typealias Scan = ScanDirective

    let ensemble: EvaluatedEnsemble
    let window: [ClosedRange<Double>]
    /// The places of the nuisances that the scan names.
    let shown: [Int]
    let outsideProfile: [String]?

    private var information: ExactLikelihoods? { ensemble.data.information }
    private var names: [String] { ensemble.space.profiled }

    func result(
        _ likelihood: some ProfiledLikelihood, _ method: Scan.FoundBy,
        combinations: ResultsByName<Scan.Combinations, Scan.CombinedResult>? = nil, grid: GridResult? = nil,
        surfaces: StoredSurfaces? = nil, ends: [String] = []
    ) throws -> Scan.Result {
        let combined = try combined(likelihood)
        let drawn = method == .newton ? shown : Array(names.indices)
        let curves = try drawn.map { (names[$0], try self.curves($0, likelihood, method)) }
        let planes = try pairs(drawn).map { try plane($0, likelihood) }
        return Scan.Result(
            nuisances: combined.nuisances, order: names, method: method, combination: likelihood.combination,
            converged: combined.converged && likelihood.isWithinTolerance && likelihood.unsettled == 0,
            unsettled: likelihood.unsettled, atEdge: combined.atEdge, effectiveMembers: combined.effectiveMembers,
            error: likelihood.error, evaluations: likelihood.evaluations, lowestDeviance: likelihood.lowestDeviance,
            devianceAtTruth: combined.devianceAtTruth, outsideProfile: outsideProfile, ends: ends,
            members: ResultsByNumber(
                likelihood.memberCount > 1
                    ? likelihood.memberBestFits.map { best in
                        Scan.ScannedMember(
                            nuisances: ResultsByName(zip(names, best.map(Scan.MemberNuisance.init))))
                    } : []), combinations: combinations,
            window: ResultsByName(zip(names, window.map(NuisanceWindow.init))),
            curves: ResultsByName(curves), planes: planes, grid: grid, surfaces: surfaces)
    }

    func combined(_ likelihood: some ProfiledLikelihood) throws -> Scan.CombinedResult {
        let nuisances = try names.indices.map { (names[$0], try nuisance($0, likelihood)) }
        return Scan.CombinedResult(
            nuisances: ResultsByName(nuisances), converged: likelihood.converged, atEdge: likelihood.atEdge,
            effectiveMembers: likelihood.effectiveMembers,
            devianceAtTruth: try truth.map { try likelihood.deviance(at: $0) })
    }

    private func nuisance(_ index: Int, _ likelihood: some ProfiledLikelihood) throws -> Scan.ScannedNuisance {
        let (name, best) = (names[index], likelihood.bestFit[index])
        let comparison = NuisanceComparison(name, best: best, data: ensemble.data)
        let interval = try interval(index, .oneSigma, likelihood)
        func ratio(to exact: ExactLikelihoods.Likelihood?) -> Double? {
            interval.sigma.flatMap { sigma in exact?.nuisances[name].map { sigma / $0.sigma } }
        }
        return Joined(
            comparison,
            Joined(
                interval,
                Scan.Reading(
                    intervalTwoSigma: try self.interval(index, .twoSigma, likelihood),
                    interval95: try self.interval(index, .ninetyFivePercent, likelihood),
                    pull: comparison.truth.flatMap { truth in
                        (best > truth ? interval.minus : interval.plus).map { (best - truth) / $0 }
                    }, fromFit: ensemble.deviations[index].map { (best - ensemble.center[index]) / $0 },
                    sigmaOverFit: ensemble.deviations[index].flatMap { sigma in interval.sigma.map { $0 / sigma } },
                    sigmaOverXAlone: ratio(to: information?.xAlone),
                    sigmaOverDistortionKnown: ratio(to: information?.distortionKnown),
                    members: likelihood.memberCount > 1 ? likelihood.spreads[index] : nil)))
    }

    private func interval(
        _ index: Int, _ level: ConfidenceLevel, _ likelihood: some ProfiledLikelihood
    ) throws -> Scan.Interval {
        Scan.Interval(
            try likelihood.interval(index, level: level.deviance(degreesOfFreedom: 1)), best: likelihood.bestFit[index])
    }

    /// How many points of a curve are exact: the values of a surface cost next to nothing.
    private func curves(
        _ index: Int, _ likelihood: some ProfiledLikelihood, _ method: Scan.FoundBy
    ) throws -> Scan.Curves {
        let points = method == .surface ? 101 : 13
        return Scan.Curves(
            slice: try likelihood.slicedCurve(index, over: window[index], points: points),
            profile: try likelihood.profiledCurve(index, over: window[index], points: points))
    }

    private func plane(_ pair: (Int, Int), _ likelihood: some ProfiledLikelihood) throws -> Scan.Plane {
        let (first, second) = pair
        let known = [first, second].compactMap { index in
            truth(of: index).flatMap { window[index].contains($0) ? (index, $0) : nil }
        }
        return Scan.Plane(
            nuisances: [names[first], names[second]],
            contour68: try likelihood.contour(
                first, second, level: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2)),
            contour95: try likelihood.contour(
                first, second, level: ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 2)),
            devianceAtTruth: known.count == 2
                ? try likelihood.deviance(fixing: Dictionary(uniqueKeysWithValues: known)) : nil)
    }

    private func pairs(_ places: [Int]) -> [(Int, Int)] {
        places.indices.flatMap { first in places[(first + 1)...].map { (places[first], $0) } }
    }

    private func truth(of index: Int) -> Double? { ensemble.data.truth(of: names[index]) }

    /// The true point; nil where the window does not hold it, or where a nuisance has no truth.
    private var truth: [Double]? {
        let known = names.indices.compactMap(truth(of:))
        let sample = ensemble.sample
        guard known.count == names.count, known.count == sample.schema.nuisances.count + sample.normalizations.count,
            zip(known, window).allSatisfy({ $1.contains($0) })
        else { return nil }
        return known
    }
}
