import FlowKernels

/// The result of a training.
public struct TrainingResult: Sendable {
    /// The parameters after the last step, a buffer for each group.
    public let parameters: [ParameterBuffer]
    /// The last parameters whose held-out loss is compatible with the least; nil without held-out events.
    public let kept: Kept?
    /// Recorded losses.
    public let history: TrainingHistory
    /// How the training ended.
    public let end: TrainingEnd

    /// The parameters of the last recorded point whose held-out loss exceeds the least by no more than two standard
    /// errors of the difference, see `HeldOutSelection`.
    public struct Kept: Sendable {
        /// Steps done; 0 if no step made the held-out events more likely.
        public let step: Int
        /// Mean over the held-out events.
        public let loss: Double
        /// A buffer for each group.
        public let parameters: [ParameterBuffer]
    }
}

/// How a training ended.
public enum TrainingEnd: String, CaseIterable, Sendable, Codable {
    /// All steps were done.
    case allSteps = "all-steps"
    /// The held-out loss did not decrease during the patience.
    case plateau
}

/// The progress of a training.
public struct TrainingProgress: Sendable {
    /// Steps done.
    public let step: Int
    /// Steps of the whole training; 0 if it is not known yet.
    public let steps: Int
    /// Mean −log p of the last batch, in nats per event; NaN if there was none.
    public let loss: Double
    /// Steps that an earlier run had done: not 0 if this run continued from a checkpoint.
    public let firstStep: Int

    /// With these values.
    public init(step: Int, steps: Int, loss: Double, firstStep: Int) {
        self.step = step
        self.steps = steps
        self.loss = loss
        self.firstStep = firstStep
    }

    /// The progress of a training that had taken `done` steps before this part of it.
    public func after(steps done: Int) -> TrainingProgress {
        TrainingProgress(step: step + done, steps: steps + done, loss: loss, firstStep: firstStep + done)
    }
}

/// The course of a training, in nats per event.
public struct TrainingHistory: Sendable, Codable, Equatable {
    /// One recorded point.
    public struct Point: Sendable, Codable, Equatable {
        /// Steps done.
        public let step: Int
        /// Mean over the steps since the previous point.
        public let loss: Double
        /// Mean over the held-out events; nil without them.
        public let validation: Double?
        /// The learning rate of the first group, at the last step.
        public let learningRate: Double
        /// The values of all groups except the first (networks are too large to record).
        public let tracked: [[Double]]
    }

    /// The held-out loss before the first step; nil without held-out events.
    public internal(set) var start: Double?
    /// The recorded points, in ascending order of steps.
    public internal(set) var points: [Point] = []

    /// The history of something that was not trained here.
    public init() {}

    /// This training, followed by one that continued from its end, as a single history.
    public func followed(by next: TrainingHistory) -> TrainingHistory {
        var whole = self
        if points.isEmpty { whole.start = next.start }
        let done = points.last?.step ?? 0
        whole.points += next.points.map {
            Point(
                step: done + $0.step, loss: $0.loss, validation: $0.validation, learningRate: $0.learningRate,
                tracked: $0.tracked)
        }
        return whole
    }
}
