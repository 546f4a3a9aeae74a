import Inference
import Report

/// A combined Hessian as results hold it, by nuisance and as matrices.
struct HessianNumbers {
    let nuisances: [String]
    let point: [Double]
    let combination: EnsembleCombination
    /// Whether the likelihood holds the nuisances' priors.
    let prior: Bool
    let members: [MemberDerivatives]
    let hessian: EnsembleHessian

    var values: [String: Value] {
        let weights = hessian.weights
        let total = weights.reduce(0, +)
        var result: [String: Value] = [
            "nuisances": Value(nuisances), "prior": .bool(prior), "combination": .string(combination.rawValue),
            "weights": Value(weights),
            "effective-members": .number(total * total / weights.reduce(0) { $0 + $1 * $1 }),
            "gradient": Value(hessian.gradient), "mean-hessian": Self.matrix(hessian.meanHessian),
            "gradient-covariance": Self.matrix(hessian.gradientCovariance), "hessian": Self.matrix(hessian.matrix),
            "members": .array(
                members.map {
                    [
                        "log-likelihood": .number($0.logLikelihood), "gradient": Value($0.gradient),
                        "hessian": Self.matrix($0.hessian),
                    ]
                }),
        ]
        switch hessian.outcome {
        case .positiveDefinite(let approximation):
            result["outcome"] = "positive definite"
            result.merge(numbers(of: approximation)) { $1 }
        case .notPositiveDefinite(let eigenvalues):
            result["outcome"] = "not positive definite"
            result["eigenvalues"] = Value(eigenvalues)
        case .membersNotPositiveDefinite(let members):
            result["outcome"] = "members not positive definite"
            result["not-usable"] = .array(members.map(Value.integer))
        case .membersNotFinite(let members):
            result["outcome"] = "members not finite"
            result["not-usable"] = .array(members.map(Value.integer))
        }
        let approximation = hessian.outcome.approximation
        for (index, name) in nuisances.enumerated() {
            var entry: [String: Value] = [
                "at": .number(point[index]), "gradient": .number(hessian.gradient[index]),
            ]
            if let approximation {
                entry["sigma"] = .number(approximation.deviations[index])
                entry["newton-step"] = .number(approximation.newtonStep[index])
                entry["newton-step-in-sigma"] = .number(approximation.newtonStepInDeviations[index])
                entry["correlation"] = named(approximation.correlation[index])
            }
            result[name] = .object(entry)
        }
        return result
    }

    private func numbers(of approximation: NormalApproximation) -> [String: Value] {
        [
            "covariance": Self.matrix(approximation.covariance),
            "correlation": Self.matrix(approximation.correlation),
            "eigenvalues": Value(approximation.modes.map { 1 / ($0.deviation * $0.deviation) }),
            "distance": .number(approximation.distance),
            "modes": .array(
                approximation.modes.map { ["sigma": .number($0.deviation), "direction": named($0.direction)] }),
        ]
    }

    private func named(_ values: [Double]) -> Value {
        .object(Dictionary(uniqueKeysWithValues: zip(nuisances, values.map(Value.number))))
    }

    private static func matrix(_ rows: [[Double]]) -> Value { .array(rows.map { Value($0) }) }
}
