import Foundation

/// (v − mean)/scale, feature by feature; its log-determinant is −Σ ln scale.
public struct ReferenceStandardization: Sendable {
    /// Shape [features].
    public let means: [Double]
    /// Shape [features]; positive.
    public let scales: [Double]

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
