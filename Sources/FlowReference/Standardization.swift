import Foundation

/// (v − mean)/scale, feature by feature; its log-determinant is −Σ ln scale.
public struct Standardization: Sendable {
    public let means: [Double]
    public let scales: [Double]

    public init(means: [Double], scales: [Double]) {
        precondition(means.count == scales.count, "\(means.count) means and \(scales.count) scales")
        self.means = means
        self.scales = scales
    }

    public func forwardAndLogDet(_ features: [Double]) -> (features: [Double], logDet: Double) {
        (
            features.indices.map { (features[$0] - means[$0]) / scales[$0] },
            -scales.reduce(0) { $0 + log($1) }
        )
    }
}
