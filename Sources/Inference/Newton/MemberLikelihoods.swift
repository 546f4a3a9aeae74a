import FlowKernels

/// The log-likelihoods of an ensemble's members, or of a single fit, to be asked for at any point: values, exact
/// gradients, exact Hessians.
public struct MemberLikelihoods {
    public let count: Int
    let value: (_ member: Int, _ point: [Double]) throws -> Double
    let gradient: (_ member: Int, _ point: [Double]) throws -> (value: Double, gradient: [Double])
    let derivatives: (_ member: Int, _ point: [Double]) throws -> LikelihoodDerivatives

    /// - Parameters:
    ///   - value: ln L of a member, counted from 0.
    ///   - gradient: ln L and its exact gradient.
    public init(
        count: Int, value: @escaping (Int, [Double]) throws -> Double,
        gradient: @escaping (Int, [Double]) throws -> (value: Double, gradient: [Double]),
        derivatives: @escaping (Int, [Double]) throws -> LikelihoodDerivatives
    ) {
        self.count = count
        self.value = value
        self.gradient = gradient
        self.derivatives = derivatives
    }

    /// - Parameters:
    ///   - prior: false to take the nuisances' standard normal priors out again.
    ///   - progress: called before every evaluation of a member; throws to stop.
    public init(
        _ likelihoods: [ExtendedLikelihood], prior: Bool = true, workers: Workers,
        progress: @escaping () throws -> Void = {}
    ) {
        func constraint(_ point: [Double]) -> Double { prior ? 0 : point.reduce(0) { $0 + $1 * $1 } / 2 }
        self.init(
            count: likelihoods.count,
            value: { member, point in
                try progress()
                return likelihoods[member].value(at: point, workers: workers) + constraint(point)
            },
            gradient: { member, point in
                try progress()
                let (value, gradient) = likelihoods[member].valueAndGradient(at: point, workers: workers)
                return (value + constraint(point), prior ? gradient : zip(gradient, point).map(+))
            },
            derivatives: { member, point in
                try progress()
                let derivatives = likelihoods[member].hessian(at: point, workers: workers)
                return prior ? derivatives : derivatives.withoutPrior(at: point)
            })
    }

    /// One member alone.
    func only(_ member: Int) -> MemberLikelihoods {
        MemberLikelihoods(
            count: 1, value: { try value(member, $1) }, gradient: { try gradient(member, $1) },
            derivatives: { try derivatives(member, $1) })
    }
}
