import Statistics

/// The bias of ν̂ in a later fit that a density alone causes: the distance of the maximum of its mean log-likelihood
/// from ν*, for events drawn at ν*. It does not decrease with the number of events, and does not include priors.
///
/// One scoring step from ν*, exact to first order in the bias, with g = ∂ ln p(v|c, ν)/∂ν at ν* of labelled events:
///
///     δ = I⁻¹ (⟨g_model⟩ − ⟨g_true⟩)        I = Cov(g_model)
///
/// The expectation of g_true is 0, so that it only changes the statistical error of δ: it is a control variate. A
/// density that is nearly right has nearly the same g for each event, and only the statistical error of the difference
/// remains.
///
/// I is Fisher's information of one event. If the density is right, it equals −⟨∂² ln p/∂ν²⟩; it is taken as a
/// covariance because second derivatives of rectified networks do not include their kinks.
public struct DensityBias: Sendable, Equatable {
    /// δ of every nuisance, in its own units; NaN if the events have no information on a nuisance, and for all
    /// nuisances if gradients are not finite or cannot distinguish nuisances.
    public let values: [Double]
    /// Standard errors of ``values``, from the scatter of the events; NaN likewise.
    public let errors: [Double]
    /// I of one labelled event, rows, shape [nuisances, nuisances].
    public let information: [[Double]]
    /// √(I⁻¹)ₖₖ: σ of a nuisance from one labelled event, all others profiled; that of N events is smaller by √N.
    /// Infinite if the events have no information on it.
    public let sigmasPerEvent: [Double]
    /// The number of events in these means.
    public let events: Int

    /// Below so much information an event, a million events say less of a nuisance than its prior of σ = 1, and the events
    /// are taken to say nothing of it.
    static let leastInformation = 1e-6

    /// - Parameters:
    ///   - model: ∂ ln p_model/∂ν, shape [nuisances, events]; at least two events.
    ///   - truth: the same of the true density; nil if it is not known; then the error is larger.
    ///   - weights: the weights of the events; nil for weights of 1.
    public init(model: [[Double]], truth: [[Double]]? = nil, weights: [Double]? = nil) {
        let count = model.first?.count ?? 0
        precondition(count > 1, "the bias of a density on \(count) events")
        precondition(truth.map { $0.map(\.count) == model.map(\.count) } ?? true, "other events of the true density")
        let weights = weights ?? Array(repeating: 1, count: count)
        let differences = truth.map { zip(model, $0).map { zip($0, $1).map(-) } } ?? model
        let known = WeightedGradients(model, weights: weights)
        let offset = WeightedGradients(differences, weights: weights)
        information = known.covariance
        events = count
        let inverse = InformationInverse(known.covariance)
        values = inverse.times(offset.means)
        errors = inverse.around(offset.covarianceOfMeans).map { $0.squareRoot() }
        sigmasPerEvent = inverse.sigmas
    }

    /// √(I⁻¹)ₖₖ of an information; infinite for a nuisance without information.
    public static func sigmasPerEvent(_ information: [[Double]]) -> [Double] { InformationInverse(information).sigmas }
}

/// I⁻¹ among the nuisances that the events say something of.
private struct InformationInverse {
    private let nuisances: Range<Int>
    private let informed: [Int]
    /// Shape [informed, informed]; nil where I is not finite, or cannot distinguish nuisances.
    private let rows: [[Double]]?

    /// By how much the others may inflate the variance of a nuisance; beyond that it is one of them except for rounding.
    private static let largestInflation = 1e10

    init(_ information: [[Double]]) {
        nuisances = information.indices
        // What is not a number is not left out, so that it shows in every result.
        let informed = nuisances.filter { !(information[$0][$0] < DensityBias.leastInformation) }
        let inverse = CholeskyFactor(informed.map { row in informed.map { information[row][$0] } })?.inverse
        rows = inverse.flatMap { rows in
            zip(rows.indices, informed).allSatisfy { rows[$0][$0] * information[$1][$1] < Self.largestInflation }
                ? rows : nil
        }
        self.informed = informed
    }

    /// I⁻¹ b.
    func times(_ right: [Double]) -> [Double] {
        spread(rows?.map { row in zip(row, informed).reduce(0) { $0 + $1.0 * right[$1.1] } }, rest: .nan)
    }

    /// The diagonal of I⁻¹ C I⁻¹.
    func around(_ covariance: [[Double]]) -> [Double] {
        let diagonal = rows?.map { row in
            zip(row, informed).reduce(0.0) { sum, first in
                zip(row, informed).reduce(sum) { $0 + first.0 * covariance[first.1][$1.1] * $1.0 }
            }
        }
        return spread(diagonal, rest: .nan)
    }

    /// √(I⁻¹)ₖₖ.
    var sigmas: [Double] {
        spread(rows.map { rows in rows.indices.map { rows[$0][$0].squareRoot() } }, rest: .infinity)
    }

    /// A number for every nuisance: NaN where there is no inverse, `rest` where the events say nothing.
    private func spread(_ own: [Double]?, rest: Double) -> [Double] {
        nuisances.map { nuisance in informed.firstIndex(of: nuisance).map { own?[$0] ?? .nan } ?? rest }
    }
}

/// Gradients of weighted events in sums.
private struct WeightedGradients {
    /// Σ w g/Σ w.
    let means: [Double]
    /// Σ w (g − ḡ)(g − ḡ)ᵀ/Σ w.
    let covariance: [[Double]]
    /// That of ``means``, the error of a ratio of sums: n/(n − 1) · Σ w² (g − ḡ)(g − ḡ)ᵀ/(Σ w)².
    let covarianceOfMeans: [[Double]]

    init(_ gradients: [[Double]], weights: [Double]) {
        let total = weights.reduce(0, +)
        let means = gradients.map { row in zip(row, weights).reduce(0) { $0 + $1.0 * $1.1 } / total }
        let centred = zip(gradients, means).map { row, mean in row.map { $0 - mean } }
        func products(_ factor: (Double) -> Double) -> [[Double]] {
            let factors = weights.map(factor)
            return centred.map { first in
                centred.map { second in
                    factors.indices.reduce(0) { $0 + factors[$1] * first[$1] * second[$1] }
                }
            }
        }
        let count = Double(weights.count)
        self.means = means
        covariance = products { $0 / total }
        covarianceOfMeans = products { $0 * $0 / (total * total) * count / (count - 1) }
    }
}
