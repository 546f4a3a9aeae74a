/// How a global fit ended, and how far it is from convergence.
public struct FitConvergence: Sendable, Codable {
    /// Steps of T in all rounds, including those that were undone.
    public let steps: Int
    /// Rounds of T's training.
    public let rounds: Int
    /// Whether further rounds no longer improved the held-out events, or the length of the training of T was fixed in
    /// advance.
    public let isSettled: Bool
    /// σ of every nuisance from x alone at ν̂, the others profiled: the information that is left if T is free at every
    /// ν. NaN if the maximum of that likelihood was not found, or if the likelihood is not curved downwards there. For
    /// a T without parameters: from x and y.
    public let sigma: [Double]
    /// The inverse of −∂² ln L, whose diagonal is σ², shape [profiled, profiled]; nil if it does not exist.
    public let covariance: [[Double]]?
    /// The shift of ν̂ that the scores would cause if T were known to be the fitted one at every ν, in σ: small if
    /// densities and T describe the data. For a T without parameters: the actual shift, in σ of x alone.
    public let scorePull: [Double]
    /// The standard deviation of ``scorePull`` if T is right and was not trained on these events: √(1 − σ²/σ²(x
    /// alone)), where σ is that of a known T; NaN if one of both does not exist.
    public let scorePullError: [Double]
    /// Losses of T; nil without held-out events (if the length of the training of T was fixed in advance), and if no
    /// training made them more likely.
    public let losses: Losses?
    /// ∂ ln L/∂ν with T held, expressed as the Newton step with T free in units of its σ: 0 at a joint maximum.
    public let distance: [Double]
    /// ``distance`` before T was moved along the directions in which it compensates ν.
    public let imbalance: [Double]
    /// How often T was moved so.
    let corrections: Int

    /// For a T without parameters: ν̂ minus that of x alone, in units of the σ of this difference, √(σ²(x) − σ²(x, y)).
    /// It is a standard normal number if the densities describe the data; nil if the scores add too little information
    /// to x.
    public func tension(_ nuisance: Int) -> Double? {
        let (pull, error) = (scorePull[nuisance], scorePullError[nuisance])
        // Where the scores add next to nothing, both are the same number.
        guard error > 0.1, pull.isFinite else { return nil }
        return pull / error
    }

    /// −ln L in nats per event.
    public struct Losses: Sendable, Codable {
        /// The loss of held-out events with the initial T.
        public let identity: Double
        /// The loss of held-out events after the last round that did not see them.
        public let heldOut: Double
        /// Standard error of the gain of that round; NaN for a single event.
        public let error: Double
        /// Of the events that T was trained on, with T as it began.
        let trainingIdentity: Double
        /// The loss of the events that T was trained on, after the last round.
        public let training: Double

        /// The gain of T on its training events minus that on held-out events. Each set is compared with itself before
        /// the training, because their likelihoods differ by chance.
        public var excess: Double { (trainingIdentity - training) - (identity - heldOut) }
    }
}
