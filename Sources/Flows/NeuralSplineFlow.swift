import FlowKernels

/// The named architectures: each a few lines that compose bijections.
public enum NeuralSplineFlow {
    /// An autoregressive neural spline flow (Durkan et al. 2019, arXiv:1906.04032); the feature order alternates
    /// between ascending and descending.
    ///
    /// - Parameters:
    ///   - activation: of the conditioners.
    ///   - descendingFirst: start with the descending order, as transfer maps do.
    ///   - standardization: applied to the features first; nil for none.
    ///   - affine: begin with an autoregressive affine transform, which brings every conditional distribution to where
    ///     the splines act.
    public static func autoregressive(
        features: Int, contextCount: Int, transforms: Int, bins: Int, hidden: [Int], activation: Activation = .relu,
        descendingFirst: Bool = false, standardization: Standardization? = nil, affine: Bool = false
    ) -> any Bijection {
        func order(_ index: Int) -> [Int] {
            let ascending = Array(0..<features)
            return (index % 2 == 1) != descendingFirst ? ascending.reversed() : ascending
        }
        var parts: [any Bijection] = []
        if let standardization { parts.append(standardization) }
        if affine {
            parts.append(MaskedAutoregressiveAffine(order: order(0), contextCount: contextCount, hidden: hidden))
        }
        for index in 0..<transforms {
            parts.append(
                MaskedAutoregressiveSpline(
                    order: order(index), contextCount: contextCount, bins: bins, hidden: hidden,
                    activation: activation))
        }
        return Composition(parts)
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
