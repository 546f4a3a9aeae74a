import Statistics

/// The Hessian of an ensemble's combined negative log-likelihood at ν̂, constraints included.
///
/// arXiv:2606.30489. With the members' gradients g_b, Hessians H_b and weights w_b,
///
///     H = Σ_b w_b H_b − Cov_w[g].
///
/// The weights are the softmax of ℓ_b, or, rebased, that of −½ g_bᵀ H_b⁻¹ g_b, which approximates ℓ_b − max ℓ_b and is
/// exact for a parabola. Members that pull in different directions reduce the curvature: in this way their spread
/// widens the interval. Under an envelope only the best member counts.
public struct EnsembleHessian: Sendable {
    /// w_b.
    public let weights: [Double]
    /// ḡ = Σ w_b g_b, the gradient of the combined negative log-likelihood; zero at its minimum.
    public let gradient: [Double]
    /// Σ w_b H_b.
    public let meanHessian: [[Double]]
    /// Cov_w[g] = Σ w_b (g_b − ḡ)(g_b − ḡ)ᵀ.
    public let gradientCovariance: [[Double]]
    /// H.
    public let matrix: [[Double]]
    /// The consequence of H.
    public let outcome: Outcome

    /// The consequence of a Hessian, or the reason why it has none.
    public enum Outcome: Sendable {
        /// A minimum's curvature, and the normal distribution that follows from it.
        case positiveDefinite(NormalApproximation)
        /// No covariance exists; the eigenvalues of H are given in ascending order. The point is not a minimum, or the
        /// members are so far apart that the combination has a saddle point between them.
        case notPositiveDefinite(eigenvalues: [Double])
        /// Rebased weights do not exist: the Hessians of these members are not positive definite.
        case membersNotPositiveDefinite([Int])
        /// These members have values that are not finite.
        case membersNotFinite([Int])

        /// The covariance and what follows from it; nil if H is not positive definite.
        public var approximation: NormalApproximation? {
            if case .positiveDefinite(let approximation) = self { approximation } else { nil }
        }
    }

    /// - Complexity: O(B K³).
    public init(members: [MemberDerivatives], combination: EnsembleCombination) {
        precondition(
            members.allSatisfy { $0.gradient.count == members[0].gradient.count }, "members of different nuisances")
        let own = members.map { combination.isRebased ? $0.belowOwnMaximum ?? .nan : $0.logLikelihood }
        let combined = CombinedLikelihood(own, isEnvelope: combination.isEnvelope)
        weights = combination.weights(of: combined)
        let gradients = members.map(\.gradient)
        gradient = WeightedMoments.mean(of: gradients, weights: weights)
        meanHessian = WeightedMoments.mean(of: members.map(\.hessian), weights: weights)
        gradientCovariance = WeightedMoments.covariance(of: gradients, weights: weights)
        matrix = zip(meanHessian, gradientCovariance).map { zip($0, $1).map(-) }
        let notFinite = members.indices.filter { !members[$0].isFinite }
        if !notFinite.isEmpty {
            outcome = .membersNotFinite(notFinite)
        } else if !combined.notNumbers.isEmpty {
            outcome = .membersNotPositiveDefinite(combined.notNumbers)
        } else if let approximation = NormalApproximation(hessian: matrix, gradient: gradient) {
            outcome = .positiveDefinite(approximation)
        } else {
            outcome = .notPositiveDefinite(eigenvalues: SymmetricEigensystem(matrix).values)
        }
    }
}
