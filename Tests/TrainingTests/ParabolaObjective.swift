import FlowKernels

@testable import Training

/// ½ Σ_i (p − tᵢ)² summed over groups, with tᵢ a number of step and position: every gradient is known.
struct ParabolaObjective: TrainingObjective {
    /// A step whose gradient of the last group is not finite, though its loss is.
    var brokenGradient: Int?

    static func target(step: Int, position: Int) -> Float { Float((7 * step + 3 * position) % 11) }

    func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        var loss = 0.0
        let last = parameters.count - 1
        for (group, parameters) in parameters.enumerated() {
            let values = parameters.values
            var slopes = values.map { _ in Float(0) }
            for position in batch.positions {
                for index in values.indices {
                    let distance = values[index] - Self.target(step: batch.step, position: position)
                    loss += Double(distance * distance) / 2
                    slopes[index] += distance
                }
            }
            if batch.step == brokenGradient && group == last { slopes[0] = .infinity }
            if !gradients.isEmpty { gradients[group].add(ParameterBuffer(slopes)) }
        }
        return WeightedLoss(loss: loss, weight: Double(batch.positions.count))
    }
}

/// p ← p − η·g, so that the length of a step is that of the gradient.
struct PlainDescent: Optimizer {
    var state: OptimizerState<Float>

    mutating func step(
        parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>, learningRate: Double,
        workers: Workers?
    ) {
        for index in parameters.indices { parameters[index] -= Float(learningRate) * gradient[index] }
    }
}
