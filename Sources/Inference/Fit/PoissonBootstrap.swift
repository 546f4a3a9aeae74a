import RandomStreams

/// Bootstrap weights: every event counts Poisson(1) times, in every member anew.
///
/// arXiv:2602.13184: an ensemble of fits to such weights carries the statistical uncertainty of the data. The weight of
/// an event depends on (seed, member, event) alone: neither on the number of events or members, nor on any order.
public struct PoissonBootstrap: Sendable {
    /// Of all weights.
    public let seed: UInt64

    public init(seed: UInt64) { self.seed = seed }

    /// The weights of the first `count` events in one member.
    public func weights(member: Int, count: Int) -> [Float] {
        let key = RandomKey(seed: seed, purpose: RandomPurpose("bootstrap member \(member)"))
        return (0..<count).map { event in
            var stream = key.stream(UInt64(event))
            return Float(stream.poisson(mean: 1))
        }
    }

    /// The data as one member sees them; weights that the events have already are multiplied.
    func resampled(_ data: Dataset, member: Int) -> Dataset {
        let weights = weights(member: member, count: data.count)
        guard let own = data.weights else { return data.weighted(weights) }
        return data.weighted(zip(own, weights).map(*))
    }
}
