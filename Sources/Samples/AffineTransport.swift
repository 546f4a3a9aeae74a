/// A normal distribution in any number of dimensions, defined by its mean and the lower triangular factor of its
/// covariance.
public struct NormalLaw: Sendable, Equatable {
    /// Shape [features].
    public let mean: [Double]
    /// L with covariance L·Lᵀ, row by row up to the diagonal, which is positive: row *i* has *i* + 1 numbers.
    public let cholesky: [[Double]]

    /// - Precondition: the factor has the size of the mean, and its diagonal is positive.
    public init(mean: [Double], cholesky: [[Double]]) {
        precondition(
            cholesky.count == mean.count
                && cholesky.enumerated().allSatisfy { row, values in values.count == row + 1 && values[row] > 0 },
            "a lower triangular factor of a positive diagonal, not \(cholesky)")
        self.mean = mean
        self.cholesky = cholesky
    }

    /// Mean and standard deviation of every feature alone.
    public var moments: MarginalMoments {
        MarginalMoments(
            mean: mean,
            deviation: cholesky.map { row in row.reduce(0.0) { $0 + $1 * $1 }.squareRoot() })
    }

    /// The point for independent standard normal numbers n: mean + L·n.
    public func point(normals: [Double]) -> [Double] {
        mean.indices.map { row in
            cholesky[row].indices.reduce(mean[row]) { $0 + cholesky[row][$1] * normals[$1] }
        }
    }

    /// The inverse of ``point(normals:)``: L⁻¹(v − mean).
    public func normals(of point: [Double]) -> [Double] {
        var normals: [Double] = []
        for row in mean.indices {
            let rest = normals.indices.reduce(point[row] - mean[row]) { $0 - cholesky[row][$1] * normals[$1] }
            normals.append(rest / cholesky[row][row])
        }
        return normals
    }
}

/// The increasing triangular map from one normal distribution to another, v ↦ m₁ + L₁ L₀⁻¹(v − m₀): its component *i*
/// depends on the features up to *i* only.
public struct AffineTransport: Sendable, Equatable {
    /// The distribution of the original points.
    public let source: NormalLaw
    /// The distribution of the mapped points.
    public let target: NormalLaw

    /// - Precondition: both have the same number of features.
    public init(from source: NormalLaw, to target: NormalLaw) {
        precondition(source.mean.count == target.mean.count, "a transport between spaces of different dimension")
        self.source = source
        self.target = target
    }

    /// The image of a point, shape [features].
    public func map(_ point: [Double]) -> [Double] { target.point(normals: source.normals(of: point)) }

    /// The factors of the components, the diagonal of ∂v′/∂v: exp(s) of a residual, the same everywhere.
    public var scale: [Double] {
        source.cholesky.indices.map { target.cholesky[$0][$0] / source.cholesky[$0][$0] }
    }

    /// t at a point: map(v) = scale·v + t, componentwise.
    public func translation(at point: [Double]) -> [Double] {
        zip(map(point), zip(scale, point)).map { $0 - $1.0 * $1.1 }
    }
}
