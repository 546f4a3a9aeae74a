/// The memory of an ``Optimizer``: plain numbers, a pair of moments for each parameter.
public struct OptimizerState<Scalar: OptimizerScalar>: Sendable, Codable, Equatable {
    /// Steps taken.
    public var stepCount: Int

    /// Exponential mean of the gradient, shape [parameters].
    public var firstMoment: [Scalar]

    /// Exponential mean of the squared gradient, shape [parameters].
    public var secondMoment: [Scalar]

    /// The state before the first step.
    public init(parameterCount: Int) {
        self.init(
            stepCount: 0, firstMoment: Array(repeating: 0, count: parameterCount),
            secondMoment: Array(repeating: 0, count: parameterCount))
    }

    /// A state read back from a checkpoint.
    ///
    /// - Precondition: the moments are equally long.
    public init(stepCount: Int, firstMoment: [Scalar], secondMoment: [Scalar]) {
        precondition(
            firstMoment.count == secondMoment.count,
            "\(firstMoment.count) first moments, \(secondMoment.count) second moments")
        self.stepCount = stepCount
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
    }

    /// The number of parameters.
    public var parameterCount: Int { firstMoment.count }
}
