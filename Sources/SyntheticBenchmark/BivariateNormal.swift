#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A normal distribution in the plane.
public struct BivariateNormal: Sendable, Equatable {
    /// Expected value, shape [2].
    public let mean: SIMD2<Double>

    /// Lower triangular factor of the covariance, L·Lᵀ, as (L₀₀, L₁₀, L₁₁); the diagonal is positive.
    public let cholesky: (l00: Double, l10: Double, l11: Double)

    /// - Precondition: the diagonal of the factor is positive.
    public init(mean: SIMD2<Double>, cholesky: (l00: Double, l10: Double, l11: Double)) {
        precondition(cholesky.l00 > 0 && cholesky.l11 > 0, "a Cholesky factor has a positive diagonal: \(cholesky)")
        self.mean = mean
        self.cholesky = cholesky
    }

    /// The variances of the two components.
    public var variance: SIMD2<Double> {
        SIMD2(cholesky.l00 * cholesky.l00, cholesky.l10 * cholesky.l10 + cholesky.l11 * cholesky.l11)
    }

    /// The covariance between the two components.
    public var covariance: Double { cholesky.l00 * cholesky.l10 }

    /// The point for two independent standard normal numbers.
    public func point(normals: SIMD2<Double>) -> SIMD2<Double> {
        SIMD2(
            mean.x + cholesky.l00 * normals.x,
            mean.y + cholesky.l10 * normals.x + cholesky.l11 * normals.y)
    }

    /// ln N(point; mean, covariance), natural logarithm.
    public func logDensity(at point: SIMD2<Double>) -> Double {
        let offset = point - mean
        let first = offset.x / cholesky.l00
        let second = (offset.y - cholesky.l10 * first) / cholesky.l11
        return -0.5 * (first * first + second * second) - log(2 * Double.pi * cholesky.l00 * cholesky.l11)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.mean == right.mean && left.cholesky == right.cholesky
    }
}
