import FlowKernels

/// Adam whose step is damped as long as the mean squared gradient is known only from few steps.
///
/// Liu et al. 2020, arXiv:1908.03265, algorithm 2, in the form of PyTorch's `RAdam`. With ρ_∞ = 2/(1 − β₂) − 1 and ρ_t
/// = ρ_∞ − 2t·β₂ᵗ/(1 − β₂ᵗ), and Adam's moments m and v:
///
///     ρ_t > 5:  p ← p − η · m/(1 − β₁ᵗ) · r_t · √(1 − β₂ᵗ)/(√v + ε),
///               r_t = √[(ρ_t − 4)(ρ_t − 2)ρ_∞ / ((ρ_∞ − 4)(ρ_∞ − 2)ρ_t)]
///     else:     p ← p − η · m/(1 − β₁ᵗ)
public struct RAdam<Scalar: OptimizerScalar>: Optimizer {
    /// The place where the weight decay acts.
    public enum Decay: String, Sendable, Codable {
        /// λ·p is added to the gradient, and so enters the moments: PyTorch's default.
        case inGradient

        /// p ← p·(1 − η·λ) before the step, as in ``AdamW``: PyTorch's `decoupled_weight_decay`.
        case decoupled
    }

    /// β₁, the memory of the mean gradient.
    public let beta1: Double

    /// β₂, the memory of the mean squared gradient.
    public let beta2: Double

    /// ε, which keeps the step finite for parameters whose gradient has always been 0.
    public let epsilon: Double

    /// λ.
    public let weightDecay: Double
    /// Where λ acts.
    public let decay: Decay

    /// Step count and moments.
    public var state: OptimizerState<Scalar>

    /// An optimizer before its first step; the defaults are PyTorch's.
    ///
    /// - Precondition: 0 ≤ β < 1, ε > 0 and λ ≥ 0.
    public init(
        parameterCount: Int, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8,
        weightDecay: Double = 0, decay: Decay = .inGradient
    ) {
        checkOptimizerOptions(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.decay = decay
        state = OptimizerState(parameterCount: parameterCount)
    }

    public mutating func step(
        parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>, learningRate: Double,
        workers: Workers?
    ) {
        state.stepCount += 1
        let size = learningRate / (1 - power(beta1, state.stepCount))
        let adaptation = adaptation
        let step = AdamStep(
            decay: decay == .inGradient ? weightDecay : 0, beta1: beta1, beta2: beta2,
            keep: decay == .decoupled ? 1 - learningRate * weightDecay : 1, size: size * (adaptation ?? 1),
            adapts: adaptation != nil, epsilon: epsilon)
        state.take(step, parameters, gradient: gradient, workers: workers)
    }

    /// r_t·√(1 − β₂ᵗ) after `state.stepCount` steps, or `nil` as long as ρ_t ≤ 5.
    var adaptation: Double? {
        let correction2 = 1 - power(beta2, state.stepCount)
        let limit = 2 / (1 - beta2) - 1
        let length = limit - 2 * Double(state.stepCount) * (1 - correction2) / correction2
        guard length > 5 else { return nil }
        let rectification =
            ((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)).squareRoot()
        return rectification * correction2.squareRoot()
    }
}
