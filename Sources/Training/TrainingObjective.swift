import FlowKernels

/// A sum over events whose mean a training minimizes.
public protocol TrainingObjective: Sendable {
    /// Evaluates part of a batch: −Σ w·log p over `positions` of batch number `step`.
    ///
    /// - Parameters:
    ///   - batch: the number of the batch, and the positions of its events.
    ///   - parameters: one buffer for each parameter group.
    ///   - gradients: ∂(−Σ w·log p) is added here, a buffer for each group; empty for a value only.
    ///   - arena: memory for the evaluation.
    /// - Returns: the sum and Σ w, in float64.
    func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss
}

/// Some positions of one batch.
public struct BatchPart: Sendable {
    /// The number of the batch.
    public let step: Int
    /// Positions in the batch.
    public let positions: Range<Int>
    /// `positions.count` rounded up to a multiple that the kernels need.
    public var columns: Int { (positions.count + 7) / 8 * 8 }

    /// With these values.
    public init(step: Int, positions: Range<Int>) {
        self.step = step
        self.positions = positions
    }
}

/// −Σ w·log p over some events, and their Σ w.
///
/// Weights may be negative. Then Σ w of a batch fluctuates, and may be close to 0 or negative, whereas Σ|w| is not. A
/// gradient is therefore divided by ``size``: the mean of Σ w g/Σ|w| over batches has the direction of the gradient of
/// all events, and its length does not jump. Divided by Σ w, the gradient would be long if Σ w is small by chance, and
/// would change its direction if Σ w is negative. A loss is stated as a mean, −Σ w·log p/Σ w.
public struct WeightedLoss: Sendable {
    /// −Σ w·log p, nats.
    public var loss: Double
    /// Σ w.
    public var weight: Double
    /// Σ|w|.
    public var size: Double
    /// Nats per event.
    public var mean: Double { loss / weight }

    /// `size` is Σ|w|: nil for Σ w, which is right if no weight is negative.
    public init(loss: Double, weight: Double, size: Double? = nil) {
        self.loss = loss
        self.weight = weight
        self.size = size ?? weight
    }

    /// `weights` are w of the events, in any shape.
    public init(loss: Double, weights: Matrix) {
        let values = weights.array()
        self.init(
            loss: loss, weight: Kernels.weightedSum(weights),
            size: values.contains { $0 < 0 } ? values.reduce(0) { $0 + Double($1.magnitude) } : nil)
    }

    public static func + (a: WeightedLoss, b: WeightedLoss) -> WeightedLoss {
        WeightedLoss(loss: a.loss + b.loss, weight: a.weight + b.weight, size: a.size + b.size)
    }
}
