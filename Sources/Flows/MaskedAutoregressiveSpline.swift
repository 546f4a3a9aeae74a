import FlowKernels

/// An autoregressive transform whose univariate maps are monotonic rational-quadratic splines on [−5, 5].
///
/// Durkan et al. 2019, arXiv:1906.04032, eqs. 4–5, with the soft clipping of zuko: widths, heights and derivatives
/// of feature `order[j]` come from a ``MaskedMLP`` that sees the context and features `order[0..<j]`.
public struct MaskedAutoregressiveSpline: Bijection {
    public let conditioner: AutoregressiveConditioner
    public let bins: Int
    /// Derivative rows a feature: `bins − 1` (both ends pinned to slope 1), or `bins + 1` as imported transfer maps
    /// have them (the right end free, the last row unused).
    public let derivatives: Int
    public let layout: ParameterLayout

    public var features: Int { conditioner.order.count }
    public var contextCount: Int { conditioner.network.contextCount }
    public var nuisanceCount: Int { 0 }
    public var description: BijectionDescription {
        .spline(
            order: conditioner.order, context: contextCount, bins: bins, derivatives: derivatives,
            hidden: conditioner.network.hidden, activation: conditioner.network.activation,
            unitsByDegree: conditioner.network.unitsByDegree)
    }

    /// - Parameter unitsByDegree: hidden units of every degree, [layers, features]; dealt out in turn where nil.
    public init(
        order: [Int], contextCount: Int, bins: Int, derivatives: Int? = nil, hidden: [Int],
        activation: Activation = .relu, unitsByDegree: [[Int]]? = nil
    ) {
        self.bins = bins
        self.derivatives = derivatives ?? bins - 1
        var layout = ParameterLayout()
        conditioner = AutoregressiveConditioner(
            order: order, contextCount: contextCount, hidden: hidden, unitsByDegree: unitsByDegree,
            outputsPerFeature: 2 * bins + self.derivatives, activation: activation, name: "spline", layout: &layout)
        self.layout = layout
    }

    public func forward(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, tape: Tape?, arena: Arena
    ) -> Matrix {
        let shape = conditioner.forward(v, conditions, parameters: parameters, tape: tape, arena: arena)
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        for (place, feature) in conditioner.order.enumerated() {
            Kernels.splineForward(
                parameters: shape.rows(conditioner.rows(place: place)), bins: bins, input: v.row(feature),
                into: output.row(feature), logDet: logDet)
        }
        tape?.push(v)
        tape?.push(shape)
        return output
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, _ conditions: Conditions, into gradients: ConditionGradients,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, tape: Tape, arena: Arena
    ) -> Matrix {
        let shape = tape.pop()
        let v = tape.pop()
        let featureGradient = arena.matrix(rows: v.rows, columns: v.columns)
        for (place, feature) in conditioner.order.enumerated() {
            Kernels.splineBackward(
                parameters: shape.rows(conditioner.rows(place: place)), bins: bins, input: v.row(feature),
                outputGradient: outputGradient.row(feature), logDetGradient: logDetGradient,
                into: featureGradient.row(feature))
        }
        // The spline's adjoint left the gradient of the shape parameters in their place.
        conditioner.backward(
            shape, featureGradient: featureGradient, into: gradients, parameters: parameters,
            parameterGradient: parameterGradient, tape: tape, arena: arena)
        return featureGradient
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        let v = arena.matrix(rows: output.rows, columns: output.columns)
        let input = conditioner.input(nil, conditions, columns: output.columns, arena: arena)
        let pass = MaskedMLP.Pass(conditioner.network, input: input, parameters: parameters, arena: arena)
        for (place, feature) in conditioner.order.enumerated() {
            pass.computeBand(place)
            Kernels.splineInverse(
                parameters: pass.output.rows(conditioner.rows(place: place)), bins: bins, output: output.row(feature),
                into: v.row(feature), logDet: logDet)
            conditioner.setFeature(place, v.row(feature), in: input)
        }
        return v
    }
}
