@testable import Inference

/// The members of a small ensemble as likelihoods for Newton's method.
extension MemberLikelihoods {
    init(_ surfaces: [ChebyshevSurface]) {
        self.init(
            count: surfaces.count, value: { surfaces[$0].value(at: $1) },
            gradient: { member, point in
                let derivatives = surfaces[member].derivatives(at: point)
                return (derivatives.value, derivatives.gradient)
            },
            derivatives: { member, point in
                let derivatives = surfaces[member].derivatives(at: point)
                return LikelihoodDerivatives(
                    value: derivatives.value, gradient: derivatives.gradient, hessian: derivatives.hessian)
            })
    }
}
