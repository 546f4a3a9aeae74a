/// The data distortion D at one x, class and ν: a linear map of the score.
///
/// A rotation about the origin, then a shear along (1, −1); see `ScoreResponse` for the formulas. With
/// `distSqueeze` ≠ 0 the shear of class A is singular where distSqueeze·ν_squeeze = 4, that of class B
/// where it is −6.
public struct Distortion: Sendable {
    private let response: ScoreResponse<Double>
    private let shape: ScoreShape

    init(response: ScoreResponse<Double>, shape: ScoreShape) {
        self.response = response
        self.shape = shape
    }

    /// D(y).
    public func forward(_ y: SIMD2<Double>) -> SIMD2<Double> {
        response.distorted(y, shape: shape)
    }

    /// D⁻¹(y).
    public func inverse(_ y: SIMD2<Double>) -> SIMD2<Double> {
        let undistorted = response.undistorted(y, shape: shape)
        return SIMD2(undistorted.0, undistorted.1)
    }

    /// ∂D/∂y by columns, the same at every y.
    public var jacobian: (column0: SIMD2<Double>, column1: SIMD2<Double>) {
        response.distortionJacobian(shape)
    }

    /// ln |det ∂D/∂y|.
    public var logDeterminant: Double { response.logDeterminant }
}
