import Statistics

/// The expected position and width of the likelihoods of toys, from every member's derivatives on the observed events.
///
/// It gives the first window of a toy, which is moved and widened if necessary, and the start of a warm fit to the toy.
public struct ToyPilot: Sendable, Codable, Equatable {
    /// The mean of the members' own maxima, each by its Newton step.
    public let center: [Double]
    /// √(mean of the members' variances + variance of their maxima), for each nuisance.
    public let deviations: [Double]
    /// The mean of the members' −∂² ln L, shape [nuisances, nuisances].
    public let curvature: [[Double]]

    /// nil if a member's Hessian is not positive definite.
    ///
    /// - Parameters:
    ///   - members: derivatives of −ln L at `point`.
    ///   - point: the point of the derivatives.
    public init?(_ members: [MemberDerivatives], at point: [Double]) {
        var maxima: [[Double]] = []
        var variances: [[Double]] = []
        for member in members {
            guard member.isFinite, let approximation = member.approximation else { return nil }
            maxima.append(zip(point, approximation.newtonStep).map(+))
            variances.append(approximation.deviations.map { $0 * $0 })
        }
        let equal = members.map { _ in 1 / Double(members.count) }
        center = WeightedMoments.mean(of: maxima, weights: equal)
        curvature = WeightedMoments.mean(of: members.map(\.hessian), weights: equal)
        let spread = WeightedMoments.covariance(of: maxima, weights: equal)
        deviations = WeightedMoments.mean(of: variances, weights: equal).enumerated().map { index, variance in
            (variance + spread[index][index]).squareRoot()
        }
    }
}
