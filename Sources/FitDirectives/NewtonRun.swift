import FlowKernels
import Foundation
import Inference
import Report
import Statistics

/// A `scan` by Newton's method on the likelihood itself.
struct NewtonRun {
    let ensemble: ScannedEnsemble
    let window: [ClosedRange<Double>]
    let options: Options
    let context: RunContext

    /// Exact points of a curve.
    private static let points = 13

    func artifact() throws -> Artifact {
        let names = ensemble.space.profiled
        let workers = try context.workers()
        let data = ensemble.sample.dataset()
        let likelihoods = try ensemble.mixtures.map { mixture in
            try context.checkCancellation()
            return ExtendedLikelihood(mixture: mixture, space: ensemble.space, data: data, workers: workers)
        }
        let meter = ProgressMeter(context, message: "likelihood evaluations")
        var done = 0
        // A tenth of what a surface may err: bounds move by half of it in σ.
        let scan = try NewtonScan(
            nuisances: names,
            likelihoods: MemberLikelihoods(likelihoods, prior: options[ScanDirective.prior], workers: workers) {
                done += 1
                try meter.report(step: done, total: nil)
            },
            combination: options[ScanDirective.combination], start: ensemble.center, limits: window,
            tolerance: options[ScanDirective.tolerance] / 10)
        guard scan.maximum.isFinite else {
            throw CellFailure(
                "the likelihood is not finite at its best fit", advice: "Look at the densities at the fit's ν̂.")
        }
        var result = try numbers(scan)
        let shown = options[ScanDirective.nuisances].compactMap { names.firstIndex(of: $0) }
        let sampled = SampledScan(
            nuisances: shown.map { names[$0] }, lower: shown.map { window[$0].lowerBound },
            upper: shown.map { window[$0].upperBound }, bestFit: shown.map { scan.bestFit[$0] },
            slices: try shown.map { try scan.slicedCurve($0, over: window[$0], points: Self.points) },
            profiles: try shown.map { try scan.profiledCurve($0, over: window[$0], points: Self.points) },
            contours: shown.count < 2
                ? []
                : try [
                    ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 2),
                    ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 2),
                ].map {
                    SampledScan.Contour(level: $0, line: try scan.contour(shown[0], shown[1], level: $0))
                },
            devianceAtTruth: try planeTruth(shown, result).map { try scan.profile(fixing: $0).deviance })
        result["sampled"] = try Value(encoding: sampled)
        result["converged"] = .bool(scan.converged && scan.unsettled == 0)
        result["unsettled"] = .integer(scan.unsettled)
        result["lowest-deviance"] = .number(scan.lowestDeviance)
        let evaluations = scan.evaluations
        result["evaluations"] = .integer(evaluations.values + evaluations.gradients + evaluations.hessians)
        return Artifact(result: .object(result))
    }

    /// The truth of both nuisances that are shown.
    private func planeTruth(_ shown: [Int], _ result: [String: Value]) -> [Int: Double]? {
        guard shown.count == 2 else { return nil }
        var truth: [Int: Double] = [:]
        for index in shown {
            guard let value = result[ensemble.space.profiled[index]]?[path: "truth"]?.double,
                window[index].contains(value)
            else { return nil }
            truth[index] = value
        }
        return truth
    }

    private func numbers(_ scan: NewtonScan) throws -> [String: Value] {
        let edges = zip(scan.nuisances, zip(window, scan.bestFit)).filter { !$0.1.0.contains($0.1.1) }.map(\.0)
        var result: [String: Value] = [
            "method": "newton", "combination": .string(scan.combination.rawValue),
            "at-edge": .array(edges.map(Value.string)),
            "effective-members": .number(scan.combined.effectiveMembers), "error": .number(scan.tolerance),
        ]
        let data = context.artifact(ensemble.dataLabel)
        for (index, name) in scan.nuisances.enumerated() {
            let best = scan.bestFit[index]
            var entry = FitDirective.comparison(name: name, best: best, sample: ensemble.sample, data: data)
            for (prefix, level) in ScanNumbers.levels {
                let interval = try scan.interval(index, level: level)
                entry.merge(ScanNumbers.numbers(of: interval, best: best, prefix)) { $1 }
            }
            if scan.memberBestFits.count > 1 {
                entry["members"] = SampleMoments(scan.memberBestFits.map { $0[index] }).value
            }
            result[name] = .object(entry)
        }
        if scan.memberBestFits.count > 1 {
            result["members"] = .array(
                scan.memberBestFits.map { best in
                    .object(
                        Dictionary(
                            uniqueKeysWithValues: zip(scan.nuisances, best).map { ($0, ["best": .number($1)]) }))
                })
        }
        if let truth = ScanNumbers.truth(of: scan.nuisances, ensemble.sample, inside: window) {
            result["deviance-at-truth"] = .number(try scan.deviance(at: truth))
        }
        return result
    }
}
