internal import CFlowKernels

/// One step of Adam's kind, from constants that are the same for all parameters; each has a gradient g and two moments:
///
///     g ← g + decay·p
///     m ← m + (1 − β₁)(g − m),  v ← β₂·v + (1 − β₂)·g²
///     p ← keep·p − size · m / (root·√v + ε),  or keep·p − size·m where it does not adapt
public struct AdamStep: Sendable {
    /// The constants of the formulas.
    public let decay, beta1, beta2, keep, size, root, epsilon: Double
    /// Whether the step is divided by √v.
    public let adapts: Bool

    /// With these values.
    public init(
        decay: Double = 0, beta1: Double, beta2: Double, keep: Double, size: Double, adapts: Bool = true,
        root: Double = 1, epsilon: Double
    ) {
        self.decay = decay
        self.beta1 = beta1
        self.beta2 = beta2
        self.keep = keep
        self.size = size
        self.adapts = adapts
        self.root = root
        self.epsilon = epsilon
    }
}

extension Kernels {
    /// Takes one step of each parameter; the buffers are equally long.
    public static func take(
        _ step: AdamStep, gradient: UnsafeBufferPointer<Float>, first: UnsafeMutableBufferPointer<Float>,
        second: UnsafeMutableBufferPointer<Float>, parameters: UnsafeMutableBufferPointer<Float>
    ) {
        let count = parameters.count
        precondition(
            gradient.count == count && first.count == count && second.count == count,
            "\(count) parameters, \(gradient.count) gradients, \(first.count) and \(second.count) moments")
        guard let g = gradient.baseAddress, let m = first.baseAddress, let v = second.baseAddress,
            let p = parameters.baseAddress
        else { return }
        var constants = flow_adam(
            decay: Float(step.decay), gain1: Float(1 - step.beta1), keep2: Float(step.beta2),
            gain2: Float(1 - step.beta2), keep: Float(step.keep), size: Float(step.size), root: Float(step.root),
            epsilon: Float(step.epsilon), adapts: step.adapts ? 1 : 0)
        table.adam(&constants, g, m, v, p, count)
    }
}
