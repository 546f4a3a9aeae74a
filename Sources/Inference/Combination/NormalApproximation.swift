import Statistics

/// The normal approximation of the nuisances, from the Hessian of a negative log-likelihood at its minimum.
public struct NormalApproximation: Sendable {
    /// H⁻¹.
    public let covariance: [[Double]]
    /// σ of each nuisance, the others profiled: √(H⁻¹)_kk.
    public let deviations: [Double]
    /// The correlation of each pair of nuisances, 1 on the diagonal.
    public let correlation: [[Double]]
    /// The principal modes, the widest first.
    public let modes: [PrincipalMode]
    /// −H⁻¹ g: the step from the point to the minimum of the parabola.
    public let newtonStep: [Double]
    /// The Newton step of each nuisance in units of its σ. Far below 1 at the minimum.
    public let newtonStepInDeviations: [Double]
    /// √(gᵀ H⁻¹ g): the Newton step's length in units of σ along its direction; its square is the remaining decrease of
    /// −2 ln L.
    public let distance: Double

    /// A direction in which the nuisances move together, uncorrelated with all others.
    public struct PrincipalMode: Sendable, Equatable {
        /// σ along the direction: 1/√ of the Hessian's eigenvalue.
        public let deviation: Double
        /// e, of length 1. Its component of the largest magnitude is positive, the first one if several are equal.
        public let direction: [Double]
    }

    /// nil where the Hessian is not positive definite.
    init?(hessian: [[Double]], gradient: [Double]) {
        guard let factor = CholeskyFactor(hessian) else { return nil }
        let eigensystem = SymmetricEigensystem(hessian)
        guard eigensystem.values.allSatisfy({ $0 > 0 }) else { return nil }
        // The inverse of a symmetric matrix, made symmetric to the last bit.
        let inverse = factor.inverse
        let covariance = inverse.indices.map { row in inverse.indices.map { inverse[min(row, $0)][max(row, $0)] } }
        let deviations = covariance.indices.map { covariance[$0][$0].squareRoot() }
        self.covariance = covariance
        self.deviations = deviations
        correlation = covariance.indices.map { row in
            covariance.indices.map { $0 == row ? 1 : covariance[row][$0] / (deviations[row] * deviations[$0]) }
        }
        modes = zip(eigensystem.values, eigensystem.vectors).map { value, vector in
            PrincipalMode(deviation: 1 / value.squareRoot(), direction: vector)
        }
        newtonStep = factor.solve(gradient).map { -$0 }
        newtonStepInDeviations = zip(newtonStep, deviations).map(/)
        // Rounding may leave a square of zero just below it.
        distance = max(0, zip(gradient, newtonStep).reduce(0) { $0 - $1.0 * $1.1 }).squareRoot()
    }
}
