/// Simulated events of one class at one point from which densities and a yield were learnt, with the contribution of
/// each to a fit.
public struct SimulatedSet: Sendable {
    /// w of every event.
    public let weights: [Double]
    /// N_c Σ_t L_t S_t of every event, over the points t at which a density was trained on it, shape [profiled,
    /// events]: with L_t of ``ResponsePolynomial`` and S_t of ``IntensityScore`` at the point to which the density
    /// moves the event when ν_t becomes ν̂. A constant added to all events has no effect.
    public let responses: [[Double]]
    /// The negative change of ∂ ln L/∂(ν, θ) for each unit of δ ln Σw of these events, shape [profiled]; zeros if they
    /// do not determine a yield.
    public let yield: [Double]
    /// Identities of the events, equal for the same event in several sets; empty if all events are different.
    public let identities: [UInt64]
    /// The number of events on which the densities were trained: the given ones and others like them.
    public let trained: Int
    /// The number of events that determine the yield.
    public let counted: Int

    /// - Precondition: at least one event, and arrays with the number of events.
    public init(
        weights: [Double], responses: [[Double]], yield: [Double], identities: [UInt64] = [], trained: Int, counted: Int
    ) {
        precondition(
            !weights.isEmpty && responses.allSatisfy { $0.count == weights.count } && yield.count == responses.count
                && (identities.isEmpty || identities.count == weights.count),
            "\(weights.count) weights, responses \(responses.map(\.count)), \(identities.count) identities")
        precondition(
            weights.count <= trained && trained <= counted, "\(weights.count) of \(trained) of \(counted) events")
        self.weights = weights
        self.responses = responses
        self.yield = yield
        self.identities = identities
        self.trained = trained
        self.counted = counted
    }

    /// (Σw)²/Σw² of the events on which densities were trained.
    public var effective: Double {
        let sum = weights.reduce(0, +)
        return sum * sum / weights.reduce(0) { $0 + $1 * $1 } * Double(trained) / Double(weights.count)
    }
}
