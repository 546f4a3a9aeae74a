import FlowKernels

extension Permutation {
    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        func permuted(_ matrix: Matrix) -> Matrix {
            let output = arena.matrix(rows: matrix.rows, columns: matrix.columns)
            for (place, index) in indices.enumerated() { output.row(place).copy(from: matrix.row(index)) }
            return output
        }
        return TaylorMatrix(value: permuted(v.value), jets: v.jets.map(permuted))
    }
}
