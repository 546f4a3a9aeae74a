import Flows
import Training

extension AmortizedProfile {
    /// The mean NLL of some events over the window, in nats an event, extended term and constraints included.
    public struct Comparison: Sendable, Codable, Equatable {
        /// With the identity for T_ψ: the same T_b at every ν.
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
        public let isCorner: Bool
        /// Held-out events through each member.
        public let members: [Comparison]
    }

    public struct Result: Sendable {
        /// T_ψ at the last validation point whose held-out NLL cannot be told from the least.
        public let residual: TransportMap
        /// The step of ``residual``; 0 where no training made the held-out events more likely.
        public let bestStep: Int
        /// Steps done altogether.
        public let steps: Int
        public let end: TrainingEnd
        /// Mean NLL of the training events, and of the held-out ones as `validation`.
        public let history: TrainingHistory
        public let training: Comparison
        /// All held-out events, the members sharing them.
        public let heldOut: Comparison
        /// All held-out events through each member.
        public let members: [Comparison]
        public let offGrid: [OffGridPoint]
        public let trainingEvents: Int
        public let heldOutEvents: Int
    }
}
