import FlowKernels
import RandomStreams
import Training

/// The global fit, repeated on Poisson(1) weights of the same events: the ensemble {T_b, ν̂_b}.
///
/// arXiv:2602.13184. All members start from the same T and ν and use the events in the same order; only the weights
/// differ. The nominal, unweighted fit is ``nominal``, not a member. Each member is an independent fit: it can be run
/// alone, in any order, and adding members does not change the others.
public struct EnsembleFit: Sendable {
    /// The unweighted fit; every member is this fit on other weights.
    public let nominal: GlobalFit
    /// The weights of the members.
    public let bootstrap: PoissonBootstrap

    /// With these values.
    public init(nominal: GlobalFit, bootstrap: PoissonBootstrap) {
        self.nominal = nominal
        self.bootstrap = bootstrap
    }

    /// The fit of one member, counted from 0.
    public func member(_ member: Int) -> GlobalFit {
        GlobalFit(
            mixture: nominal.mixture, space: nominal.space,
            data: bootstrap.resampled(nominal.data, member: member), transfer: nominal.transfer,
            settings: nominal.settings, seed: nominal.seed)
    }

    /// Runs the fit of one member, counted from 0.
    ///
    /// - Throws: `TrainingError` where a loss or gradient is not finite; whatever `progress` throws.
    public func run(
        member: Int, workers: Workers, progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> GlobalFit.Result {
        try self.member(member).run(workers: workers, progress: progress)
    }
}

/// Bootstrap weights: every event counts Poisson(1) times, drawn independently for every member.
///
/// arXiv:2602.13184: an ensemble of fits to such weights represents the statistical uncertainty of the data. The weight
/// of an event depends on (seed, member, event) alone: neither on the number of events or members, nor on any order.
public struct PoissonBootstrap: Sendable {
    /// The seed of all weights.
    public let seed: UInt64

    /// With these values.
    public init(seed: UInt64) { self.seed = seed }

    /// The weights of the first `count` events in one member.
    public func weights(member: Int, count: Int) -> [Float] {
        let key = RandomKey(seed: seed, purpose: RandomPurpose("bootstrap member \(member)"))
        return (0..<count).map { event in
            var stream = key.stream(UInt64(event))
            return Float(stream.poisson(mean: 1))
        }
    }

    /// The data of one member; existing weights are multiplied.
    func resampled(_ data: Dataset, member: Int) -> Dataset {
        let weights = weights(member: member, count: data.count)
        guard let own = data.weights else { return data.weighted(weights) }
        return data.weighted(zip(own, weights).map(*))
    }
}
