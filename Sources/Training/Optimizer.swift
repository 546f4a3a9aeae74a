import FlowKernels

/// A rule that moves parameters against their gradient, with its memory of earlier gradients.
///
/// Parameters live in flat storage that the caller owns. An optimizer is a value: a copy continues independently,
/// and a checkpoint only needs ``state`` to continue with the same bits.
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
    ///   - workers: threads among which the parameters are divided; without them, the caller's thread processes all.
    /// - Precondition: both have the number of parameters that the optimizer was made for.
    /// - Note: a gradient that is not finite makes the parameters not finite; the loop must check before it steps.
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
