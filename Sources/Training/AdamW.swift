import FlowKernels

/// Adam with decoupled weight decay.
///
/// Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2, in the form of PyTorch's `AdamW`:
///
///     p ← p·(1 − η·λ)
///     m ← m + (1 − β₁)(g − m),  v ← β₂·v + (1 − β₂)·g²
///     p ← p − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
public struct AdamW<Scalar: OptimizerScalar>: Optimizer {
    /// β₁, the memory of the mean gradient.
    public let beta1: Double

    /// β₂, the memory of the mean squared gradient.
    public let beta2: Double

    /// ε, which keeps the step finite for parameters whose gradient has always been 0.
    public let epsilon: Double

    /// λ, per step and unit of learning rate.
    public let weightDecay: Double

    /// Step count and moments.
    public var state: OptimizerState<Scalar>

    /// An optimizer before its first step; the defaults are PyTorch's.
    ///
    /// - Precondition: 0 ≤ β < 1, ε > 0 and λ ≥ 0.
    public init(
        parameterCount: Int, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0.01
    ) {
        checkOptimizerOptions(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        state = OptimizerState(parameterCount: parameterCount)
    }

    public mutating func step(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>, learningRate: Double,
        workers: Workers?
    ) {
        state.stepCount += 1
        let correction1 = 1 - power(beta1, state.stepCount)
        let correction2 = 1 - power(beta2, state.stepCount)
        let step = AdamStep(
            beta1: beta1, beta2: beta2, keep: 1 - learningRate * weightDecay, size: learningRate / correction1,
            root: 1 / correction2.squareRoot(), epsilon: epsilon)
        state.take(step, parameters, gradient: gradient, workers: workers)
    }
}
