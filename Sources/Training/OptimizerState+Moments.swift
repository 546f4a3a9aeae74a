import FlowKernels

/// What one step does to each parameter.
protocol ParameterUpdate<Scalar>: Sendable {
    associatedtype Scalar: BinaryFloatingPoint & Sendable & Codable

    /// g, what enters the moments, from an element of the gradient and its parameter.
    func slope(_ gradient: Scalar, _ parameter: Scalar) -> Scalar
    /// p from what it was and its moments.
    func moved(_ parameter: Scalar, _ first: Scalar, _ second: Scalar) -> Scalar
}

extension OptimizerState {
    /// Parameters that one thread moves at a time.
    private static var share: Int { 1 << 14 }

    /// One step of every parameter by itself, shared out where there are workers:
    /// m ← m + (1 − β₁)(g − m), v ← β₂·v + (1 − β₂)·g² and then p.
    @inline(__always)
    mutating func update(
        _ parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>, beta1: Double,
        beta2: Double, workers: Workers?, by rule: some ParameterUpdate<Scalar>
    ) {
        precondition(
            parameters.count == parameterCount && gradient.count == parameterCount,
            "\(parameters.count) parameters and \(gradient.count) gradients for an optimizer of \(parameterCount)")
        let (gain1, keep2, gain2) = (Scalar(1 - beta1), Scalar(beta2), Scalar(1 - beta2))
        firstMoment.withUnsafeMutableBufferPointer { first in
            secondMoment.withUnsafeMutableBufferPointer { second in
                // Threads write to ranges of their own.
                nonisolated(unsafe) let (parameters, gradient, first, second) = (parameters, gradient, first, second)
                @Sendable func update(_ range: Range<Int>) {
                    for index in range {
                        let slope = rule.slope(gradient[index], parameters[index])
                        first[index] += gain1 * (slope - first[index])
                        second[index] = keep2 * second[index] + gain2 * slope * slope
                    }
                    // A loop of its own: the compiler makes vectors of few arrays at a time.
                    for index in range {
                        parameters[index] = rule.moved(parameters[index], first[index], second[index])
                    }
                }
                guard let workers else { return update(parameters.indices) }
                let ranges = ChunkedBatch(size: parameters.count, chunk: Self.share).ranges
                workers.forEach(ranges.count) { index, _ in update(ranges[index]) }
            }
        }
    }
}

/// baseᵉˣᵖᵒⁿᵉⁿᵗ by repeated squaring, the same bits on every platform.
func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
        if rest & 1 == 1 { result *= square }
        square *= square
        rest >>= 1
    }
    return result
}

func checkOptimizerOptions(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double) {
    precondition((0..<1).contains(beta1) && (0..<1).contains(beta2), "betas lie in [0, 1): \(beta1), \(beta2)")
    precondition(epsilon > 0, "epsilon is positive, not \(epsilon)")
    precondition(weightDecay >= 0, "a weight decay is not negative: \(weightDecay)")
}
