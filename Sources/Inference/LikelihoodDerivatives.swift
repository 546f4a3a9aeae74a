/// A log-likelihood at a point with its exact gradient and Hessian.
public struct LikelihoodDerivatives: Sendable, Equatable {
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
