/// Bounds the length of a gradient, so that a single batch cannot move the parameters far.
///
/// Pascanu, Mikolov and Bengio 2013, arXiv:1211.5063, algorithm 1, as in PyTorch's `clip_grad_norm_`: g ← g·min(1,
/// c/(‖g‖ + 10⁻⁶)).
public struct GradientClipping: Sendable, Equatable, Codable {
    /// For densities trained on simulated events.
    public static let density = GradientClipping(maximumNorm: 5)

    /// For maps fitted to data through the likelihood of a mixture, whose gradients are longer.
    public static let likelihood = GradientClipping(maximumNorm: 10)

    /// c, the largest Euclidean norm over all parameters together.
    public let maximumNorm: Double

    /// - Precondition: `maximumNorm` > 0.
    public init(maximumNorm: Double) {
        precondition(maximumNorm > 0, "the largest norm is positive, not \(maximumNorm)")
        self.maximumNorm = maximumNorm
    }

    /// Scales the gradient down if it is longer than allowed.
    ///
    /// - Parameters:
    ///   - gradient: shape [parameters], changed in place; unchanged if its norm is not finite.
    ///   - norm: its Euclidean norm. If it is not finite, neither is some gradient: do not step.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    public func clip<Scalar: BinaryFloatingPoint>(_ gradient: UnsafeMutableBufferPointer<Scalar>, norm: Double) {
        let scale = maximumNorm / (norm + 1e-6)
        guard norm.isFinite && scale < 1 else { return }
        let factor = Scalar(scale)
        for index in gradient.indices { gradient[index] *= factor }
    }

    /// ‖g‖², summed in float64.
    @_specialize(where Scalar == Float)
    @_specialize(where Scalar == Double)
    static func squaredNorm<Scalar: BinaryFloatingPoint>(of gradient: UnsafeBufferPointer<Scalar>)
        -> Double
    {
        // Four sums side by side: one alone would wait for each addition.
        var sums = SIMD4<Double>.zero
        let whole = gradient.count & ~3
        for start in stride(from: 0, to: whole, by: 4) {
            let four = SIMD4(
                Double(gradient[start]), Double(gradient[start + 1]), Double(gradient[start + 2]),
                Double(gradient[start + 3]))
            sums += four * four
        }
        for index in whole..<gradient.count {
            sums[0] += Double(gradient[index]) * Double(gradient[index])
        }
        return sums.sum()
    }
}
