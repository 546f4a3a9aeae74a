/// The map from one normal distribution in the plane to another that is increasing and triangular: its first component
/// depends on the first only. There is exactly one (Knothe and Rosenblatt); it is v ↦ m₁ + L₁ L₀⁻¹ (v − m₀).
///
/// Of the kinematics without a rotation it is what squeeze and shift do to an event; of the scores, what the benchmark
/// does to the score of an event at fixed x. A residual of one layer is triangular too, so it can be held against this.
public struct TriangularTransport: Sendable {
    private let source: BivariateNormal
    private let target: BivariateNormal

    public init(from source: BivariateNormal, to target: BivariateNormal) {
        self.source = source
        self.target = target
    }

    /// Where the map takes a point.
    public func map(_ v: SIMD2<Double>) -> SIMD2<Double> {
        let offset = v - source.mean
        let first = offset.x / source.cholesky.l00
        let second = (offset.y - source.cholesky.l10 * first) / source.cholesky.l11
        return target.point(normals: SIMD2(first, second))
    }

    /// The factors of the components, the diagonal of ∂v′/∂v: exp(s) of a residual, the same everywhere.
    public var scale: SIMD2<Double> {
        SIMD2(target.cholesky.l00 / source.cholesky.l00, target.cholesky.l11 / source.cholesky.l11)
    }

    /// t at a point: map(v) = scale·v + t, componentwise.
    public func translation(at v: SIMD2<Double>) -> SIMD2<Double> { map(v) - scale * v }
}

extension BenchmarkModel {
    /// The triangular map from p(x|c, ν) to p(x|c, ν′).
    public func transportX(
        _ kind: BenchmarkClass, from nu: BenchmarkNuisances, to other: BenchmarkNuisances
    ) -> TriangularTransport {
        TriangularTransport(from: kinematics(kind, at: nu), to: kinematics(kind, at: other))
    }

    /// The triangular map from p(y|x, c, ν) to p(y|x, c, ν′), without the distortion.
    public func transportY(
        x: SIMD2<Double>, _ kind: BenchmarkClass, from nu: BenchmarkNuisances, to other: BenchmarkNuisances
    ) -> TriangularTransport {
        TriangularTransport(from: score(x, kind, at: nu), to: score(x, kind, at: other))
    }
}
