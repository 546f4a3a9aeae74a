import FlowKernels
import Flows
import Statistics

/// What T that follows ν has of a slope at ν̂ that it has not with T free: it is taken off ln L.
///
/// What ``AmortizedProfile`` trains is how T answers to ν, on events of the densities, where T_ψ is at its maximum at ν̂ for
/// the identity. Of real events T and the densities miss something, T_ψ has directions of its own to find it in, and a scan
/// through it then has its best fit beside that of the fit: by 0.3 σ in the mean of 300 toys. A T at its maximum has no such
/// slope, by the envelope theorem. To take it away by moving T_ψ costs curvature that grows as its square: 12 % of the width
/// for 0.6 σ. ``SlopeLeftover`` takes it away and nothing else.
public struct ProfileBalance: Sendable {
    /// What is to be taken off ln L of T that follows ν.
    public let leftover: SlopeLeftover
    /// By how much that slope alone would move the best fit, as a Newton step with T free in its σ, shape [profiled].
    public let distance: [Double]

    /// How many passes over the events it takes.
    public static let passes = 2

    /// - Parameters:
    ///   - residual: T_ψ, the identity at ν of `point`.
    ///   - transfer: T.
    ///   - mixture: the densities, without T.
    ///   - space: which nuisances are profiled, and their constraints.
    ///   - data: what T was fitted to.
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
