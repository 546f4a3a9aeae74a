import FlowKernels

/// Parameters that one optimizer moves: a network, or the nuisances of a global fit.
public struct ParameterGroup: Sendable {
    /// The name in messages: "the network".
    public let name: String
    /// The optimizer with its state.
    public var optimizer: any Optimizer<Float>
    /// The learning rate of each step.
    public let schedule: LearningRateSchedule
    /// Nil for no clipping.
    public let clipping: GradientClipping?

    /// With these values.
    public init(
        name: String, optimizer: any Optimizer<Float>, schedule: LearningRateSchedule, clipping: GradientClipping? = nil
    ) {
        self.name = name
        self.optimizer = optimizer
        self.schedule = schedule
        self.clipping = clipping
    }

    /// Clips and applies a gradient with a finite norm.
    mutating func step(
        _ parameters: ParameterBuffer, gradient: ParameterBuffer, norm: Double, at step: Int, workers: Workers
    ) {
        precondition(norm.isFinite, "a gradient of norm \(norm)")
        gradient.withUnsafeMutableBufferPointer { gradient in
            clipping?.clip(gradient, norm: norm)
            parameters.withUnsafeMutableBufferPointer {
                optimizer.step(
                    parameters: $0, gradient: UnsafeBufferPointer(gradient), learningRate: schedule.rate(at: step),
                    workers: workers)
            }
        }
    }
}
