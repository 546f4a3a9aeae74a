import FlowKernels

/// What a training leaves.
public struct TrainingResult: Sendable {
    /// The parameters after the last step, a buffer for each group.
    public let parameters: [ParameterBuffer]
    /// Those that the held-out events liked best; nil where none were looked at.
    public let best: Best?
    public let history: TrainingHistory
    public let end: TrainingEnd

    /// The parameters at the recorded point with the least held-out loss.
    public struct Best: Sendable {
        /// Steps done; 0 where no step made the held-out events more likely.
        public let step: Int
        /// Mean over the held-out events.
        public let loss: Double
        public let parameters: [ParameterBuffer]
    }
}

/// How a training ended.
public enum TrainingEnd: String, Sendable, Codable {
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
