/// A log-likelihood at a point with its exact gradient, and its Hessian: exact at the point, or from differences over
/// ±1σ.
public struct LikelihoodDerivatives: Sendable, Equatable, Codable {
    /// ln L.
    public let value: Double
    /// ∂ ln L/∂k, shape [nuisances].
    public let gradient: [Double]
    /// Rows of the symmetric matrix ∂² ln L / ∂k ∂l.
    public let hessian: [[Double]]

    /// - Precondition: the Hessian has the shape [nuisances, nuisances] of the gradient.
    public init(value: Double, gradient: [Double], hessian: [[Double]]) {
        precondition(
            hessian.count == gradient.count && hessian.allSatisfy { $0.count == gradient.count },
            "a Hessian of \(hessian.map(\.count)) for \(gradient.count) coordinates")
        self.value = value
        self.gradient = gradient
        self.hessian = hessian
    }
}

extension LikelihoodDerivatives {
    /// The derivatives of the likelihood without some of its constraints, at the point where these were taken.
    public func without(_ constraints: Constraints, at point: [Double]) -> LikelihoodDerivatives {
        LikelihoodDerivatives(
            value: value - constraints.value(at: point),
            gradient: zip(gradient, constraints.gradient(at: point)).map(-),
            hessian: zip(hessian, constraints.hessian(at: point)).map { zip($0, $1).map(-) })
    }
}
