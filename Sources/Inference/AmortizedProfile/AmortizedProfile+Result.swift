import Flows
import Training

extension AmortizedProfile {
    /// The mean NLL of some events over the window, in nats an event, extended term and constraints included.
    public struct Comparison: Sendable, Codable, Equatable {
        /// With the identity for T_ψ: the same T at every ν.
        public let identity: Double
        /// With the trained T_ψ.
        public let profiled: Double
        /// Standard error of ``gain`` from the scatter of groups of events; NaN for a single group. It covers the
        /// choice of events, but not the training that chose T_ψ.
        public let gainError: Double
        /// How much more likely the events are with T_ψ.
        public var gain: Double { identity - profiled }
    }

    /// One ν that the training never saw.
    public struct OffGridPoint: Sendable, Codable, Equatable {
        /// In the order of the window.
        public let nuisances: [Double]
        /// Whether it is a corner of the window, else a random point.
        public let isCorner: Bool
        /// How likely the held-out events are there, with T profiled and with T fixed.
        public let comparison: Comparison
    }

    /// What a training found.
    public struct Result: Sendable {
        /// T_ψ at the last validation point whose held-out NLL cannot be distinguished from the lowest.
        public let residual: TransportMap
        /// The step of ``residual``; 0 where no training made the held-out events more likely.
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
        /// Held-out events at points that no training saw.
        public let offGrid: [OffGridPoint]
        /// How many events were trained on.
        public let trainingEvents: Int
        /// How many were held out.
        public let heldOutEvents: Int
    }
}
