/// A masked autoregressive spline transform: each feature has its own spline, whose parameters a masked network
/// computes from the features before it and all of the context.
///
/// Papamakarios et al. 2017, arXiv:1705.07057, with the splines of ``RationalQuadraticSpline``.
public struct ReferenceSplineTransform: Sendable {
    /// The rank of each feature: feature i depends on feature j if `order[j] < order[i]`.
    ///
    /// So `order` gives the position of each feature, not the sequence of features. For two features both are the same;
    /// for three, [2, 0, 1] means that feature 1 comes first, then 2, then 0.
    public let order: [Int]
    /// The number of bins, K.
    public let bins: Int
    /// From [features, context] to the spline parameters: all of feature 0 first, each feature's as K widths,
    /// K heights, then K − 1 or K + 1 derivatives.
    public let conditioner: ReferenceNetwork

    /// - Parameters:
    ///   - order: a rank for each feature.
    ///   - conditioner: its outputs are features · (3K − 1) or features · (3K + 1); K follows from their number.
    public init(order: [Int], conditioner: ReferenceNetwork) {
        let parameters = conditioner.outputs / max(order.count, 1)
        precondition(
            parameters * order.count == conditioner.outputs && parameters >= 4 && parameters % 3 != 0,
            "\(conditioner.outputs) outputs are no spline parameters for \(order.count) features")
        self.order = order
        self.bins = parameters % 3 == 2 ? (parameters + 1) / 3 : (parameters - 1) / 3
        self.conditioner = conditioner
    }

    /// The splines of all features, given the features that they may see.
    @inlinable func splines<S: ReferenceScalar>(_ features: [S], context: [S]) -> [RationalQuadraticSpline<S>] {
        let outputs = conditioner(features + context)
        let parameters = outputs.count / order.count
        return order.indices.map { feature in
            let own = Array(outputs[feature * parameters..<(feature + 1) * parameters])
            return RationalQuadraticSpline(
                widths: Array(own[..<bins]), heights: Array(own[bins..<2 * bins]),
                derivatives: Array(own[(2 * bins)...]))
        }
    }

    /// Maps all features at once.
    ///
    /// - Parameters:
    ///   - features: shape [features].
    ///   - context: shape [context].
    /// - Returns: the mapped features, and ln |det| of the map's Jacobian.
    @inlinable public func forwardAndLogDet<S: ReferenceScalar>(
        _ features: [S], context: [S]
    ) -> (features: [S], logDet: S) {
        let mapped = zip(splines(features, context: context), features).map { $0.forwardAndLogDet($1) }
        return (mapped.map(\.y), mapped.map(\.logDet).sum)
    }

    /// Undoes ``forwardAndLogDet(_:context:)`` feature by feature, in the order of their ranks; the log-determinant
    /// is that of the inverse map.
    @inlinable public func inverseAndLogDet<S: ReferenceScalar>(
        _ mapped: [S], context: [S]
    ) -> (features: [S], logDet: S) {
        var features = [S](repeating: 0.0, count: mapped.count)
        var logDet: S = 0.0
        for feature in order.indices.sorted(by: { order[$0] < order[$1] }) {
            let spline = splines(features, context: context)[feature]
            let inverse = spline.inverseAndLogDet(mapped[feature])
            features[feature] = inverse.x
            logDet += inverse.logDet
        }
        return (features, logDet)
    }
}
