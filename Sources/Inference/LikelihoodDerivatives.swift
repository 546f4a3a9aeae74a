/// A log-likelihood at a point with its exact gradient and Hessian.
public struct LikelihoodDerivatives: Sendable, Equatable, Codable {
    public let value: Double
    public let gradient: [Double]
    /// Rows of the symmetric matrix ∂² ln L / ∂k ∂l.
    public let hessian: [[Double]]

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
    /// The same of the likelihood without the standard normal priors of its nuisances.
    ///
    /// - Parameter point: where these derivatives were taken.
    public func withoutPrior(at point: [Double]) -> LikelihoodDerivatives {
        LikelihoodDerivatives(
            value: value + point.reduce(0) { $0 + $1 * $1 } / 2, gradient: zip(gradient, point).map(+),
            hessian: hessian.indices.map { row in hessian.indices.map { hessian[row][$0] + (row == $0 ? 1 : 0) } })
    }
}

extension MemberDerivatives {
    /// The same for the negative log-likelihood.
    public init(_ derivatives: LikelihoodDerivatives) {
        self.init(
            logLikelihood: derivatives.value, gradient: derivatives.gradient.map { -$0 },
            hessian: derivatives.hessian.map { $0.map { -$0 } })
    }
}
