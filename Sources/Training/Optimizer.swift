/// A rule that moves parameters against their gradient, with what it remembers of earlier gradients.
///
/// Parameters live in flat storage that the caller owns. An optimizer is a value: a copy continues independently,
/// and ``state`` is all that a checkpoint must keep for the same bits after a restart.
public protocol Optimizer<Scalar>: Sendable {
    /// `Float` in training, `Double` where trajectories are held against a reference.
    associatedtype Scalar: BinaryFloatingPoint & Sendable & Codable

    /// Step count and moments; assign it to continue from a checkpoint.
    var state: OptimizerState<Scalar> { get set }

    /// Moves the parameters by one step.
    ///
    /// - Parameters:
    ///   - parameters: shape [parameters], changed in place.
    ///   - gradient: of the loss to be minimized, same shape.
    ///   - learningRate: of this step, from a ``LearningRateSchedule``.
    /// - Precondition: both have the number of parameters that the optimizer was made for.
    mutating func step(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>, learningRate: Double)
}

extension Optimizer {
    /// Moves an array of parameters by one step; see the requirement of the same name.
    public mutating func step(parameters: inout [Scalar], gradient: [Scalar], learningRate: Double) {
        parameters.withUnsafeMutableBufferPointer { parameters in
            gradient.withUnsafeBufferPointer { gradient in
                step(parameters: parameters, gradient: gradient, learningRate: learningRate)
            }
        }
    }
}

/// The memory of an ``Optimizer``: plain numbers, one pair of moments a parameter.
public struct OptimizerState<Scalar: BinaryFloatingPoint & Sendable & Codable>: Sendable, Codable, Equatable {
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
