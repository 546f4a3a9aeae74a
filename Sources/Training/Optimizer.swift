import FlowKernels

/// A rule that moves parameters against their gradient, with what it remembers of earlier gradients.
///
/// Parameters live in flat storage that the caller owns. An optimizer is a value: a copy continues independently,
/// and ``state`` is all that a checkpoint must keep for the same bits after a restart.
public protocol Optimizer<Scalar>: Sendable {
    /// `Float` in training, `Double` where trajectories are compared with a reference.
    associatedtype Scalar: OptimizerScalar

    /// Step count and moments; assign it to continue from a checkpoint.
    var state: OptimizerState<Scalar> { get set }

    /// Moves the parameters by one step.
    ///
    /// - Parameters:
    ///   - parameters: shape [parameters], changed in place.
    ///   - gradient: of the loss to be minimized, same shape.
    ///   - learningRate: of this step, from a ``LearningRateSchedule``.
    ///   - workers: share out the parameters; the caller moves all of them where there are none.
    /// - Precondition: both have the number of parameters that the optimizer was made for.
    /// - Note: a gradient that is not finite makes parameters that are not; the loop must look before it steps.
    mutating func step(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>, learningRate: Double,
        workers: Workers?)
}

extension Optimizer {
    /// Moves an array of parameters by one step; see the requirement of the same name.
    public mutating func step(parameters: inout [Scalar], gradient: [Scalar], learningRate: Double) {
        parameters.withUnsafeMutableBufferPointer { parameters in
            gradient.withUnsafeBufferPointer { gradient in
                step(parameters: parameters, gradient: gradient, learningRate: learningRate, workers: nil)
            }
        }
    }
}
