import Statistics

/// One member of an ensemble at one point.
public struct MemberDerivatives: Sendable, Codable, Equatable {
    /// ℓ_b, constraints included.
    public let logLikelihood: Double
    /// g_b of the negative log-likelihood −ℓ_b.
    public let gradient: [Double]
    /// H_b of the negative log-likelihood.
    public let hessian: [[Double]]

    /// - Precondition: the Hessian has the shape [nuisances, nuisances] of the gradient.
    public init(logLikelihood: Double, gradient: [Double], hessian: [[Double]]) {
        precondition(
            hessian.count == gradient.count && hessian.allSatisfy { $0.count == gradient.count },
            "a Hessian of \(hessian.map(\.count)) beside a gradient of \(gradient.count)")
        self.logLikelihood = logLikelihood
        self.gradient = gradient
        self.hessian = hessian
    }

    /// ℓ_b minus the member's own maximum, if ℓ_b is a parabola: −½ g_bᵀ H_b⁻¹ g_b; nil where H_b is not positive
    /// definite, because the parabola then has no maximum.
    var belowOwnMaximum: Double? {
        guard let factor = CholeskyFactor(hessian) else { return nil }
        return zip(gradient, factor.solve(gradient)).reduce(0) { $0 - $1.0 * $1.1 / 2 }
    }

    /// The normal approximation of the member alone; nil where H_b is not positive definite.
    var approximation: NormalApproximation? { NormalApproximation(hessian: hessian, gradient: gradient) }

    var isFinite: Bool {
        logLikelihood.isFinite && gradient.allSatisfy(\.isFinite) && hessian.allSatisfy { $0.allSatisfy(\.isFinite) }
    }
}

extension MemberDerivatives {
    /// The derivatives of the negative log-likelihood from those of ln L.
    public init(_ derivatives: LikelihoodDerivatives) {
        self.init(
            logLikelihood: derivatives.value, gradient: derivatives.gradient.map { -$0 },
            hessian: derivatives.hessian.map { $0.map { -$0 } })
    }
}
