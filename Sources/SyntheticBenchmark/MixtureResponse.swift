/// p(x, y | ν) at one ν: both classes, with what is the same for all events.
struct MixtureResponse<Scalar: DifferentiableScalar> {
    let kinematics: (KinematicResponse<Scalar>, KinematicResponse<Scalar>)
    let score: (ScoreResponse<Scalar>, ScoreResponse<Scalar>)
    let settings: BenchmarkSettings

    init(at nu: NuisanceScalars<Scalar>, settings: BenchmarkSettings) {
        kinematics = (
            KinematicResponse(.a, at: nu, settings: settings), KinematicResponse(.b, at: nu, settings: settings)
        )
        score = (ScoreResponse(.a, at: nu, settings: settings), ScoreResponse(.b, at: nu, settings: settings))
        self.settings = settings
    }

    /// ln p(x | ν) = ln Σ_c ½ p(x | c, ν).
    func logDensityX(_ x: SIMD2<Double>) -> Scalar {
        logMean(kinematics.0.logDensity(x), kinematics.1.logDensity(x))
    }

    /// ln p(x, y | ν) = ln Σ_c ½ p(x | c, ν) p(y | x, c, ν); with `distorted`, y is the score that the data show.
    func logDensity(_ x: SIMD2<Double>, _ y: SIMD2<Double>, distorted: Bool) -> Scalar {
        let shape = ScoreShape(x: x, settings: settings)
        let logA: Scalar
        let logB: Scalar
        if distorted {
            logA = score.0.logDensityOfDistorted(y, shape: shape)
            logB = score.1.logDensityOfDistorted(y, shape: shape)
        } else {
            let point = (Scalar(y.x), Scalar(y.y))
            logA = score.0.logDensity(point, shape: shape)
            logB = score.1.logDensity(point, shape: shape)
        }
        return logMean(kinematics.0.logDensity(x) + logA, kinematics.1.logDensity(x) + logB)
    }
}

/// ln((eᵃ + eᵇ)/2), with the larger term taken out so that neither overflows.
private func logMean<Scalar: DifferentiableScalar>(_ a: Scalar, _ b: Scalar) -> Scalar {
    let (larger, smaller) = a.value >= b.value ? (a, b) : (b, a)
    return larger + (((smaller - larger).exponential + 1) * 0.5).logarithmOfMagnitude
}
