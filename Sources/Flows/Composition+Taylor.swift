import FlowKernels

extension Composition {
    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        var value = v
        for (index, part) in parts.enumerated() {
            value = part.forwardTaylor(
                value, conditions, parameters: slice(parameters, index), logDet: logDet, arena: arena)
        }
        return value
    }
}
