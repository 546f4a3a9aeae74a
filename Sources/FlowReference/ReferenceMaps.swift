import Foundation

/// (v − mean)/scale, feature by feature; its log-determinant is −Σ ln scale.
public struct ReferenceStandardization: Sendable {
    /// Shape [features].
    public let means: [Double]
    /// Shape [features]; positive.
    public let scales: [Double]

    /// With these values.
    public init(means: [Double], scales: [Double]) {
        precondition(means.count == scales.count, "\(means.count) means and \(scales.count) scales")
        self.means = means
        self.scales = scales
    }

    /// - Returns: the standardized features, and ln |det| of the map.
    public func forwardAndLogDet(_ features: [Double]) -> (features: [Double], logDet: Double) {
        (
            features.indices.map { (features[$0] - means[$0]) / scales[$0] },
            -scales.reduce(0) { $0 + log($1) }
        )
    }
}

/// Puts the features in another order: output i is input `indices[i]`. Its log-determinant is 0.
public struct ReferencePermutation: Sendable {
    /// Output i is input `indices[i]`.
    public let indices: [Int]

    /// - Precondition: each index occurs once.
    public init(indices: [Int]) {
        precondition(indices.sorted() == Array(indices.indices), "\(indices) is no permutation")
        self.indices = indices
    }

    /// The features in reverse order.
    public static func reversal(of count: Int) -> ReferencePermutation {
        ReferencePermutation(indices: (0..<count).reversed())
    }

    /// The permutation that undoes this one.
    public var inverse: ReferencePermutation {
        ReferencePermutation(indices: indices.indices.sorted { indices[$0] < indices[$1] })
    }

    /// The elements in the new order.
    @inlinable public func callAsFunction<Element>(_ features: [Element]) -> [Element] {
        indices.map { features[$0] }
    }
}

/// A masked autoregressive affine transform: vᵢ·exp(sᵢ) + tᵢ, with s softly clipped to ±ln 10³.
///
/// Papamakarios et al. 2017, arXiv:1705.07057, eq. 3, in zuko's form.
public struct ReferenceAffineTransform: Sendable {
    /// From [features, context] to shift and unclipped log-scale of feature 0, then of feature 1, …
    public let conditioner: ReferenceNetwork

    /// With these values.
    public init(conditioner: ReferenceNetwork) { self.conditioner = conditioner }

    /// - Returns: the mapped features, and ln |det| of the map's Jacobian.
    public func forwardAndLogDet(_ features: [Double], context: [Double]) -> (features: [Double], logDet: Double) {
        let outputs = conditioner(features + context)
        precondition(outputs.count == 2 * features.count, "\(outputs.count) outputs for \(features.count) features")
        let logScales = features.indices.map { outputs[2 * $0 + 1] / (1 + abs(outputs[2 * $0 + 1]) / log(1e3)) }
        return (
            features.indices.map { features[$0] * exp(logScales[$0]) + outputs[2 * $0] }, logScales.reduce(0, +)
        )
    }
}
