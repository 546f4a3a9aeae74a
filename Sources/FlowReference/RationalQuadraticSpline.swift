import Foundation

/// A monotonic rational-quadratic spline on [−5, 5] with K bins; the identity outside.
///
/// Durkan et al. 2019, arXiv:1906.04032: the map is eq. 4, its derivative eq. 5, its inverse eqs. 6–8.
public struct RationalQuadraticSpline<S: ReferenceScalar>: Sendable {
    /// The knots' positions, K + 1.
    public let horizontal: [S]
    /// The knots' positions after the map, K + 1.
    public let vertical: [S]
    /// The slopes at the knots, K + 1.
    public let slopes: [S]

    /// Makes the spline of unconstrained parameters, as a network puts them out.
    ///
    /// Soft clipping with λ = |ln 10⁻³|: w/(1+|2w/λ|) for widths and heights, d/(1+|d/λ|) for derivatives. Widths
    /// and heights: softmax, cumulative sum, × 10, − 5. Slopes: the exponential.
    ///
    /// - Parameters:
    ///   - widths: K numbers.
    ///   - heights: K numbers.
    ///   - derivatives: K − 1 numbers for the inner knots, with slope 1 at both ends; or K + 1, of which the first
    ///     K are for the knots 1…K, so that the right end's slope is free, and the last is not used at all.
    @inlinable public init(widths: [S], heights: [S], derivatives: [S]) {
        let bins = widths.count
        precondition(
            heights.count == bins && (derivatives.count == bins - 1 || derivatives.count == bins + 1),
            "\(bins) widths, \(heights.count) heights and \(derivatives.count) derivatives make no spline")
        horizontal = Self.knots(widths)
        vertical = Self.knots(heights)
        let exponentials = derivatives.map { Self.clipped($0, factor: 1).exponential }
        slopes = [1.0] + (derivatives.count == bins - 1 ? exponentials + [1.0] : exponentials.dropLast())
    }

    @inlinable static func clipped(_ parameter: S, factor: Double) -> S {
        parameter / (1.0 + (S(factor / log(1e-3)) * parameter).magnitude)
    }

    @inlinable static func knots(_ parameters: [S]) -> [S] {
        let clipped = parameters.map { Self.clipped($0, factor: 2) }
        let normalization = clipped.logSumExp
        var total: S = 0.0
        var knots: [S] = [-5.0]
        for parameter in clipped {
            total += (parameter - normalization).exponential
            knots.append(10.0 * total - 5.0)
        }
        return knots
    }

    /// The bin that holds a value between the knots, or nil outside of them.
    @inlinable static func bin(of value: Double, in knots: [S]) -> Int? {
        let below = knots.count { $0.value < value }
        return below == 0 || below == knots.count ? nil : below - 1
    }

    /// Maps one feature.
    ///
    /// - Returns: the mapped feature and ln of the map's derivative.
    @inlinable public func forwardAndLogDet(_ x: S) -> (y: S, logDet: S) {
        guard let k = Self.bin(of: x.value, in: horizontal) else { return (x, 0.0) }
        let width = horizontal[k + 1] - horizontal[k]
        let height = vertical[k + 1] - vertical[k]
        let (left, right, secant) = (slopes[k], slopes[k + 1], height / width)
        let xi = (x - horizontal[k]) / width
        let rest = 1.0 - xi
        let denominator = secant + (left + right - 2.0 * secant) * xi * rest
        let y = vertical[k] + height * (secant * xi.squared + left * xi * rest) / denominator
        let numerator = secant.squared * (right * xi.squared + 2.0 * secant * xi * rest + left * rest.squared)
        return (y, (numerator / denominator.squared).logarithm)
    }

    /// Undoes ``forwardAndLogDet(_:)``; the log-determinant is that of the inverse map.
    @inlinable public func inverseAndLogDet(_ y: S) -> (x: S, logDet: S) {
        guard let k = Self.bin(of: y.value, in: vertical) else { return (y, 0.0) }
        let width = horizontal[k + 1] - horizontal[k]
        let height = vertical[k + 1] - vertical[k]
        let (left, right, secant) = (slopes[k], slopes[k + 1], height / width)
        let above = y - vertical[k]
        let curvature = above * (left + right - 2.0 * secant)
        let a = height * (secant - left) + curvature
        let b = height * left - curvature
        let c = -secant * above
        let xi = 2.0 * c / (-b - (b.squared - 4.0 * a * c).squareRoot)
        let x = horizontal[k] + xi * width
        return (x, -forwardAndLogDet(x).logDet)
    }
}
