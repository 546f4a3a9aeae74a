/// Simulated events of one class at one point from which densities and a yield were learnt, and what a fit makes of each.
public struct SimulatedSet: Sendable {
    /// w of every event.
    public let weights: [Double]
    /// N_c Σ_t L_t S_t of every event, over the points t at which a density was trained on it, shape [profiled, events]: with
    /// L_t of ``ResponsePolynomial`` and S_t of ``IntensityScore`` where the density moves the event when ν_t becomes ν̂. A
    /// constant changes nothing.
    public let responses: [[Double]]
    /// What δ ln Σw of these events changes ∂ ln L/∂(ν, θ) by, with the other sign, shape [profiled]; zeros where no yield
    /// is counted with them.
    public let yield: [Double]
    /// Equal where events of sets that are given together are the same; empty where all are different.
    public let identities: [UInt64]
    /// How many events the densities were trained on: those given and others like them.
    public let trained: Int
    /// How many events the yield was counted with.
    public let counted: Int

    /// - Precondition: an event, and as many of everything as events.
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

    /// (Σw)²/Σw² of the events that densities were trained on.
    public var effective: Double {
        let sum = weights.reduce(0, +)
        return sum * sum / weights.reduce(0) { $0 + $1 * $1 } * Double(trained) / Double(weights.count)
    }
}
