import FlowKernels

/// A bijection whose network was trained on a standardized context, as a bijection of the context in its own units.
///
/// The inner map sees (context − mean)/scale. A ``Standardization`` in front does the same for features, which are
/// mapped on and need no wrapping.
public struct ContextStandardized: Bijection {
    public let inner: any Bijection
    /// Means and scales of the context inputs.
    public let context: Standardization

    /// - Precondition: there is a mean for each context input of the map.
    public init(_ inner: any Bijection, _ context: Standardization) {
        precondition(
            context.features == inner.contextCount, "\(context.features) means for \(inner.contextCount) context inputs"
        )
        self.inner = inner
        self.context = context
    }

    public var features: Int { inner.features }
    public var contextCount: Int { inner.contextCount }
    public var nuisanceCount: Int { inner.nuisanceCount }
    public var layout: ParameterLayout { inner.layout }
    public var description: BijectionDescription {
        .contextStandardized(inner.description, means: context.means, scales: context.scales)
    }

    public func forward(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, tape: Tape?, arena: Arena
    ) -> Matrix {
        inner.forward(
            v, standardized(conditions, arena: arena), parameters: parameters, logDet: logDet, tape: tape, arena: arena)
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, _ conditions: Conditions, into gradients: ConditionGradients,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, tape: Tape, arena: Arena
    ) -> Matrix {
        let innerGradients = ConditionGradients(
            context: gradients.context.map { arena.zeros(rows: $0.rows, columns: $0.columns) },
            nuisances: gradients.nuisances)
        let gradient = inner.backward(
            outputGradient: outputGradient, logDetGradient: logDetGradient, standardized(conditions, arena: arena),
            into: innerGradients, parameters: parameters, parameterGradient: parameterGradient, tape: tape,
            arena: arena)
        if let outer = gradients.context, let inner = innerGradients.context {
            for index in 0..<contextCount {
                inner.row(index).scale(by: 1 / context.scales[index])
                outer.row(index).add(inner.row(index))
            }
        }
        return gradient
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        inner.inverse(
            output, standardized(conditions, arena: arena), parameters: parameters, logDet: logDet, arena: arena)
    }

    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        inner.forwardTaylor(
            v,
            TaylorConditions(
                standardized(conditions.conditions, arena: arena), directions: conditions.directions),
            parameters: parameters, logDet: logDet, arena: arena)
    }

    private func standardized(_ conditions: Conditions, arena: Arena) -> Conditions {
        let matrix = arena.matrix(rows: conditions.context.rows, columns: conditions.context.columns)
        matrix.copy(from: conditions.context)
        for index in 0..<contextCount {
            matrix.row(index).add(-context.means[index])
            matrix.row(index).scale(by: 1 / context.scales[index])
        }
        return Conditions(context: matrix, nuisances: conditions.nuisances)
    }
}
