internal import CFlowKernels

/// Monotonic rational-quadratic splines on [−5, 5], the identity outside (with log-determinant 0).
///
/// Durkan et al. 2019, arXiv:1906.04032. Parameters of one feature, a row each: `bins` widths, `bins` heights, then
/// the derivatives of the inner knots. Soft-clipped with λ = |ln 1e-3|: w/(1+|2w/λ|), h likewise, d/(1+|d/λ|); widths
/// and heights are softmaxes of these, derivatives exponentials.
///
/// With `bins` − 1 derivative rows both ends have derivative 1. With `bins` or more, row `bins` − 1 is the derivative
/// at the right end, which is then not 1, and further rows are unused (they get gradient 0).
extension Kernels {
    /// y = f(x) and logDet += log f'(x).
    ///
    /// - Parameters:
    ///   - parameters: (2 bins + derivatives) x N.
    ///   - bins: 1...64.
    ///   - input: x, 1 x N.
    ///   - output: y, 1 x N, overwritten.
    ///   - logDet: 1 x N, accumulated.
    public static func splineForward(
        parameters: Matrix, bins: Int, input: Matrix, into output: Matrix, logDet: Matrix
    ) {
        let derivatives = requireSpline(parameters, bins, input, output, logDet)
        table.spline_forward(
            parameters.pointer, parameters.columns, Int32(bins), derivatives, input.pointer, output.pointer,
            logDet.pointer)
    }

    /// The adjoint of ``splineForward(parameters:bins:input:into:logDet:)``; it needs nothing but its arguments.
    ///
    /// - Parameters:
    ///   - parameters: overwritten with the gradient with respect to them.
    ///   - bins: K, the number of bins.
    ///   - input: x, 1 x N.
    ///   - outputGradient: gradient with respect to y, 1 x N.
    ///   - logDetGradient: gradient with respect to logDet, 1 x N.
    ///   - inputGradient: gradient with respect to x, 1 x N, overwritten.
    public static func splineBackward(
        parameters: Matrix, bins: Int, input: Matrix, outputGradient: Matrix, logDetGradient: Matrix,
        into inputGradient: Matrix
    ) {
        let derivatives = requireSpline(parameters, bins, input, outputGradient, logDetGradient)
        requireShape(inputGradient, 1, parameters.columns)
        table.spline_backward(
            parameters.pointer, parameters.columns, Int32(bins), derivatives, input.pointer,
            outputGradient.pointer, logDetGradient.pointer, inputGradient.pointer)
    }

    /// The adjoint with respect to x alone; the parameters stay as they are.
    public static func splineBackwardInput(
        parameters: Matrix, bins: Int, input: Matrix, outputGradient: Matrix, logDetGradient: Matrix,
        into inputGradient: Matrix
    ) {
        let derivatives = requireSpline(parameters, bins, input, outputGradient, logDetGradient)
        requireShape(inputGradient, 1, parameters.columns)
        table.spline_backward_input(
            parameters.pointer, parameters.columns, Int32(bins), derivatives, input.pointer,
            outputGradient.pointer, logDetGradient.pointer, inputGradient.pointer)
    }

    /// x = f⁻¹(y) and logDet −= log f'(x).
    ///
    /// - Parameters:
    ///   - parameters: as for ``splineForward(parameters:bins:input:into:logDet:)``.
    ///   - bins: K, the number of bins.
    ///   - output: y, 1 x N.
    ///   - input: x, 1 x N, overwritten.
    ///   - logDet: 1 x N, accumulated.
    public static func splineInverse(
        parameters: Matrix, bins: Int, output: Matrix, into input: Matrix, logDet: Matrix
    ) {
        let derivatives = requireSpline(parameters, bins, output, input, logDet)
        table.spline_inverse(
            parameters.pointer, parameters.columns, Int32(bins), derivatives, output.pointer, input.pointer,
            logDet.pointer)
    }

    /// The number of derivative rows, after checking every shape.
    static func requireSpline(
        _ parameters: Matrix, _ bins: Int, _ first: Matrix, _ second: Matrix, _ third: Matrix
    ) -> Int32 {
        requirePadding(parameters.columns)
        let derivatives = parameters.rows - 2 * bins
        precondition(
            (1...Int(FLOW_MAXIMUM_BINS)).contains(bins) && derivatives >= bins - 1,
            "\(parameters.rows) parameter rows for \(bins) bins")
        requireShape(first, 1, parameters.columns)
        requireShape(second, 1, parameters.columns)
        requireShape(third, 1, parameters.columns)
        return Int32(derivatives)
    }
}
