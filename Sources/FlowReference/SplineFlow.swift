import Foundation

/// Masked autoregressive spline transforms one after the other: the distribution-of-interest map T, or, with a
/// standard normal behind it, a density.
public struct SplineFlow: Sendable {
    /// From the features on.
    public let transforms: [ReferenceSplineTransform]

    /// With these values.
    public init(transforms: [ReferenceSplineTransform]) {
        self.transforms = transforms
    }

    /// Maps features through all transforms, the first one first.
    ///
    /// - Parameters:
    ///   - features: shape [features].
    ///   - context: shape [context], the same for every transform.
    /// - Returns: the mapped features and Σ ln |det|.
    @inlinable public func forwardAndLogDet<S: ReferenceScalar>(
        _ features: [S], context: [S]
    ) -> (features: [S], logDet: S) {
        var mapped = features
        var logDet: S = 0.0
        for transform in transforms {
            let step = transform.forwardAndLogDet(mapped, context: context)
            mapped = step.features
            logDet += step.logDet
        }
        return (mapped, logDet)
    }

    /// Undoes ``forwardAndLogDet(_:context:)``; the log-determinant is that of the inverse map.
    @inlinable public func inverseAndLogDet<S: ReferenceScalar>(
        _ mapped: [S], context: [S]
    ) -> (features: [S], logDet: S) {
        var features = mapped
        var logDet: S = 0.0
        for transform in transforms.reversed() {
            let step = transform.inverseAndLogDet(features, context: context)
            features = step.features
            logDet += step.logDet
        }
        return (features, logDet)
    }

    /// log p(features | context) = log N(z; 0, 1) + Σ ln |det|, with z the mapped features.
    @inlinable public func logDensity<S: ReferenceScalar>(_ features: [S], context: [S]) -> S {
        let (mapped, logDet) = forwardAndLogDet(features, context: context)
        return mapped.map { -0.5 * $0.squared - S(0.5 * log(2 * Double.pi)) }.sum + logDet
    }
}
