import FlowKernels

extension MaskedAutoregressiveSpline {
    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        guard let jets = v.jets else {
            let output = forward(
                v.value, conditions.conditions, parameters: parameters, logDet: logDet.value, tape: nil, arena: arena)
            return TaylorMatrix(value: output, jets: nil)
        }
        let output = TaylorMatrix(
            value: arena.matrix(rows: v.rows, columns: v.columns),
            jets: arena.matrix(rows: v.rows, columns: jets.columns))
        arena.scope {
            let shape = conditioner.forwardTaylor(v, conditions, parameters: parameters, arena: arena)
            for (place, feature) in conditioner.order.enumerated() {
                Kernels.splineTaylor(
                    parameters: shape.rows(place: place), bins: bins, input: v.row(feature),
                    into: output.row(feature), logDet: logDet)
            }
        }
        return output
    }
}
