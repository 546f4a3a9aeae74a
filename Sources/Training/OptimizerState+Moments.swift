import FlowKernels

extension OptimizerState {
    /// One step of every parameter independently, on several threads if there are workers.
    mutating func take(
        _ step: AdamStep, _ parameters: UnsafeMutableBufferPointer<Scalar>, gradient: UnsafeBufferPointer<Scalar>,
        workers: Workers?
    ) {
        precondition(
            parameters.count == parameterCount && gradient.count == parameterCount,
            "\(parameters.count) parameters and \(gradient.count) gradients for an optimizer of \(parameterCount)")
        firstMoment.withUnsafeMutableBufferPointer { first in
            secondMoment.withUnsafeMutableBufferPointer { second in
                // Threads write to ranges of their own.
                nonisolated(unsafe) let (parameters, gradient, first, second) = (parameters, gradient, first, second)
                @Sendable func takeShare(_ range: Range<Int>) {
                    Scalar.takeAdamStep(
                        step, gradient: UnsafeBufferPointer(rebasing: gradient[range]),
                        first: UnsafeMutableBufferPointer(rebasing: first[range]),
                        second: UnsafeMutableBufferPointer(rebasing: second[range]),
                        parameters: UnsafeMutableBufferPointer(rebasing: parameters[range]))
                }
                guard let workers else { return takeShare(parameters.indices) }
                let shares = ChunkedBatch.shares(ofParameters: parameters.count).ranges
                workers.forEach(shares.count) { index, _ in takeShare(shares[index]) }
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
