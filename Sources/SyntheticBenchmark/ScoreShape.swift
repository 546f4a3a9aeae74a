#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The functions of x in the score and its distortion that depend on neither class nor ν.
struct ScoreShape {
    /// m, the nominal mean.
    let mean: SIMD2<Double>

    /// σ, the nominal standard deviations.
    let spread: SIMD2<Double>

    /// ρ, the correlation, and √(1 − ρ²).
    let correlation: Double
    let decorrelation: Double

    /// tanh x₁, the profile of the shift.
    let shiftProfile: Double

    /// The distortion's angle in radians for s·g_r = 1.
    let angle: Double

    /// ln of the nominal density's maximum; the shift and the squeeze leave it as it is.
    let logPeak: Double

    init(x: SIMD2<Double>, settings: BenchmarkSettings) {
        mean = SIMD2(sin(1.5 * x.x) + 0.3 * x.y, 0.3 * x.x * x.x - 1.2 + 0.5 * sin(x.y))
        spread = SIMD2(softplus(0.4 * x.x + 0.1), softplus(-0.2 * x.x + 0.4))
        correlation = 0.8 * tanh(0.5 * (x.x + x.y))
        decorrelation = (1 - correlation * correlation).squareRoot()
        shiftProfile = tanh(x.x)
        let radius = (x * x).sum().squareRoot()
        angle = 2 * settings.strength / (0.7 * radius + 0.5) * tanh(x.x / 0.5)
        logPeak = -log(2 * Double.pi * spread.x * spread.y * decorrelation)
    }
}

/// ln(1 + eˣ) without overflow.
private func softplus(_ x: Double) -> Double {
    max(x, 0) + log1p(exp(-x.magnitude))
}
