import FlowKernels
import Flows

/// The last step of a profile: T_ψ moves a little, so that ln L of the events that were fitted has at ν̂ the slope with T following
/// ν that it has with T free.
///
/// What ``AmortizedProfile`` trains is how T answers to ν, on events of the densities, where T_ψ is at its maximum at ν̂ for
/// the identity. Of real events T and the densities miss something, T_ψ has directions of its own to find it in, and a scan
/// through it then has its best fit beside that of the fit: by 0.3 σ in the mean of 300 toys. The likelihood at ν̂ is not
/// touched, and its curvature hardly: the step is the shortest that does it (`TransferBalance`). Where no step does, ``after``
/// says what is left.
public struct ProfileBalance: Sendable {
    /// T_ψ after it.
    public let residual: TransportMap
    /// By how much T that follows ν moved the best fit before, as a Newton step with T free in its σ, shape [profiled].
    public let before: [Double]
    /// The same that is left.
    public let after: [Double]

    /// About how many passes over the events it takes, with so many nuisances.
    public static func expectedPasses(nuisances: Int) -> Int {
        1 + TransferBalance.expectedPasses(nuisances: nuisances)
    }

    /// - Parameters:
    ///   - residual: T_ψ, the identity at ν of `point`.
    ///   - transfer: T, which stays as it is.
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
        let (nuisances, theta) = space.expand(point)
        let balance = TransferBalance(
            mixture: mixture, space: space, data: data, point: point, curvature: free.hessian.map { $0.map { -$0 } },
            classes: mixture.classLogDensities(of: data, nuisances: nuisances, theta: theta, workers: workers),
            front: transfer, slope: free.gradient, workers: workers)
        let result = try balance.run(residual, progress: progress)
        self.residual = result.transfer
        before = result.before
        after = result.after
    }
}
