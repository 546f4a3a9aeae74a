import Flows

/// The polynomial in ν by which a residual interpolates between its templates: it gives the weight of each template at
/// other ν.
///
/// A residual of a `PolynomialResidual` is linear in its coefficients, r(ν) = Σ_j a_j φ_j(ν) with the terms φ_j
///
///     u_k,   δ u_k²,   δ₂ u_k u_l   and, of third order,   δ₂ u_k u_l²,  δ₂ u_k² u_l,       u = (ν − ν⁰)/scale.
///
/// A training gives every template the same share of a batch, so a small change r_t at the templates changes the
/// coefficients by least squares. If several solutions agree with the templates, it is the one with the smallest Σ a²,
/// to which a descent from 0 converges:
///
///     r(ν) = Σ_t L_t(ν) r_t,     L(ν) = φ(ν)ᵀ Φ⁺,     Φ_tj = φ_j(ν_t)
///
/// with the pseudo-inverse Φ⁺. For one nuisance with templates at ±1 the L_t are Lagrange's polynomials, L_± = ν (ν ±
/// 1)/2.
public struct ResponsePolynomial: Sendable, Equatable {
    /// ν⁰, shape [nuisances].
    public let centers: [Double]
    private let scales: [Double]
    private let terms: [Term]

    /// strength · Π u.
    private struct Term: Equatable {
        let strength: Double
        /// The nuisances that are multiplied, with repetitions.
        let factors: [Int]
    }

    /// - Parameter residual: one layer of a residual; its further layers have the same terms.
    public init(_ residual: PolynomialResidual) {
        self.init(
            centers: residual.centers.map(Double.init), scales: residual.scales.map(Double.init),
            pairs: residual.pairs, damping: Double(residual.damping), crossDamping: Double(residual.crossDamping),
            crossOrder: residual.crossOrder)
    }

    /// Creates it from the numbers of a residual.
    public init(
        centers: [Double], scales: [Double], pairs: [NuisancePair] = [], damping: Double, crossDamping: Double = 0,
        crossOrder: CrossOrder = .second
    ) {
        precondition(centers.count == scales.count, "\(centers.count) centers for \(scales.count) scales")
        self.centers = centers
        self.scales = scales
        let own = centers.indices.flatMap {
            [Term(strength: 1, factors: [$0]), Term(strength: damping, factors: [$0, $0])]
        }
        let crossed = pairs.flatMap { pair -> [Term] in
            let (first, second) = (pair.first, pair.second)
            let higher = crossOrder == .third ? [[first, second, second], [first, first, second]] : []
            return ([[first, second]] + higher).map { Term(strength: crossDamping, factors: $0) }
        }
        terms = own + crossed
    }

    /// φ(ν), shape [terms].
    private func values(at nuisances: [Double]) -> [Double] {
        precondition(nuisances.count == centers.count, "\(nuisances.count) values for \(centers.count) nuisances")
        let u = zip(zip(nuisances, centers).map(-), scales).map(/)
        return terms.map { term in term.factors.reduce(term.strength) { $0 * u[$1] } }
    }

    /// Below this part of the largest eigenvalue of ΦΦᵀ one is 0 except for rounding.
    private static let rounding = 1e-12

    /// L_t(ν), shape [templates]. The rest, 1 − Σ L_t, is the weight of the density at ν⁰, where the residual is the
    /// identity.
    ///
    /// - Parameters:
    ///   - templates: ν_t, shape [templates, nuisances].
    ///   - nuisances: ν, shape [nuisances].
    /// - Complexity: O(templates³).
    public func weights(of templates: [[Double]], at nuisances: [Double]) -> [Double] {
        let rows = templates.map(values)
        let target = values(at: nuisances)
        func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        // Φ⁺ = Φᵀ (ΦΦᵀ)⁺.
        let system = SymmetricEigensystem(rows.map { row in rows.map { product(row, $0) } })
        let most = system.values.last ?? 0
        let overlaps = rows.map { product($0, target) }
        var weights = templates.map { _ in 0.0 }
        for (value, vector) in zip(system.values, system.vectors) where value > Self.rounding * most {
            let size = product(vector, overlaps) / value
            for place in weights.indices { weights[place] += size * vector[place] }
        }
        return weights
    }
}
