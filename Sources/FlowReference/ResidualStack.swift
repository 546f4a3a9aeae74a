/// Layers of ``ReferenceResidual`` one after the other, with the features reversed between them.
///
/// An even number of layers ends with one more reversal, so that the order of the features is unchanged. Every layer
/// has the same context and the same ν; the context is that of the observed event and is not mapped.
public struct ResidualStack: Sendable {
    /// From the observed features on.
    public let layers: [ReferenceResidual]

    /// With these values.
    public init(layers: [ReferenceResidual]) {
        self.layers = layers
    }

    /// Whether the features are reversed behind a layer.
    @inlinable func reverses(after index: Int) -> Bool { index < layers.count - 1 || layers.count % 2 == 0 }

    /// Maps observed features to nominal ones; parameters and results as in
    /// ``ReferenceResidual/forwardAndLogDet(_:context:nuisances:)``.
    @inlinable public func forwardAndLogDet<S: ReferenceScalar>(
        _ features: [S], context: [S], nuisances: [S]
    ) -> (features: [S], logDet: S) {
        let reversal = ReferencePermutation.reversal(of: features.count)
        var mapped = features
        var logDet: S = 0.0
        for (index, layer) in layers.enumerated() {
            let step = layer.forwardAndLogDet(mapped, context: context, nuisances: nuisances)
            mapped = reverses(after: index) ? reversal(step.features) : step.features
            logDet += step.logDet
        }
        return (mapped, logDet)
    }

    /// Undoes ``forwardAndLogDet(_:context:nuisances:)``; the log-determinant is that of the inverse map.
    @inlinable public func inverseAndLogDet<S: ReferenceScalar>(
        _ nominal: [S], context: [S], nuisances: [S]
    ) -> (features: [S], logDet: S) {
        let reversal = ReferencePermutation.reversal(of: nominal.count)
        var features = nominal
        var logDet: S = 0.0
        for (index, layer) in layers.enumerated().reversed() {
            let step = layer.inverseAndLogDet(
                reverses(after: index) ? reversal(features) : features, context: context, nuisances: nuisances)
            features = step.features
            logDet += step.logDet
        }
        return (features, logDet)
    }
}

/// A density that responds to nuisances: log p(v | context, ν) = log p_base(v₀ | context) + Σ s.
public struct SystematicDensity: Sendable {
    /// The density of nominal features.
    public let base: SplineFlow
    /// From observed to nominal features.
    public let residual: ResidualStack

    /// With these values.
    public init(base: SplineFlow, residual: ResidualStack) {
        self.base = base
        self.residual = residual
    }

    /// The natural log of the density.
    ///
    /// - Parameters:
    ///   - features: shape [features].
    ///   - context: shape [context].
    ///   - nuisances: ν, shape [nuisances].
    @inlinable public func logDensity<S: ReferenceScalar>(_ features: [S], context: [S], nuisances: [S]) -> S {
        let nominal = residual.forwardAndLogDet(features, context: context, nuisances: nuisances)
        return base.logDensity(nominal.features, context: context) + nominal.logDet
    }
}
