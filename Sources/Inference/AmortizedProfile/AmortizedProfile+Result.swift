import Flows
import Training

extension AmortizedProfile {
    /// The mean NLL of some events over the window, in nats an event, extended term and constraints included.
    public struct Comparison: Sendable, Codable, Equatable {
        /// With the identity as T_ψ, so that T is the same at every ν.
        public let identity: Double
        /// With the trained T_ψ.
        public let profiled: Double
        /// Standard error of ``gain`` from the scatter of groups of events; NaN for a single group. It includes the
        /// choice of events, but not that of the training.
        public let gainError: Double
        /// The gain of the log-likelihood per event with T_ψ.
        public var gain: Double { identity - profiled }
    }

    /// A ν that was not used in the training.
    public struct OffGridPoint: Sendable, Codable, Equatable {
        /// ν, in the order of the window.
        public let nuisances: [Double]
        /// Whether it is a corner of the window; otherwise it is a random point.
        public let isCorner: Bool
        /// The NLL of the held-out events there, with T profiled and with T fixed.
        public let comparison: Comparison
    }

    /// The result of a training.
    public struct Result: Sendable {
        /// T_ψ at the last validation point whose held-out NLL cannot be distinguished from the lowest.
        public let residual: TransportMap
        /// The step of ``residual``; 0 where no step made the held-out events more likely.
        public let bestStep: Int
        /// Steps done altogether.
        public let steps: Int
        /// Why the training ended.
        public let end: TrainingEnd
        /// Mean NLL of the training events, and of the held-out ones as `validation`.
        public let history: TrainingHistory
        /// All training events.
        public let training: Comparison
        /// All held-out events.
        public let heldOut: Comparison
        /// Held-out events at points that were not used in the training.
        public let offGrid: [OffGridPoint]
        /// The number of training events.
        public let trainingEvents: Int
        /// The number of held-out events.
        public let heldOutEvents: Int
    }
}
