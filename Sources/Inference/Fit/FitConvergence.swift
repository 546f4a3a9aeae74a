/// How a global fit came to its end, and how far it is from where it should be.
public struct FitConvergence: Sendable, Codable {
    /// Steps of T in all rounds, those that were taken back among them.
    public let steps: Int
    /// Rounds of T's training.
    public let rounds: Int
    /// Whether held-out events gained nothing any more by further rounds, or how long T is trained was chosen beforehand.
    public let isSettled: Bool
    /// σ of every nuisance from x alone at ν̂, the others profiled: what is left where T is free at every ν; NaN where the
    /// maximum of that likelihood was not found, or it does not bend down there. Of a T without parameters: from x and y.
    public let sigma: [Double]
    /// The inverse of −∂² ln L of which σ² is the diagonal, shape [profiled, profiled]; nil where there is none.
    public let covariance: [[Double]]?
    /// How far the scores would pull ν̂ if T were known to be the fitted one at every ν, in σ: small where densities and T
    /// describe the data. Of a T without parameters: how far they did, in σ of x alone.
    public let scorePull: [Double]
    /// The standard deviation of that where T is right and was not trained on these events: √(1 − σ²/σ²(x alone)) with σ the
    /// one that is left where T is known; NaN where there is none, or no σ of x alone.
    public let scorePullError: [Double]
    /// Losses of T; nil where no events were held out, as how long T is trained was chosen, and where no training made
    /// those that were more likely.
    public let losses: Losses?
    /// ∂ ln L/∂ν with T held, as a Newton step with T free in its σ: 0 at a joint maximum.
    public let distance: [Double]
    /// ``distance`` before T was moved along the directions in which it makes up for ν.
    public let imbalance: [Double]
    /// How often T was moved so.
    let corrections: Int

    /// Of a T without parameters: ν̂ less that of x alone, in the σ of this difference, √(σ²(x) − σ²(x, y)), which is a
    /// standard normal number where the densities describe the data; nil where the scores add too little to x.
    public func tension(_ nuisance: Int) -> Double? {
        let (pull, error) = (scorePull[nuisance], scorePullError[nuisance])
        // Where the scores add next to nothing, both are the same number.
        guard error > 0.1, pull.isFinite else { return nil }
        return pull / error
    }

    /// −ln L, nats an event.
    public struct Losses: Sendable, Codable {
        /// The loss of held-out events with T as it began.
        public let identity: Double
        /// The loss of held-out events after the last round that did not see them.
        public let heldOut: Double
        /// Standard error of what that round gained; NaN of a single event.
        public let error: Double
        /// Of the events that T was trained on, with T as it began.
        let trainingIdentity: Double
        /// The loss of the events that T was trained on, after the last round.
        public let training: Double

        /// By how much more T brought the events that it was trained on than held-out ones: each are compared with
        /// themselves, as which events are more likely is chance.
        public var excess: Double { (trainingIdentity - training) - (identity - heldOut) }
    }
}
