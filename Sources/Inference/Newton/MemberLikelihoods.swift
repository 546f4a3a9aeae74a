import FlowKernels

/// The log-likelihoods of an ensemble's members, or of a single fit, at any point: values, exact gradients, Hessians
/// from differences over ±1σ.
public struct MemberLikelihoods {
    /// B, the number of members.
    public let count: Int
    let value: (_ member: Int, _ point: [Double]) throws -> Double
    let gradient: (_ member: Int, _ point: [Double]) throws -> (value: Double, gradient: [Double])
    let derivatives: (_ member: Int, _ point: [Double]) throws -> LikelihoodDerivatives

    /// - Parameters:
    ///   - count: B, the number of members.
    ///   - value: ln L of a member, counted from 0.
    ///   - gradient: ln L and its exact gradient.
    ///   - derivatives: the gradient and the Hessian as well.
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
    ///   - likelihoods: one for each member.
    ///   - isConstrained: false to subtract the constraints of the nuisances.
    ///   - workers: the threads.
    ///   - progress: called before every evaluation of a member; throws to stop.
    public init(
        _ likelihoods: [ExtendedLikelihood], isConstrained: Bool = true, workers: Workers,
        progress: @escaping () throws -> Void = {}
    ) {
        let removed = likelihoods.map { likelihood in
            isConstrained ? Constraints([], of: likelihood.space.profiled) : likelihood.space.constraints
        }
        self.init(
            count: likelihoods.count,
            value: { member, point in
                try progress()
                return likelihoods[member].value(at: point, workers: workers) - removed[member].value(at: point)
            },
            gradient: { member, point in
                try progress()
                let (value, gradient) = likelihoods[member].valueAndGradient(at: point, workers: workers)
                return (
                    value - removed[member].value(at: point),
                    zip(gradient, removed[member].gradient(at: point)).map(-)
                )
            },
            derivatives: { member, point in
                try progress()
                return likelihoods[member].derivatives(at: point, workers: workers).without(removed[member], at: point)
            })
    }

    /// Some of the members, by their positions.
    func subset(_ members: [Int]) -> MemberLikelihoods {
        MemberLikelihoods(
            count: members.count, value: { try value(members[$0], $1) }, gradient: { try gradient(members[$0], $1) },
            derivatives: { try derivatives(members[$0], $1) })
    }
}
