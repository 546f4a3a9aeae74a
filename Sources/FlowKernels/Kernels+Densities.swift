/// The base density and the mixture over classes.
extension Kernels {
    /// logDensity += log N(z; 0, 1) = −½ Σ z² − ½ D log 2π.
    ///
    /// - Parameters:
    ///   - z: D x N.
    ///   - logDensity: 1 x N, accumulated.
    public static func standardNormalLogDensity(_ z: Matrix, into logDensity: Matrix) {
        requirePadding(z.columns)
        requireShape(logDensity, 1, z.columns)
        table.normal_log_density(z.pointer, logDensity.pointer, z.rows, z.columns)
    }

    /// The adjoint: gz = −z g, overwritten; `gz` may be `z`.
    public static func standardNormalBackward(_ z: Matrix, logDensityGradient g: Matrix, into gz: Matrix) {
        requirePadding(z.columns)
        requireShape(g, 1, z.columns)
        requireShape(gz, z.rows, z.columns)
        table.normal_backward(z.pointer, g.pointer, gz.pointer, z.rows, z.columns)
    }

    /// out = log Σ_c exp(l_c + offset_c), and the classes' shares r_c = exp(l_c + offset_c − out).
    ///
    /// - Parameters:
    ///   - l: C x N, a row for each class.
    ///   - offsets: C log fractions.
    ///   - out: 1 x N, overwritten.
    ///   - responsibilities: r, C x N, overwritten, if wanted; NaN where every term is 0. It may be `l`.
    public static func logSumExp(_ l: Matrix, offsets: [Float], into out: Matrix, responsibilities: Matrix?) {
        requirePadding(l.columns)
        precondition(offsets.count == l.rows && l.rows > 0, "\(offsets.count) offsets for \(l.rows) classes")
        requireShape(out, 1, l.columns)
        if let responsibilities { requireShape(responsibilities, l.rows, l.columns) }
        table.log_sum_exp(l.pointer, offsets, out.pointer, responsibilities?.pointer, l.rows, l.columns)
    }
}
