/// The factorizable residual (arXiv:2606.30489): a polynomial in the nuisances feeds an affine map.
extension Kernels {
    /// sum += a u + δ b u².
    ///
    /// - Parameters:
    ///   - a: d x N.
    ///   - b: d x N.
    ///   - damping: δ.
    ///   - u: the standardized nuisance, 1 x N, the same for all rows.
    ///   - sum: d x N, accumulated.
    public static func polynomialForward(
        linear a: Matrix, quadratic b: Matrix, damping: Float, nuisance u: Matrix, into sum: Matrix
    ) {
        requirePadding(a.columns)
        requireShape(b, a.rows, a.columns)
        requireShape(u, 1, a.columns)
        requireShape(sum, a.rows, a.columns)
        table.polynomial_forward(a.pointer, b.pointer, damping, u.pointer, sum.pointer, a.rows, a.columns)
    }

    /// The adjoint: ga = g u, gb = δ g u² (overwritten), gu += Σ over rows of g (a + 2 δ b u).
    public static func polynomialBackward(
        linear a: Matrix, quadratic b: Matrix, damping: Float, nuisance u: Matrix, sumGradient g: Matrix,
        linearGradient: Matrix, quadraticGradient: Matrix, nuisanceGradient: Matrix?
    ) {
        requirePadding(a.columns)
        requireShape(u, 1, a.columns)
        requireShape(b, a.rows, a.columns)
        requireShape(g, a.rows, a.columns)
        requireShape(linearGradient, a.rows, a.columns)
        requireShape(quadraticGradient, a.rows, a.columns)
        if let nuisanceGradient { requireShape(nuisanceGradient, 1, a.columns) }
        table.polynomial_backward(
            a.pointer, b.pointer, damping, u.pointer, g.pointer, linearGradient.pointer, quadraticGradient.pointer,
            nuisanceGradient?.pointer, a.rows, a.columns)
    }

    /// sum += δ c u₁ u₂.
    ///
    /// - Parameters:
    ///   - c: d x N.
    ///   - damping: δ.
    ///   - u1: 1 x N.
    ///   - u2: 1 x N.
    ///   - sum: d x N, accumulated.
    public static func crossForward(
        coefficient c: Matrix, damping: Float, nuisances u1: Matrix, _ u2: Matrix, into sum: Matrix
    ) {
        requirePadding(c.columns)
        requireShape(u1, 1, c.columns)
        requireShape(u2, 1, c.columns)
        requireShape(sum, c.rows, c.columns)
        table.cross_forward(c.pointer, damping, u1.pointer, u2.pointer, sum.pointer, c.rows, c.columns)
    }

    /// The adjoint: gc = δ g u₁ u₂ (overwritten), gu₁ += Σ over rows of δ g c u₂, and gu₂ likewise.
    public static func crossBackward(
        coefficient c: Matrix, damping: Float, nuisances u1: Matrix, _ u2: Matrix, sumGradient g: Matrix,
        coefficientGradient: Matrix, nuisanceGradients g1: Matrix?, _ g2: Matrix?
    ) {
        requirePadding(c.columns)
        requireShape(u1, 1, c.columns)
        requireShape(u2, 1, c.columns)
        requireShape(g, c.rows, c.columns)
        requireShape(coefficientGradient, c.rows, c.columns)
        if let g1 { requireShape(g1, 1, c.columns) }
        if let g2 { requireShape(g2, 1, c.columns) }
        table.cross_backward(
            c.pointer, damping, u1.pointer, u2.pointer, g.pointer, coefficientGradient.pointer, g1?.pointer,
            g2?.pointer, c.rows, c.columns)
    }

    /// y = v eˢ + t and logDet += Σ over rows of s; `output` may be `input`.
    ///
    /// - Parameters:
    ///   - v: d x N.
    ///   - s: d x N.
    ///   - t: d x N.
    ///   - output: y, d x N.
    ///   - logDet: 1 x N, accumulated.
    public static func affineForward(
        input v: Matrix, logScale s: Matrix, shift t: Matrix, into output: Matrix, logDet: Matrix
    ) {
        requireAffine(v, s, t, output, logDet)
        table.affine_forward(v.pointer, s.pointer, t.pointer, output.pointer, logDet.pointer, v.rows, v.columns)
    }

    /// The adjoint: gv = gy eˢ, gs = gy v eˢ + gl (both overwritten); the gradient of t is gy itself.
    ///
    /// `inputGradient` may be `outputGradient`.
    public static func affineBackward(
        input v: Matrix, logScale s: Matrix, outputGradient gy: Matrix, logDetGradient gl: Matrix,
        into inputGradient: Matrix, logScaleGradient: Matrix
    ) {
        requireAffine(v, s, gy, inputGradient, gl)
        requireShape(logScaleGradient, v.rows, v.columns)
        table.affine_backward(
            v.pointer, s.pointer, gy.pointer, gl.pointer, inputGradient.pointer, logScaleGradient.pointer, v.rows,
            v.columns)
    }

    /// v = (y − t) e⁻ˢ and logDet −= Σ over rows of s; `input` may be `output`.
    public static func affineInverse(
        output y: Matrix, logScale s: Matrix, shift t: Matrix, into input: Matrix, logDet: Matrix
    ) {
        requireAffine(y, s, t, input, logDet)
        table.affine_inverse(y.pointer, s.pointer, t.pointer, input.pointer, logDet.pointer, y.rows, y.columns)
    }

    private static func requireAffine(_ v: Matrix, _ s: Matrix, _ t: Matrix, _ y: Matrix, _ logDet: Matrix) {
        requirePadding(v.columns)
        requireShape(s, v.rows, v.columns)
        requireShape(t, v.rows, v.columns)
        requireShape(y, v.rows, v.columns)
        requireShape(logDet, 1, v.columns)
    }
}
