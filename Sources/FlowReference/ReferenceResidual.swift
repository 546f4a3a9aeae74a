/// One layer of the systematic response: v₀ⱼ = vⱼ·exp(sⱼ) + tⱼ, from observed to nominal features.
///
/// arXiv:2606.30489, with u_k = (ν_k − ν⁰_k)/scale_k:
///
///     s = Σ_k [ A_k u_k + δ·B_k u_k² ] + Σ_{chosen k<l} δ₂·C_kl u_k u_l        (t alike)
///
/// Terms of third order may stand beside the last: δ₂·[ C_kl u_k u_l + D_kl u_k u_l² + E_kl u_k² u_l ].
///
/// The coefficients come from one masked ELU network for each nuisance, and one for each pair; those of feature j
/// depend on the features before j, always in ascending order, and on the whole context.
public struct ReferenceResidual: Sendable {
    /// Two nuisances whose product appears.
    public struct Pair: Sendable, Hashable {
        /// The lower index.
        public let first: Int
        /// The higher index.
        public let second: Int

        /// With these values.
        public init(_ first: Int, _ second: Int) {
            self.first = first
            self.second = second
        }
    }

    /// One network for each nuisance: from [features, context] to four outputs for each feature, in the order s-linear
    /// (A), s-quadratic (B), t-linear, t-quadratic.
    public let networks: [ReferenceNetwork]
    /// The pairs of nuisances with cross terms.
    public let pairs: [Pair]
    /// One network for each pair: from [features, context] to two outputs for each feature, C of s, then of t; or to
    /// six, C, D and E of s, then of t.
    public let pairNetworks: [ReferenceNetwork]
    /// ν⁰.
    public let centers: [Double]
    /// The scale of each nuisance.
    public let scales: [Double]
    /// δ, the damping of the squares; the published networks were made with 0.01 and have no pairs.
    public let damping: Double
    /// δ₂, the damping of the products.
    public let pairDamping: Double
    /// The total degree to which the products go, 2 or 3.
    public let pairOrder: Int

    /// With these values.
    public init(
        networks: [ReferenceNetwork], centers: [Double], scales: [Double], damping: Double = 0.01,
        pairs: [Pair] = [], pairNetworks: [ReferenceNetwork] = [], pairDamping: Double = 0.01, pairOrder: Int = 2
    ) {
        precondition((2...3).contains(pairOrder), "products up to order \(pairOrder)")
        precondition(
            networks.count == centers.count && networks.count == scales.count && pairs.count == pairNetworks.count,
            "\(networks.count) networks, \(centers.count) centers, \(scales.count) scales, \(pairs.count) pairs "
                + "and \(pairNetworks.count) networks of pairs do not belong together")
        self.networks = networks
        self.pairs = pairs
        self.pairNetworks = pairNetworks
        self.centers = centers
        self.scales = scales
        self.damping = damping
        self.pairDamping = pairDamping
        self.pairOrder = pairOrder
    }

    /// s and t of every feature.
    @inlinable func scaleAndShift<S: ReferenceScalar>(
        _ features: [S], context: [S], nuisances: [S]
    ) -> (s: [S], t: [S]) {
        let u = nuisances.indices.map { (nuisances[$0] - S(centers[$0])) / S(scales[$0]) }
        var s = [S](repeating: 0.0, count: features.count)
        var t = s
        for (network, u) in zip(networks, u) {
            let coefficients = network(features + context)
            let square = S(damping) * u.squared
            for j in features.indices {
                s[j] += coefficients[4 * j] * u + coefficients[4 * j + 1] * square
                t[j] += coefficients[4 * j + 2] * u + coefficients[4 * j + 3] * square
            }
        }
        for (network, pair) in zip(pairNetworks, pairs) {
            let coefficients = network(features + context)
            let (uk, ul) = (u[pair.first], u[pair.second])
            let product = S(pairDamping) * uk * ul
            let products = pairOrder == 3 ? [product, product * ul, product * uk] : [product]
            let count = products.count
            for j in features.indices {
                for (index, product) in products.enumerated() {
                    s[j] += coefficients[2 * count * j + index] * product
                    t[j] += coefficients[2 * count * j + count + index] * product
                }
            }
        }
        return (s, t)
    }

    /// Maps observed features to nominal ones.
    ///
    /// - Parameters:
    ///   - features: shape [features].
    ///   - context: shape [context].
    ///   - nuisances: ν, shape [nuisances].
    /// - Returns: the nominal features, and ln |det| = Σⱼ sⱼ.
    @inlinable public func forwardAndLogDet<S: ReferenceScalar>(
        _ features: [S], context: [S], nuisances: [S]
    ) -> (features: [S], logDet: S) {
        let (s, t) = scaleAndShift(features, context: context, nuisances: nuisances)
        return (features.indices.map { features[$0] * s[$0].exponential + t[$0] }, s.sum)
    }

    /// Maps nominal features back to observed ones, the first feature first; the log-determinant is that of the
    /// inverse map.
    @inlinable public func inverseAndLogDet<S: ReferenceScalar>(
        _ nominal: [S], context: [S], nuisances: [S]
    ) -> (features: [S], logDet: S) {
        var features = [S](repeating: 0.0, count: nominal.count)
        var logDet: S = 0.0
        for j in nominal.indices {
            let (s, t) = scaleAndShift(features, context: context, nuisances: nuisances)
            features[j] = (nominal[j] - t[j]) * (-s[j]).exponential
            logDet += -s[j]
        }
        return (features, logDet)
    }
}
