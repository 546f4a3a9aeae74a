/// A density that responds to nuisances: log p(v | context, ν) = log p_base(v₀ | context) + Σ s.
public struct SystematicDensity: Sendable {
    /// The density of nominal features.
    public let base: SplineFlow
    /// From observed to nominal features.
    public let residual: ResidualStack

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
