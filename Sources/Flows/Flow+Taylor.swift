import FlowKernels

extension Flow {
    /// log p with its first and second derivatives along directions in ν, all exact.
    ///
    /// Maps in front of the first that depends on ν cost no more than in ``logDensity(_:_:into:tape:arena:)``.
    ///
    /// - Parameters:
    ///   - v: shape [features, events]; with jets where another map in front of this flow depends on ν.
    ///   - logDensity: log p and its jets are *added* here, shape [1, events]; with jets for every direction.
    /// - Returns: z with its jets, shape [features, events].
    /// - Complexity: about 1 + 2 · directions evaluations of the maps that see a dependence on ν.
    @discardableResult
    public func logDensityTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, into logDensity: TaylorMatrix, arena: Arena
    ) -> TaylorMatrix {
        precondition(
            logDensity.directions == conditions.directions.count,
            "jets of \(logDensity.directions) directions for \(conditions.directions.count)")
        var value = v
        for map in maps {
            value = map.bijection.forwardTaylor(
                value, conditions, parameters: map.parameters, logDet: logDensity, arena: arena)
        }
        Kernels.standardNormalTaylor(value, into: logDensity)
        return value
    }
}
