import FlowKernels

/// A sum over events whose mean a training minimizes.
public protocol TrainingObjective: Sendable {
    /// Evaluates part of a batch: −Σ w·log p over `positions` of batch number `step`.
    ///
    /// - Parameters:
    ///   - parameters: one buffer for each parameter group.
    ///   - gradients: ∂(−Σ w·log p) is added here, a buffer for each group; empty for a value only.
    /// - Returns: the sum and Σ w, in float64.
    func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss
}

/// Some positions of one batch.
public struct BatchPart: Sendable {
    /// The number of the batch.
    public let step: Int
    /// Places within the batch.
    public let positions: Range<Int>
    /// `positions.count` rounded up to what the kernels need.
    public var columns: Int { (positions.count + 7) / 8 * 8 }

    public init(step: Int, positions: Range<Int>) {
        self.step = step
        self.positions = positions
    }
}

/// −Σ w·log p over some events, and their Σ w.
public struct WeightedLoss: Sendable {
    /// −Σ w·log p, nats.
    public var loss: Double
    /// Σ w.
    public var weight: Double
    /// Nats an event.
    public var mean: Double { loss / weight }

    public init(loss: Double, weight: Double) {
        self.loss = loss
        self.weight = weight
    }

    public static func + (a: WeightedLoss, b: WeightedLoss) -> WeightedLoss {
        WeightedLoss(loss: a.loss + b.loss, weight: a.weight + b.weight)
    }
}
