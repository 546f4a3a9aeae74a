/// The soft clipping of log-scales: f(x) = x/(1 + |x|/λ) with λ = |ln 10⁻³|, so that no factor leaves (10⁻³, 10³).
///
/// As zuko's `MonotonicAffineTransform` has it.
extension Kernels {
    private static let limit: Float = 6.907_755_279

    /// y = f(x), any shape; `output` may be `input`.
    public static func softClip(_ input: Matrix, into output: Matrix) {
        requireShape(output, input.rows, input.columns)
        for i in 0..<input.count { output.pointer[i] = input.pointer[i] / (1 + abs(input.pointer[i]) / limit) }
    }

    /// The adjoint: the gradient is multiplied by f′(x) = 1/(1 + |x|/λ)² in place.
    public static func softClipBackward(_ input: Matrix, gradient: Matrix) {
        requireShape(gradient, input.rows, input.columns)
        for i in 0..<input.count {
            let denominator = 1 + abs(input.pointer[i]) / limit
            gradient.pointer[i] /= denominator * denominator
        }
    }

    /// The jets of f(x) in place of those of x: y′ = f′ x′, y″ = f′ x″ + f″ x′² with f″ = −2 sgn(x)/(λ (1 + |x|/λ)³).
    ///
    /// - Parameters:
    ///   - input: x, 1 x N.
    ///   - jets: 1 x (2 · directions · N).
    public static func softClipTaylor(_ input: Matrix, jets: Matrix) {
        let n = input.columns
        requireShape(input, 1, n)
        precondition(n > 0 && jets.rows == 1 && jets.columns % (2 * n) == 0, "jets of \(jets.columns) columns for \(n)")
        for i in 0..<n {
            let x = input.pointer[i]
            let denominator = 1 + abs(x) / limit
            let slope = 1 / (denominator * denominator)
            let bend = (x < 0 ? 2 : -2) * slope / (denominator * limit)
            for direction in 0..<jets.columns / (2 * n) {
                let first = jets.pointer + 2 * direction * n + i
                let second = first + n
                second.pointee = slope * second.pointee + bend * first.pointee * first.pointee
                first.pointee *= slope
            }
        }
    }
}
