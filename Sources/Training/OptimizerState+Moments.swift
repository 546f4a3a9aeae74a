extension OptimizerState {
    /// m ← m + (1 − β₁)(g − m) and v ← β₂·v + (1 − β₂)·g².
    @inline(__always)
    mutating func updateMoments(_ gradient: UnsafeBufferPointer<Scalar>, beta1: Double, beta2: Double) {
        let (gain1, keep2, gain2) = (Scalar(1 - beta1), Scalar(beta2), Scalar(1 - beta2))
        firstMoment.withUnsafeMutableBufferPointer { first in
            secondMoment.withUnsafeMutableBufferPointer { second in
                for index in gradient.indices {
                    let slope = gradient[index]
                    first[index] += gain1 * (slope - first[index])
                    second[index] = keep2 * second[index] + gain2 * slope * slope
                }
            }
        }
    }

    func checkCounts(parameters: Int, gradient: Int) {
        precondition(
            parameters == parameterCount && gradient == parameterCount,
            "\(parameters) parameters and \(gradient) gradients for an optimizer of \(parameterCount)")
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
