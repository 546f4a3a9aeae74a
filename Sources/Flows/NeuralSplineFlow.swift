/// The named architectures: each a few lines that compose bijections.
public enum NeuralSplineFlow {
    /// An autoregressive neural spline flow (Durkan et al. 2019, arXiv:1906.04032); the feature order alternates
    /// between ascending and descending.
    ///
    /// - Parameters:
    ///   - descendingFirst: start with the descending order, as transfer maps do.
    ///   - standardization: applied to the features first; nil for none.
    public static func autoregressive(
        features: Int, contextCount: Int, transforms: Int, bins: Int, hidden: [Int], descendingFirst: Bool = false,
        standardization: Standardization? = nil
    ) -> any Bijection {
        let ascending = Array(0..<features)
        let front: [any Bijection] = standardization.map { [$0] } ?? []
        return Composition(
            front
                + (0..<transforms).map { index in
                    let descending = (index % 2 == 1) != descendingFirst
                    return MaskedAutoregressiveSpline(
                        order: descending ? ascending.reversed() : ascending, contextCount: contextCount, bins: bins,
                        hidden: hidden)
                })
    }
}

/// The systematic response of the features, factorized over nuisances (arXiv:2606.30489).
public enum FactorizableResidual {
    /// `layers` polynomial layers with a reversal of the features between them, and one more at the end where the
    /// number of layers is even.
    public static func polynomial(
        features: Int, contextCount: Int, layers: Int, centers: [Float], scales: [Float], pairs: [NuisancePair] = [],
        damping: Float = 0.01, crossDamping: Float = 0.01, hidden: [Int]
    ) -> any Bijection {
        var parts: [any Bijection] = []
        for index in 0..<layers {
            if index > 0 { parts.append(Permutation.reversal(features: features)) }
            parts.append(
                PolynomialResidual(
                    order: Array(0..<features), contextCount: contextCount, centers: centers, scales: scales,
                    pairs: pairs, damping: damping, crossDamping: crossDamping, hidden: hidden))
        }
        if layers.isMultiple(of: 2) { parts.append(Permutation.reversal(features: features)) }
        return Composition(parts)
    }
}
