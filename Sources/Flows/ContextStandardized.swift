import FlowKernels

/// A bijection whose network was trained on a standardized context, as a bijection of the context in its own units.
///
/// The inner map gets (context − mean)/scale. Features do not need such a wrapper: a ``Standardization`` in front does
/// the same for them.
public struct ContextStandardized: Bijection {
    /// The map of the standardized context.
    public let inner: any Bijection
    /// Means and scales of the context inputs.
    public let context: Standardization

    /// - Precondition: a mean for each context input of the map.
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
    public var residualRole: ResidualRole {
        guard case .layer(let layer) = inner.residualRole else { return .none }
        return .layerOfStandardizedContext(layer, context)
    }

    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {
        inner.initialize(parameters, initialization)
    }

    public func tabulated(contexts: [[Float]], parameters: ParameterBuffer) -> any Bijection {
        let arena = Arena()
        let seen = contexts.map { values in
            let matrix = arena.matrix(rows: values.count, columns: 1)
            matrix.copy(from: values)
            return standardized(matrix, arena: arena).array()
        }
        return ContextStandardized(inner.tabulated(contexts: seen, parameters: parameters), context)
    }

    public func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection {
        inner.prepare(
            standardized(context, arena: arena), features: features, parameters: parameters, use: use, arena: arena)
    }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        inner.forward(
            v, nuisances: nuisances, prepared: prepared, parameters: parameters, logDet: logDet, tape: tape,
            arena: arena)
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        inner.backward(
            outputGradient: outputGradient, logDetGradient: logDetGradient, prepared: prepared, into: gradients,
            parameters: parameters, parameterGradient: parameterGradient, tape: tape, arena: arena)
    }

    public func finishBackward(
        _ prepared: PreparedBijection, into gradients: ConditionGradients, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        let own = gradients.context.map { arena.zeros(rows: $0.rows, columns: $0.columns) }
        inner.finishBackward(
            prepared, into: ConditionGradients(context: own), parameters: parameters,
            parameterGradient: parameterGradient, arena: arena)
        if let outer = gradients.context, let own {
            for index in 0..<contextCount {
                own.row(index).scale(by: 1 / context.scales[index])
                outer.row(index).add(own.row(index))
            }
        }
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
        context.standardized(conditions, arena: arena)
    }

    private func standardized(_ given: Matrix, arena: Arena) -> Matrix { context.standardized(given, arena: arena) }
}

extension Standardization {
    /// The same conditions with a standardized context.
    func standardized(_ conditions: Conditions, arena: Arena) -> Conditions {
        Conditions(
            context: standardized(conditions.context, arena: arena), nuisances: conditions.nuisances,
            areAlike: conditions.areAlike)
    }

    /// Shape [inputs, events], in the arena.
    func standardized(_ given: Matrix, arena: Arena) -> Matrix {
        let matrix = arena.matrix(rows: given.rows, columns: given.columns)
        matrix.copy(from: given)
        for index in means.indices {
            matrix.row(index).add(-means[index])
            matrix.row(index).scale(by: 1 / scales[index])
        }
        return matrix
    }
}

extension ContextStandardized {
    struct Architecture: BijectionArchitecture {
        static let kind = "contextStandardized"
        let inner: BijectionDescription
        let means: [Float]
        let scales: [Float]

        private enum CodingKeys: String, CodingKey {
            case inner = "_0"
            case means, scales
        }

        var leastTensorCount: Int { inner.architecture.leastTensorCount }
        var summary: [String] {
            ["standardization of the context, means \(means), scales \(scales)"] + inner.architecture.summary
        }

        func makeBijection() throws(FlowError) -> ContextStandardized {
            let inner = try inner.makeBijection()
            let standardization = try Standardization(checkedMeans: means, scales: scales)
            guard standardization.features == inner.contextCount else {
                throw .invalidArchitecture(
                    "a standardization of \(means.count) context inputs for a map of \(inner.contextCount)")
            }
            return ContextStandardized(inner, standardization)
        }
    }
}

extension BijectionDescription {
    /// A ``ContextStandardized`` map.
    public static func contextStandardized(
        _ inner: BijectionDescription, means: [Float], scales: [Float]
    ) -> BijectionDescription {
        BijectionDescription(ContextStandardized.Architecture(inner: inner, means: means, scales: scales))
    }
}
