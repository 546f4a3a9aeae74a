import Inference
import Report
import Statistics
import SyntheticBenchmark

/// What one combination of a scan's members says, by nuisance: best fit, intervals, distance from the truth.
struct ScanNumbers {
    let scan: EnsembleScan
    let sample: BenchmarkSample
    /// The artifact of the data, with its closed-form information.
    let data: Artifact

    var values: [String: Value] {
        var result: [String: Value] = [
            "converged": .bool(scan.converged), "at-edge": .array(scan.atEdge.map(Value.string)),
            "effective-members": .number(scan.combined(at: scan.bestFit).effectiveMembers),
        ]
        for (index, name) in scan.nuisances.enumerated() {
            let best = scan.bestFit[index]
            var entry = FitDirective.comparison(name: name, best: best, sample: sample, data: data)
            for (prefix, level) in Self.levels {
                entry.merge(Self.numbers(of: scan.interval(index, level: level), best: best, prefix)) { $1 }
            }
            entry.merge(widths(of: name, entry["sigma"]?.double)) { $1 }
            result[name] = .object(entry)
        }
        if let deviance = devianceAtTruth { result["deviance-at-truth"] = .number(deviance) }
        return result
    }

    /// σ in those of the closed-form likelihoods of the same events.
    private func widths(of name: String, _ sigma: Double?) -> [String: Value] {
        var result: [String: Value] = [:]
        for likelihood in ["x-alone", "distortion-known"] {
            guard let sigma, let exact = data.result[path: "information.\(likelihood).\(name).sigma"]?.double else {
                continue
            }
            result["sigma-over-\(likelihood)"] = .number(sigma / exact)
        }
        return result
    }

    /// −2Δln L at the true ν; nil where the window does not hold it, or where a nuisance has no truth.
    private var devianceAtTruth: Double? {
        Self.truth(of: scan.nuisances, sample, inside: scan.members.window).map(scan.deviance)
    }

    /// The true point; nil where the window does not hold it, or where a nuisance has no truth.
    static func truth(
        of nuisances: [String], _ sample: BenchmarkSample, inside window: [ClosedRange<Double>]
    ) -> [Double]? {
        let truth = nuisances.compactMap { name in BenchmarkNuisance(rawValue: name).map { sample.points[0][$0] } }
        guard truth.count == nuisances.count, truth.count == sample.nuisances.count,
            zip(truth, window).allSatisfy({ $1.contains($0) })
        else { return nil }
        return truth
    }

    /// Levels of −2Δln L for one nuisance, by what the names of their numbers begin with.
    static let levels = [
        ("", ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)),
        ("two-sigma-", ConfidenceLevel.twoSigma.deviance(degreesOfFreedom: 1)),
        ("95-", ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)),
    ]

    /// An interval's bounds; an open one is the word, never a number.
    static func numbers(of interval: LikelihoodInterval, best: Double, _ prefix: String) -> [String: Value] {
        var entry: [String: Value] = [:]
        for (name, bound) in [("lower", interval.lower), ("upper", interval.upper)] {
            entry[prefix + name] = bound.value.map(Value.number) ?? "open"
        }
        if let lower = interval.lower.value { entry[prefix + "minus"] = .number(best - lower) }
        if let upper = interval.upper.value { entry[prefix + "plus"] = .number(upper - best) }
        if let lower = interval.lower.value, let upper = interval.upper.value {
            entry[prefix + "sigma"] = .number((upper - lower) / 2)
        }
        return entry
    }
}
