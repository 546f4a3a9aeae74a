import FlowKernels

/// What a training leaves.
public struct TrainingResult: Sendable {
    /// The parameters after the last step, a buffer for each group.
    public let parameters: [ParameterBuffer]
    /// The last parameters that no others are known to be better than; nil where no events were held out.
    public let kept: Kept?
    public let history: TrainingHistory
    public let end: TrainingEnd

    /// The parameters of the last recorded point whose held-out loss lies within one standard error of the least, see
    /// `HeldOutSelection`.
    public struct Kept: Sendable {
        /// Steps done; 0 where no step made the held-out events more likely.
        public let step: Int
        /// Mean over the held-out events.
        public let loss: Double
        public let parameters: [ParameterBuffer]
    }
}

/// How a training ended.
public enum TrainingEnd: String, CaseIterable, Sendable, Codable {
    case allSteps = "all-steps"
    /// The held-out loss had not fallen for as long as the patience.
    case plateau
}

/// Where a training stands, for whoever shows it.
public struct TrainingProgress: Sendable {
    /// Steps done.
    public let step: Int
    public let steps: Int
    /// Mean −log p of the last batch, nats an event.
    public let loss: Double
    /// Steps that an earlier run had done: not 0 where this one went on from a checkpoint.
    public let firstStep: Int
}

/// The course of a training, in nats an event.
public struct TrainingHistory: Sendable, Codable, Equatable {
    public struct Point: Sendable, Codable, Equatable {
        /// Steps done.
        public let step: Int
        /// Mean over the steps since the point before.
        public let loss: Double
        public let validation: Double?
        public let learningRate: Double
        /// The values of all groups but the first (networks are too large to keep): ν during a global fit.
        public let tracked: [[Double]]
    }

    /// The held-out loss before the first step; nil where no events were held out.
    public internal(set) var start: Double?
    public internal(set) var points: [Point] = []

    /// Of what was not trained here.
    public init() {}
}
