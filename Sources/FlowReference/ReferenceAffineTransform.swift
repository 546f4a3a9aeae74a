import Foundation

/// A masked autoregressive affine transform: vᵢ·exp(sᵢ) + tᵢ, with s softly clipped to ±ln 10³.
///
/// Papamakarios et al. 2017, arXiv:1705.07057, eq. 3, in zuko's form.
public struct ReferenceAffineTransform: Sendable {
    /// From [features, context] to shift and unclipped log-scale of feature 0, then of feature 1, …
    public let conditioner: ReferenceNetwork

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
