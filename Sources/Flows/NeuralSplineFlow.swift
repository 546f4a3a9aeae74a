import FlowKernels

/// The named architectures, each composed of bijections.
public enum NeuralSplineFlow {
    /// An autoregressive neural spline flow (Durkan et al. 2019, arXiv:1906.04032); the feature order alternates
    /// between ascending and descending.
    ///
    /// - Parameters:
    ///   - features: how many the flow has.
    ///   - contextCount: how many numbers the context has.
    ///   - transforms: the number of splines.
    ///   - bins: of each spline.
    ///   - hidden: units of every hidden layer.
    ///   - activation: of the conditioners.
    ///   - descendingFirst: start with the descending order, as transfer maps do.
    ///   - standardization: applied to the features first; nil for none.
    ///   - affine: whether to begin with an autoregressive affine transform, which moves every conditional distribution
    ///     into the range of the splines.
    public static func autoregressive(
        features: Int, contextCount: Int, transforms: Int, bins: Int, hidden: [Int], activation: Activation = .relu,
        descendingFirst: Bool = false, standardization: Standardization? = nil, affine: Bool = false
    ) -> any Bijection {
        let transforms = self.transforms(
            features: features, contextCount: contextCount, transforms: transforms, bins: bins, hidden: hidden,
            activation: activation, descendingFirst: descendingFirst, affine: affine)
        return Composition((standardization.map { [$0] } ?? []) + transforms)
    }

    /// The transforms of ``autoregressive(features:contextCount:transforms:bins:hidden:activation:descendingFirst:standardization:affine:)``
    /// one by one, data side first.
    public static func transforms(
        features: Int, contextCount: Int, transforms: Int, bins: Int, hidden: [Int], activation: Activation = .relu,
        descendingFirst: Bool = false, affine: Bool = false
    ) -> [any Bijection] {
        var parts: [any Bijection] = []
        let orders = FeatureOrder.alternating(features: features, transforms: transforms, descendingFirst)
        if affine {
            parts.append(MaskedAutoregressiveAffine(order: orders[0], contextCount: contextCount, hidden: hidden))
        }
        parts += orders.map {
            MaskedAutoregressiveSpline(
                order: $0, contextCount: contextCount, bins: bins, hidden: hidden, activation: activation)
        }
        return parts
    }
}

/// Flows whose transforms are affine in every feature (Papamakarios et al. 2017, arXiv:1705.07057).
public enum MaskedAutoregressiveFlow {
    /// `transforms` affine transforms; the feature order alternates between ascending and descending.
    ///
    /// For a given context, one of them can be any triangular linear map of the features; two can be any linear map of
    /// positive determinant (an upper times a lower triangular matrix).
    ///
    /// - Parameters:
    ///   - features: how many the map has.
    ///   - contextCount: how many numbers the context has.
    ///   - transforms: how many.
    ///   - hidden: units of every hidden layer.
    ///   - activation: of the conditioners.
    ///   - descendingFirst: start with the descending order, as transfer maps do.
    public static func affine(
        features: Int, contextCount: Int, transforms: Int, hidden: [Int], activation: Activation = .elu,
        descendingFirst: Bool = false
    ) -> any Bijection {
        Composition(
            self.transforms(
                features: features, contextCount: contextCount, transforms: transforms, hidden: hidden,
                activation: activation, descendingFirst: descendingFirst))
    }

    /// The transforms of ``affine(features:contextCount:transforms:hidden:activation:descendingFirst:)`` one by one, data
    /// side first.
    public static func transforms(
        features: Int, contextCount: Int, transforms: Int, hidden: [Int], activation: Activation = .elu,
        descendingFirst: Bool = false
    ) -> [any Bijection] {
        FeatureOrder.alternating(features: features, transforms: transforms, descendingFirst).map {
            MaskedAutoregressiveAffine(order: $0, contextCount: contextCount, hidden: hidden, activation: activation)
        }
    }
}

/// Orders of the features in a stack of autoregressive transforms.
private enum FeatureOrder {
    static func alternating(features: Int, transforms: Int, _ descendingFirst: Bool) -> [[Int]] {
        let ascending = Array(0..<features)
        return (0..<transforms).map { ($0 % 2 == 1) != descendingFirst ? ascending.reversed() : ascending }
    }
}

/// The systematic response of the features, factorized over nuisances (arXiv:2606.30489).
public enum FactorizableResidual {
    /// `layers` polynomial layers with a reversal of the features between them, and one more at the end where the
    /// number of layers is even.
    ///
    /// - Parameters:
    ///   - features: how many the map has.
    ///   - contextCount: how many numbers the context has.
    ///   - layers: how many.
    ///   - centers: ν⁰, shape [nuisances].
    ///   - scales: of ν in u = (ν − ν⁰)/scale, shape [nuisances].
    ///   - pairs: pairs of nuisances with cross terms.
    ///   - damping: δ of the quadratic terms.
    ///   - crossDamping: δ₂ of the cross terms.
    ///   - crossOrder: the terms of the pairs; `.third` for joint templates.
    ///   - hidden: units of every hidden layer.
    ///   - inputs: how features and context are standardized for the layers; nil if they are already of the order of 1.
    public static func polynomial(
        features: Int, contextCount: Int, layers: Int, centers: [Float], scales: [Float], pairs: [NuisancePair] = [],
        damping: Float = 0.01, crossDamping: Float = 0.01, crossOrder: CrossOrder = .second, hidden: [Int],
        inputs: StandardizedInputs? = nil
    ) -> any Bijection {
        var parts: [any Bijection] = []
        for index in 0..<layers {
            if index > 0 { parts.append(Permutation.reversal(features: features)) }
            parts.append(
                PolynomialResidual(
                    order: Array(0..<features), contextCount: contextCount, centers: centers, scales: scales,
                    pairs: pairs, damping: damping, crossDamping: crossDamping, crossOrder: crossOrder, hidden: hidden))
        }
        if layers.isMultiple(of: 2) { parts.append(Permutation.reversal(features: features)) }
        return inputs?.map(parts) ?? Composition(parts)
    }
}
