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

    /// ln p(x | c, ν) of both classes.
    func logDensitiesX(_ x: SIMD2<Double>) -> (Scalar, Scalar) {
        (kinematics.0.logDensity(x), kinematics.1.logDensity(x))
    }

    /// ln p(x | c, ν) p(y | x, c, ν) of both classes; with `distorted`, y is the score that the data show.
    func logDensities(_ x: SIMD2<Double>, _ y: SIMD2<Double>, distorted: Bool) -> (Scalar, Scalar) {
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
        let (first, second) = logDensitiesX(x)
        return (first + logA, second + logB)
    }
}

/// ln(f_A eᵃ + f_B eᵇ), with the larger term taken out so that neither overflows.
func logMixture<Scalar: DifferentiableScalar>(_ logs: (Scalar, Scalar), fractions: (Double, Double)) -> Scalar {
    let isFirst = logs.0.value >= logs.1.value
    let (larger, smaller) = isFirst ? logs : (logs.1, logs.0)
    let (share, other) = isFirst ? fractions : (fractions.1, fractions.0)
    return larger + ((smaller - larger).exponential * other + share).logarithmOfMagnitude
}
