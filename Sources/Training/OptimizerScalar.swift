import FlowKernels

/// The numbers that an ``Optimizer`` moves: `Float` in training, by a kernel; `Double` where trajectories are compared
/// with a reference, by the formula of `AdamStep`.
public protocol OptimizerScalar: BinaryFloatingPoint & Sendable & Codable {
    /// One step of each parameter; the buffers are equally long.
    static func takeAdamStep(
        _ step: AdamStep, gradient: UnsafeBufferPointer<Self>, first: UnsafeMutableBufferPointer<Self>,
        second: UnsafeMutableBufferPointer<Self>, parameters: UnsafeMutableBufferPointer<Self>)
}

extension Float: OptimizerScalar {
    public static func takeAdamStep(
        _ step: AdamStep, gradient: UnsafeBufferPointer<Float>, first: UnsafeMutableBufferPointer<Float>,
        second: UnsafeMutableBufferPointer<Float>, parameters: UnsafeMutableBufferPointer<Float>
    ) {
        Kernels.take(step, gradient: gradient, first: first, second: second, parameters: parameters)
    }
}

extension Double: OptimizerScalar {
    public static func takeAdamStep(
        _ step: AdamStep, gradient: UnsafeBufferPointer<Double>, first: UnsafeMutableBufferPointer<Double>,
        second: UnsafeMutableBufferPointer<Double>, parameters: UnsafeMutableBufferPointer<Double>
    ) {
        for index in parameters.indices {
            let slope = gradient[index] + step.decay * parameters[index]
            first[index] += (1 - step.beta1) * (slope - first[index])
            second[index] = step.beta2 * second[index] + (1 - step.beta2) * slope * slope
            let scale = step.adapts ? second[index].squareRoot() * step.root + step.epsilon : 1
            parameters[index] = parameters[index] * step.keep - step.size * first[index] / scale
        }
    }
}
