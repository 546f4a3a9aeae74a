import Statistics

/// The combined log-likelihood of an ensemble as a function of the nuisances.
struct CombinedSurface: Sendable {
    let members: [ChebyshevSurface]
    /// Own maxima of the members over the window.
    let maxima: [Double]
    let combination: EnsembleCombination

    init(_ surfaces: MemberSurfaces, _ combination: EnsembleCombination) {
        members = surfaces.map(\.surface)
        maxima = surfaces.maxima
        self.combination = combination
    }

    var window: [ClosedRange<Double>] { members[0].window }

    func combined(at point: [Double]) -> CombinedLikelihood {
        combination.combine(members.map { $0.value(at: point) }, memberMaxima: maxima)
    }

    func value(at point: [Double]) -> Double { combined(at: point).value }

    /// Exact derivatives: for the averages
    ///
    ///     ∇ = Σ_b w_b ∇ℓ_b,    ∇∇ᵀ = Σ_b w_b ∇∇ᵀℓ_b + Cov_w[∇ℓ],
    ///
    /// for the envelopes those of the best member. If two members are equal, an envelope has a kink and no derivative;
    /// that of the first member is returned.
    func derivatives(at point: [Double]) -> ChebyshevSurface.Derivatives {
        let parts = members.map { $0.derivatives(at: point) }
        let combined = combination.combine(parts.map(\.value), memberMaxima: maxima)
        let weights = combination.weights(of: combined)
        let gradients = parts.map(\.gradient)
        let covariance = WeightedMoments.covariance(of: gradients, weights: weights)
        let hessian = WeightedMoments.mean(of: parts.map(\.hessian), weights: weights)
        return ChebyshevSurface.Derivatives(
            value: combined.value, gradient: WeightedMoments.mean(of: gradients, weights: weights),
            hessian: zip(hessian, covariance).map { zip($0, $1).map(+) })
    }
}
