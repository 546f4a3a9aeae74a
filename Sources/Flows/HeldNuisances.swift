import FlowKernels

/// A bijection at one ν, which no longer depends on the nuisances.
///
/// It is useful for a likelihood that holds ν of the scores at a reference: the map is computed once for all ν of the
/// other densities.
public struct HeldNuisances: Bijection {
    /// The map that depends on ν.
    public let inner: any Bijection
    /// ν, shape [nuisances].
    public let nuisances: [Float]

    /// - Precondition: there is a number for each nuisance of the map.
    public init(_ inner: any Bijection, at nuisances: [Float]) {
        precondition(
            nuisances.count >= inner.nuisanceCount, "\(nuisances.count) numbers for \(inner.nuisanceCount) nuisances")
        self.inner = inner
        self.nuisances = nuisances
    }

    public var features: Int { inner.features }
    public var contextCount: Int { inner.contextCount }
    public var nuisanceCount: Int { 0 }
    public var layout: ParameterLayout { inner.layout }
    public var description: BijectionDescription {
        BijectionDescription(Architecture(inner: inner.description, nuisances: nuisances))
    }

    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {
        inner.initialize(parameters, initialization)
    }

    public func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection {
        inner.prepare(context, features: features, parameters: parameters, use: use, arena: arena)
    }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        inner.forward(
            v, nuisances: held(columns: v.columns, arena: arena), prepared: prepared, parameters: parameters,
            logDet: logDet, tape: tape, arena: arena)
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        inner.backward(
            outputGradient: outputGradient, logDetGradient: logDetGradient, prepared: prepared,
            into: ConditionGradients(context: gradients.context), parameters: parameters,
            parameterGradient: parameterGradient, tape: tape, arena: arena)
    }

    public func finishBackward(
        _ prepared: PreparedBijection, into gradients: ConditionGradients, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        inner.finishBackward(
            prepared, into: ConditionGradients(context: gradients.context), parameters: parameters,
            parameterGradient: parameterGradient, arena: arena)
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        inner.inverse(
            output,
            Conditions(
                context: conditions.context, nuisances: held(columns: output.columns, arena: arena),
                areAlike: conditions.areAlike), parameters: parameters, logDet: logDet, arena: arena)
    }

    /// Features that carry jets are mapped with them; the held ν has none.
    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        let still = conditions.directions.map { _ in nuisances.map { _ in Float(0) } }
        if v.jets == nil {
            let value = inner.forward(
                v.value,
                Conditions(
                    context: conditions.conditions.context, nuisances: held(columns: v.columns, arena: arena)),
                parameters: parameters, logDet: logDet.value, tape: nil, arena: arena)
            return TaylorMatrix(value: value, jets: nil)
        }
        return inner.forwardTaylor(
            v,
            TaylorConditions(
                Conditions(
                    context: conditions.conditions.context, nuisances: held(columns: v.columns, arena: arena)),
                directions: still), parameters: parameters, logDet: logDet, arena: arena)
    }

    private func held(columns: Int, arena: Arena) -> Matrix {
        let matrix = arena.matrix(rows: nuisances.count, columns: columns)
        for (row, value) in nuisances.enumerated() { matrix.row(row).fill(value) }
        return matrix
    }
}

extension HeldNuisances {
    struct Architecture: BijectionArchitecture {
        static let kind = "heldNuisances"
        let inner: BijectionDescription
        let nuisances: [Float]

        var leastTensorCount: Int { inner.architecture.leastTensorCount }
        var summary: [String] { ["held at ν = \(nuisances)"] + inner.architecture.summary }

        /// - Throws: ``FlowError/invalidArchitecture(_:)`` where a number is missing or not finite.
        func makeBijection() throws(FlowError) -> HeldNuisances {
            let inner = try inner.makeBijection()
            guard nuisances.count >= inner.nuisanceCount, nuisances.allSatisfy(\.isFinite) else {
                throw .invalidArchitecture("a map of \(inner.nuisanceCount) nuisances held at \(nuisances)")
            }
            return HeldNuisances(inner, at: nuisances)
        }
    }
}

extension Flow {
    /// The same density at one ν: none of its maps depends on the nuisances any more.
    public func held(at nuisances: [Float]) -> Flow {
        Flow(
            maps.map { map in
                map.bijection.nuisanceCount == 0
                    ? map : TransportMap(HeldNuisances(map.bijection, at: nuisances), parameters: map.parameters)
            })
    }
}
