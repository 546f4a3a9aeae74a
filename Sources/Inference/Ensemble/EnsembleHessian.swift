import Statistics

/// One member of an ensemble at one point.
public struct MemberDerivatives: Sendable, Equatable {
    /// ℓ_b, prior included.
    public let logLikelihood: Double
    /// g_b of the negative log-likelihood −ℓ_b.
    public let gradient: [Double]
    /// H_b of the negative log-likelihood.
    public let hessian: [[Double]]

    public init(logLikelihood: Double, gradient: [Double], hessian: [[Double]]) {
        precondition(
            hessian.count == gradient.count && hessian.allSatisfy { $0.count == gradient.count },
            "a Hessian of \(hessian.map(\.count)) beside a gradient of \(gradient.count)")
        self.logLikelihood = logLikelihood
        self.gradient = gradient
        self.hessian = hessian
    }

    /// How far ℓ_b lies below the member's own maximum if it is a parabola: −½ g_bᵀ H_b⁻¹ g_b; nil where H_b is not
    /// positive definite, and the parabola has no maximum.
    var belowOwnMaximum: Double? {
        guard let factor = CholeskyFactor(hessian) else { return nil }
        return zip(gradient, factor.solve(gradient)).reduce(0) { $0 - $1.0 * $1.1 / 2 }
    }

    /// What the member alone says; nil where H_b is not positive definite.
    var approximation: NormalApproximation? { NormalApproximation(hessian: hessian, gradient: gradient) }

    var isFinite: Bool {
        logLikelihood.isFinite && gradient.allSatisfy(\.isFinite) && hessian.allSatisfy { $0.allSatisfy(\.isFinite) }
    }
}

/// The Hessian of an ensemble's combined negative log-likelihood at ν̂, prior included.
///
/// arXiv:2606.30489. With the members' gradients g_b, Hessians H_b and weights w_b,
///
///     H = Σ_b w_b H_b − Cov_w[g].
///
/// The weights are the softmax of ℓ_b, rebased that of −½ g_bᵀ H_b⁻¹ g_b, which stands for ℓ_b − max ℓ_b and is exact
/// for a parabola. Members that pull in different directions lessen the curvature: that is how their spread widens the
/// interval. Under an envelope the best member counts alone.
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
    public let outcome: Outcome

    public enum Outcome: Sendable {
        /// A minimum's curvature, and the normal distribution that follows from it.
        case positiveDefinite(NormalApproximation)
        /// No covariance follows: eigenvalues of H, ascending. Not at a minimum, or the members lie so far apart that
        /// the combination has a saddle between them.
        case notPositiveDefinite(eigenvalues: [Double])
        /// Rebased weights do not exist: the Hessians of these members are not positive definite.
        case membersNotPositiveDefinite([Int])
        /// These members hold what is not finite.
        case membersNotFinite([Int])

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
