/// p(y | x, c, ν) of one class at one ν: what is the same for all events, computed once.
///
/// The shift moves the mean, m₀ += s·ν_shift·yShiftScale·tanh x₁ and m₁ −= the same; the squeeze scales the standard
/// deviations by (e^{sβ}, e^{−sβ}), β = ν_squeeze·ySqueezeScale. The data distortion turns y by
/// θ = s·g_r·2·strength/(0.7‖x‖ + 0.5)·tanh(x₁/0.5), g_r = 1 + distShift·ν_shift, and then adds
/// s·k·(y₀ − y₁)·(1, −1), k = 0.10·(1 + distSqueeze·ν_squeeze).
struct ScoreResponse<Scalar: DifferentiableScalar> {
    /// s·ν_shift·yShiftScale.
    let shift: Scalar

    /// e^{sβ} and e^{−sβ}.
    let stretch: Scalar
    let compress: Scalar

    /// s·g_r.
    let turn: Scalar

    /// s·k.
    let shear: Scalar

    /// What the inverse of the shear adds along (1, −1) for each y₀ − y₁: −sk/(1 + 2sk).
    let inverseShear: Scalar

    /// ln |det ∂D/∂y| = ln |1 + 2sk|: a rotation has determinant 1.
    let logDeterminant: Scalar

    init(_ kind: BenchmarkClass, at nu: NuisanceScalars<Scalar>, settings: BenchmarkSettings) {
        let sign = kind.sign
        shift = nu.shift * (sign * settings.yShiftScale)
        stretch = (nu.squeeze * (sign * settings.ySqueezeScale)).exponential
        compress = stretch.reciprocal
        turn = (nu.shift * settings.distShift + 1) * sign
        shear = (nu.squeeze * settings.distSqueeze + 1) * (0.1 * sign)
        let determinant = shear * 2 + 1
        inverseShear = shear * determinant.reciprocal * -1
        logDeterminant = determinant.logarithmOfMagnitude
    }

    /// ln p(y | x, c, ν) without the distortion.
    func logDensity(_ y: (Scalar, Scalar), shape: ScoreShape) -> Scalar {
        let move = shift * shape.shiftProfile
        let first = (y.0 + -shape.mean.x - move) * compress * (1 / shape.spread.x)
        let pull = (y.1 + -shape.mean.y + move) * stretch * (1 / shape.spread.y)
        let second = (pull - first * shape.correlation) * (1 / shape.decorrelation)
        return (first.squared + second.squared) * -0.5 + shape.logPeak
    }

    /// ln p(y | x, c, ν) of data: y is distorted.
    func logDensityOfDistorted(_ y: SIMD2<Double>, shape: ScoreShape) -> Scalar {
        logDensity(undistorted(y, shape: shape), shape: shape) - logDeterminant
    }

    /// D⁻¹(y; x, c, ν).
    func undistorted(_ y: SIMD2<Double>, shape: ScoreShape) -> (Scalar, Scalar) {
        let back = inverseShear * (y.x - y.y)
        let (sheared0, sheared1) = (back + y.x, back * -1 + y.y)
        let angle = turn * shape.angle
        let (cosine, sine) = (angle.cosine, angle.sine)
        return (cosine * sheared0 + sine * sheared1, cosine * sheared1 - sine * sheared0)
    }
}

extension ScoreResponse<Double> {
    /// p(y | x, c, ν) without the distortion by its mean and covariance.
    func normal(_ shape: ScoreShape) -> BivariateNormal {
        let move = shift * shape.shiftProfile
        let second = shape.spread.y * compress
        return BivariateNormal(
            mean: shape.mean + SIMD2(move, -move),
            cholesky: (shape.spread.x * stretch, second * shape.correlation, second * shape.decorrelation))
    }

    /// D(y; x, c, ν).
    func distorted(_ y: SIMD2<Double>, shape: ScoreShape) -> SIMD2<Double> {
        let jacobian = distortionJacobian(shape)
        return jacobian.column0 * y.x + jacobian.column1 * y.y
    }

    /// ∂D/∂y, which does not depend on y: D is linear in it.
    func distortionJacobian(_ shape: ScoreShape) -> (column0: SIMD2<Double>, column1: SIMD2<Double>) {
        let angle = turn * shape.angle
        let (cosine, sine) = (angle.cosine, angle.sine)
        // Columns of (1 + shear·[[1, −1], [−1, 1]]) · rotation.
        let (along0, along1) = (shear * (cosine - sine), shear * (-sine - cosine))
        return (SIMD2(cosine + along0, sine - along0), SIMD2(-sine + along1, cosine - along1))
    }
}
