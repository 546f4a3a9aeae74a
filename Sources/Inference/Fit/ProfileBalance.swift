import FlowKernels
import Flows
import Statistics

/// The slope of ln L at ν̂ that only appears because T follows ν by a residual, and not with T free: it is subtracted
/// from ln L.
///
/// ``AmortizedProfile`` trains the response of T to ν on events of the densities, for which the likelihood is at its
/// maximum at ν̂ with T_ψ the identity. For real events, T and the densities are not exactly right, and T_ψ can
/// compensate this along its own directions. The best fit of a scan with T_ψ then differs from that of the fit: by 0.3
/// σ in the mean of 300 toys. By the envelope theorem, a T at its maximum has no such slope. Removing it by moving T_ψ
/// changes the curvature by an amount that grows as the square of the slope: 12 % of the width for 0.6 σ.
/// ``SlopeLeftover`` removes only the slope.
public struct ProfileBalance: Sendable {
    /// The slope to subtract from ln L if T follows ν.
    public let leftover: SlopeLeftover
    /// The shift of the best fit that this slope alone would cause: the Newton step with T free, in units of its σ,
    /// shape [profiled].
    public let distance: [Double]

    /// The number of passes over the events.
    public static let passes = 2

    /// - Parameters:
    ///   - residual: T_ψ, the identity at ν of `point`.
    ///   - transfer: T.
    ///   - mixture: the densities, without T.
    ///   - space: which nuisances are profiled, and their constraints.
    ///   - data: the data to which T was fitted.
    ///   - point: ν̂ and θ̂ of the fit.
    ///   - workers: the threads.
    ///   - progress: called before every pass over the events; throws to stop.
    /// - Throws: what `progress` throws.
    public init(
        of residual: TransportMap, behind transfer: TransportMap, mixture: Mixture, space: NuisanceSpace, data: Dataset,
        point: [Double], workers: Workers, progress: () throws -> Void = {}
    ) throws {
        try progress()
        // With T free ln L is that of x alone.
        let free = ExtendedLikelihood(
            mixture: mixture.featuresAlone(), space: space, data: data, workers: workers
        ).derivatives(at: point, workers: workers)
        try progress()
        let following = ExtendedLikelihood(
            mixture: mixture.preceded(by: residual).preceded(by: transfer), space: space, data: data, workers: workers
        ).valueAndGradient(at: point, workers: workers)
        let slope = zip(following.gradient, free.gradient).map(-)
        leftover = SlopeLeftover(nuisances: space.profiled, center: point, slope: slope)
        distance = Self.newtonStep(slope, curvature: free.hessian.map { $0.map { -$0 } })
    }

    /// In σ; NaN where the curvature has no inverse.
    private static func newtonStep(_ slope: [Double], curvature: [[Double]]) -> [Double] {
        guard let factor = CholeskyFactor(curvature) else { return slope.map { _ in .nan } }
        let inverse = factor.inverse
        return zip(factor.solve(slope), slope.indices).map { $0 / inverse[$1][$1].squareRoot() }
    }
}
