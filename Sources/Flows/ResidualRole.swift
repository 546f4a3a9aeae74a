/// What a bijection does inside a factorizable residual (arXiv:2606.30489): a stack of polynomial layers, with maps
/// between them that neither nuisances nor context change.
public enum ResidualRole: Sendable {
    /// A layer that depends on the nuisances.
    case layer(PolynomialResidual)
    /// Output feature i is input feature `indices[i]`.
    case reordering(indices: [Int])
    /// v′ⱼ = (vⱼ − meanⱼ)/scaleⱼ.
    case scaling(means: [Float], scales: [Float])
    /// None: a map with it is no factorizable residual.
    case none
}
