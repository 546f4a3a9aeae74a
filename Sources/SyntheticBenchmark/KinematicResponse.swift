#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// p(x | c, ν) of one class at one ν: what is the same for all events, computed once.
///
/// x = μ_c + S·R·diag(σ_c)·n + shift with standard normal n: rotation R by s·ν_rot·rotScale and squeeze S with axes
/// (e^{−sα}, e^{+sα}), α = ν_squeeze·squeezeScale, both about the centroid and of determinant 1, then the shift
/// s·ν_shift·shiftScale·shiftDir.
struct KinematicResponse<Scalar: DifferentiableScalar> {
    let mean: (Scalar, Scalar)

    /// W = diag(1/σ)·R⁻¹·S⁻¹, which makes x − mean standard normal.
    let whitening: (w00: Scalar, w01: Scalar, w10: Scalar, w11: Scalar)

    /// ln of the density's maximum, −ln 2πσ₀σ₁: the same at every ν.
    let logPeak: Double

    init(_ kind: BenchmarkClass, at nu: NuisanceScalars<Scalar>, settings: BenchmarkSettings) {
        let (centroid, spread, sign) = (kind.centroid, kind.spread, kind.sign)
        let shift = nu.shift * (sign * settings.shiftScale)
        mean = (shift * settings.shiftDir.x + centroid.x, shift * settings.shiftDir.y + centroid.y)
        let stretch = (nu.squeeze * (sign * settings.squeezeScale)).exponential
        let compress = stretch.reciprocal
        let angle = nu.rotation * (sign * settings.rotScale)
        let (cosine, sine) = (angle.cosine, angle.sine)
        whitening = (
            w00: cosine * stretch * (1 / spread.x), w01: sine * compress * (1 / spread.x),
            w10: sine * stretch * (-1 / spread.y), w11: cosine * compress * (1 / spread.y)
        )
        logPeak = -log(2 * Double.pi * spread.x * spread.y)
    }

    /// ln p(x | c, ν).
    func logDensity(_ x: SIMD2<Double>) -> Scalar {
        let offset0 = Scalar(x.x) - mean.0
        let offset1 = Scalar(x.y) - mean.1
        let first = whitening.w00 * offset0 + whitening.w01 * offset1
        let second = whitening.w10 * offset0 + whitening.w11 * offset1
        return (first.squared + second.squared) * -0.5 + logPeak
    }
}

extension KinematicResponse<Double> {
    /// S·R·diag(σ), the inverse of W, by rows.
    private var unwhitening: (row0: SIMD2<Double>, row1: SIMD2<Double>) {
        let determinant = whitening.w00 * whitening.w11 - whitening.w01 * whitening.w10
        return (
            SIMD2(whitening.w11, -whitening.w01) / determinant, SIMD2(-whitening.w10, whitening.w00) / determinant
        )
    }

    /// The same distribution by its mean and covariance.
    var normal: BivariateNormal {
        let (row0, row1) = unwhitening
        let l00 = (row0 * row0).sum().squareRoot()
        let l10 = (row0 * row1).sum() / l00
        let determinant = row0.x * row1.y - row0.y * row1.x
        return BivariateNormal(mean: SIMD2(mean.0, mean.1), cholesky: (l00, l10, determinant / l00))
    }

    /// The map from standard normal numbers to x: their event at ν = 0, moved by the effect of ν.
    var sampling: (mean: SIMD2<Double>, row0: SIMD2<Double>, row1: SIMD2<Double>) {
        let (row0, row1) = unwhitening
        return (SIMD2(mean.0, mean.1), row0, row1)
    }
}
