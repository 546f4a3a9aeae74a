import Foundation
import Inference
import Plotting
import Report
import Statistics

/// What many toys say together, as the result of a `coverage` cell holds it.
struct CoverageNumbers {
    let toys: [ToyExperiment.Result]
    /// What a toy's error of −2 ln L was to stay below.
    let tolerance: Double

    private var measured: [ToyMeasurement] { toys.compactMap(\.measurement) }

    var values: [String: Value] {
        get throws {
            let failed = toys.filter { $0.measurement == nil }
            let evaluations = toys.filter { $0.measurement != nil }.map { Double($0.evaluations) }
            var result: [String: Value] = [
                "toys": try Value(encoding: toys), "requested": .integer(toys.count),
                "measured": .integer(measured.count), "failed": .integer(failed.count),
                "failures": .array(
                    failed.map { ["toy": .integer($0.toy), "why": .string($0.failure ?? "no measurement")] }),
                "evaluations-per-toy": .number(evaluations.reduce(0, +) / Double(evaluations.count)),
                "rough": .integer(toys.count { $0.measurement != nil && !($0.error <= tolerance) }),
                "error": .number(toys.compactMap { $0.measurement == nil ? nil : $0.error }.max() ?? .nan),
            ]
            guard let first = measured.first else { return result }
            result["nuisances"] = Value(first.nuisances.map(\.name))
            for (index, nuisance) in first.nuisances.enumerated() {
                result[nuisance.name] = numbers(of: measured.map { $0.nuisances[index] })
            }
            result["joint"] = joint(first)
            for name in ["x-alone", "distortion-known"] {
                let references = toys.compactMap { $0.references[name] }
                result[name] = .object(Self.numbers(of: references))
            }
            return result
        }
    }

    static func paths(nuisances: [String]) -> [String] {
        let fraction = [
            "covered", "toys", "fraction", "nominal", "lower-68", "upper-68", "lower-95", "upper-95", "resolved",
            "toys-to-resolve",
        ]
        let covered = ["covered-68", "covered-95"].flatMap { level in fraction.map { "\(level).\($0)" } }
        let pull = ["mean", "mean-error", "width", "width-error", "toys", "toys-to-resolve"].map { "pull.\($0)" }
        func quantiles(_ names: [String]) -> [String] {
            names.flatMap { name in ["value", "lower", "upper", "nominal"].map { "calibration.\(name).\($0)" } }
        }
        let own = covered + pull + quantiles(["sigma-68", "sigma-95", "delta-68", "delta-95"])
        let general = [
            "toys.*", "requested", "measured", "failed", "failures.*.toy", "failures.*.why", "evaluations-per-toy",
            "error", "rough", "nuisances.*",
        ]
        let references = ["x-alone", "distortion-known"].flatMap { reference in
            nuisances.flatMap { name in (covered + pull).map { "\(reference).\(name).\($0)" } }
        }
        let all: [String] = nuisances.flatMap { name in (own + ["truth", "open"]).map { "\(name).\($0)" } }
        let joint = (covered + quantiles(["delta-68", "delta-95"])).map { "joint.\($0)" }
        return general + all + references + joint
    }

    private func numbers(of nuisance: [ToyMeasurement.Nuisance]) -> Value {
        let pulls = nuisance.compactMap(\.pull)
        let deviances = nuisance.map(\.deviance)
        return [
            "truth": .number(nuisance[0].truth),
            // Toys whose bound on the side of the truth lies outside the window have no pull.
            "open": .integer(nuisance.count - pulls.count),
            "covered-68": Self.fraction(nuisance.map(\.isCovered), nominal: .oneSigma),
            "covered-95": Self.fraction(nuisance.map(\.isCovered95), nominal: .ninetyFivePercent),
            "pull": Self.pull(pulls),
            "calibration": [
                "sigma-68": Self.quantile(.oneSigma, of: pulls.map(abs), nominal: 1),
                "sigma-95": Self.quantile(
                    .ninetyFivePercent, of: pulls.map(abs), nominal: ConfidenceLevel.ninetyFivePercent.normalQuantile),
                "delta-68": Self.quantile(
                    .oneSigma, of: deviances, nominal: ConfidenceLevel.oneSigma.deviance(degreesOfFreedom: 1)),
                "delta-95": Self.quantile(
                    .ninetyFivePercent, of: deviances,
                    nominal: ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1)),
            ],
        ]
    }

    private func joint(_ first: ToyMeasurement) -> Value {
        let levels = first.jointLevels
        let deviances = measured.map(\.jointDeviance)
        return [
            "covered-68": Self.fraction(deviances.map { $0 <= levels.oneSigma }, nominal: .oneSigma),
            "covered-95": Self.fraction(deviances.map { $0 <= levels.ninetyFivePercent }, nominal: .ninetyFivePercent),
            "calibration": [
                "delta-68": Self.quantile(.oneSigma, of: deviances, nominal: levels.oneSigma),
                "delta-95": Self.quantile(.ninetyFivePercent, of: deviances, nominal: levels.ninetyFivePercent),
            ],
        ]
    }

    /// A closed-form likelihood of the same toys: what a right likelihood with right intervals looks like.
    private static func numbers(of references: [[ToyExperiment.Reference]]) -> [String: Value] {
        var result: [String: Value] = [:]
        for (index, reference) in (references.first ?? []).enumerated() {
            let pulls = references.map { $0[index].pull }
            result[reference.name] = [
                "covered-68": fraction(pulls.map { abs($0) <= 1 }, nominal: .oneSigma),
                "covered-95": fraction(
                    pulls.map { abs($0) <= ConfidenceLevel.ninetyFivePercent.normalQuantile },
                    nominal: .ninetyFivePercent), "pull": pull(pulls),
            ]
        }
        return result
    }

    /// How many of the toys are covered, with exact binomial intervals, and from how many toys on a deviation of the
    /// size seen would lie outside the band of 95 %: z² p₀ (1 − p₀)/(p − p₀)², z² being the deviance of 95 %.
    static func fraction(_ covered: [Bool], nominal level: ConfidenceLevel) -> Value {
        let (count, toys, nominal) = (covered.count { $0 }, covered.count, level.probability)
        let inner = ClopperPearson(successes: count, trials: toys)
        let outer = ClopperPearson(successes: count, trials: toys, level: .ninetyFivePercent)
        let fraction = Double(count) / Double(toys)
        return [
            "covered": .integer(count), "toys": .integer(toys), "fraction": .number(fraction),
            "nominal": .number(nominal), "lower-68": .number(inner.lower), "upper-68": .number(inner.upper),
            "lower-95": .number(outer.lower), "upper-95": .number(outer.upper),
            "resolved": .bool(nominal < outer.lower || nominal > outer.upper),
            "toys-to-resolve": number(
                toResolve(deviation: fraction - nominal, variance: nominal * (1 - nominal))),
        ]
    }

    /// Mean and width of pulls with their standard errors, s/√n and s/√(2(n − 1)).
    static func pull(_ pulls: [Double]) -> Value {
        let spread = SampleMoments(pulls)
        return [
            "mean": .number(spread.mean), "mean-error": .number(spread.meanError),
            "width": .number(spread.deviation), "width-error": .number(spread.deviationError),
            "toys": .integer(pulls.count),
            "toys-to-resolve": number(
                toResolve(deviation: spread.mean, variance: spread.deviation * spread.deviation)),
        ]
    }

    /// nil where no number of toys would: there is no deviation.
    private static func toResolve(deviation: Double, variance: Double) -> Int? {
        let toys =
            (ConfidenceLevel.ninetyFivePercent.deviance(degreesOfFreedom: 1) * variance / (deviation * deviation))
            .rounded(.up)
        return toys.isFinite && toys < 1e15 ? Int(toys) : nil
    }

    private static func number(_ toys: Int?) -> Value { toys.map(Value.integer) ?? "none" }

    /// What would make the coverage nominal: the quantile over toys, with the error that their number leaves.
    private static func quantile(_ level: ConfidenceLevel, of values: [Double], nominal: Double) -> Value {
        guard let quantile = SampleQuantile(level.probability, of: values) else { return ["nominal": .number(nominal)] }
        var result: [String: Value] = ["value": .number(quantile.value), "nominal": .number(nominal)]
        if let lower = quantile.lower { result["lower"] = .number(lower) }
        if let upper = quantile.upper { result["upper"] = .number(upper) }
        return .object(result)
    }
}
