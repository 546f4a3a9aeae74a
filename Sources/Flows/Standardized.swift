import FlowKernels

/// A bijection whose network was trained on standardized inputs, as a bijection of the inputs in their own units.
///
/// Features and context are standardized before the inner map sees them (``Standardization``). The map of a density
/// ends in the base distribution, and −Σ ln scale joins its log-determinant. A map from events to events
/// (`restores`) gives features back in the units they came in: v′ = mean + scale · inner((v − mean)/scale).
public struct Standardized: Bijection {
    public let inner: any Bijection
    public let standardization: Standardization
    public let restores: Bool

    private let featureMeans: [Float]
    private let featureScales: [Float]
    private let contextMeans: [Float]
    private let contextScales: [Float]

    /// - Precondition: the standardization has a mean and a scale for each feature and context input of the map.
    public init(_ inner: any Bijection, _ standardization: Standardization, restores: Bool = false) {
        let complaint = standardization.complaint(features: inner.features, context: inner.contextCount)
        precondition(complaint == nil, complaint ?? "")
        self.inner = inner
        self.standardization = standardization
        self.restores = restores
        featureMeans = standardization.features.mean.map { Float($0) }
        featureScales = standardization.features.scale.map { Float($0) }
        contextMeans = standardization.context.mean.map { Float($0) }
        contextScales = standardization.context.scale.map { Float($0) }
    }

    public var features: Int { inner.features }
    public var contextCount: Int { inner.contextCount }
    public var nuisanceCount: Int { inner.nuisanceCount }
    public var layout: ParameterLayout { inner.layout }
    public var description: BijectionDescription {
        .standardized(inner.description, standardization, restores: restores)
    }

    public func forward(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, tape: Tape?, arena: Arena
    ) -> Matrix {
        let output = inner.forward(
            standardized(v, arena: arena), standardized(conditions, arena: arena), parameters: parameters,
            logDet: logDet, tape: tape, arena: arena)
        logDet.add(logDeterminant)
        return restores ? restored(output, arena: arena) : output
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, _ conditions: Conditions, into gradients: ConditionGradients,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, tape: Tape, arena: Arena
    ) -> Matrix {
        let innerGradients = ConditionGradients(
            context: gradients.context.map { arena.zeros(rows: $0.rows, columns: $0.columns) },
            nuisances: gradients.nuisances)
        let gradient = inner.backward(
            outputGradient: restores ? scaled(outputGradient, by: featureScales, arena: arena) : outputGradient,
            logDetGradient: logDetGradient, standardized(conditions, arena: arena), into: innerGradients,
            parameters: parameters, parameterGradient: parameterGradient, tape: tape, arena: arena)
        if let context = gradients.context, let innerContext = innerGradients.context {
            context.rows(0..<contextCount).add(
                scaled(innerContext.rows(0..<contextCount), by: contextScales.map { 1 / $0 }, arena: arena))
        }
        return scaled(gradient, by: featureScales.map { 1 / $0 }, arena: arena)
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        let v = inner.inverse(
            restores ? standardized(output, arena: arena) : output, standardized(conditions, arena: arena),
            parameters: parameters, logDet: logDet, arena: arena)
        logDet.add(-logDeterminant)
        return restored(v, arena: arena)
    }

    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        let input = TaylorMatrix(
            value: standardized(v.value, arena: arena),
            jets: v.jets.map { scaled($0, by: featureScales.map { 1 / $0 }, arena: arena) })
        let output = inner.forwardTaylor(
            input,
            TaylorConditions(
                standardized(conditions.conditions, arena: arena), directions: conditions.directions),
            parameters: parameters, logDet: logDet, arena: arena)
        logDet.value.add(logDeterminant)
        guard restores else { return output }
        return TaylorMatrix(
            value: restored(output.value, arena: arena),
            jets: output.jets.map { scaled($0, by: featureScales, arena: arena) })
    }

    /// −Σ ln scale of a density's features; what is restored cancels.
    private var logDeterminant: Float { restores ? 0 : Float(-standardization.features.logScale) }

    private func standardized(_ v: Matrix, arena: Arena) -> Matrix {
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        output.copy(from: v)
        Self.standardize(output, featureMeans, featureScales)
        return output
    }

    private func standardized(_ conditions: Conditions, arena: Arena) -> Conditions {
        guard contextCount > 0, !standardization.context.isIdentity else { return conditions }
        let context = arena.matrix(rows: conditions.context.rows, columns: conditions.context.columns)
        context.copy(from: conditions.context)
        Self.standardize(context, contextMeans, contextScales)
        return Conditions(context: context, nuisances: conditions.nuisances)
    }

    private static func standardize(_ matrix: Matrix, _ means: [Float], _ scales: [Float]) {
        for row in means.indices {
            matrix.row(row).add(-means[row])
            matrix.row(row).scale(by: 1 / scales[row])
        }
    }

    private func restored(_ u: Matrix, arena: Arena) -> Matrix {
        let output = scaled(u, by: featureScales, arena: arena)
        for row in featureMeans.indices { output.row(row).add(featureMeans[row]) }
        return output
    }

    private func scaled(_ matrix: Matrix, by factors: [Float], arena: Arena) -> Matrix {
        let output = arena.matrix(rows: matrix.rows, columns: matrix.columns)
        output.copy(from: matrix)
        for row in factors.indices { output.row(row).scale(by: factors[row]) }
        return output
    }
}
