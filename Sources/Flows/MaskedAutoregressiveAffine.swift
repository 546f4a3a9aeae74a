import FlowKernels

/// An autoregressive transform whose univariate maps are affine: v′ⱼ = vⱼ·exp(sⱼ) + tⱼ, log|det| = Σⱼ sⱼ.
///
/// Papamakarios et al. 2017, arXiv:1705.07057, eq. 3, in zuko's form: shift t and log-scale s, softly clipped to
/// (−ln 10³, ln 10³), of feature `order[j]` come from a ``MaskedMLP`` that sees the context and features
/// `order[0..<j]`. It acts on all of the real line, where splines act on [−5, 5] only: in front of them it brings
/// features there, whatever the context.
public struct MaskedAutoregressiveAffine: Bijection {
    public let conditioner: AutoregressiveConditioner
    public let layout: ParameterLayout

    public var features: Int { conditioner.order.count }
    public var contextCount: Int { conditioner.network.contextCount }
    public var nuisanceCount: Int { 0 }
    public var description: BijectionDescription {
        .affine(
            order: conditioner.order, context: contextCount, hidden: conditioner.network.hidden,
            activation: conditioner.network.activation)
    }

    public init(order: [Int], contextCount: Int, hidden: [Int], activation: Activation = .elu) {
        var layout = ParameterLayout()
        conditioner = AutoregressiveConditioner(
            order: order, contextCount: contextCount, hidden: hidden, outputsPerFeature: 2, activation: activation,
            name: "affine", layout: &layout)
        self.layout = layout
    }

    /// The rows of the conditioner's output that hold t and the unclipped s of the feature at place j.
    private func shiftRow(_ place: Int) -> Int { conditioner.rows(place: place).lowerBound }
    private func scaleRow(_ place: Int) -> Int { shiftRow(place) + 1 }

    public func forward(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, tape: Tape?, arena: Arena
    ) -> Matrix {
        let response = conditioner.forward(v, conditions, parameters: parameters, tape: tape, arena: arena)
        let logScale = arena.matrix(rows: v.rows, columns: v.columns)
        let shift = arena.matrix(rows: v.rows, columns: v.columns)
        for (place, feature) in conditioner.order.enumerated() {
            shift.row(feature).copy(from: response.row(shiftRow(place)))
            Kernels.softClip(response.row(scaleRow(place)), into: logScale.row(feature))
        }
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineForward(input: v, logScale: logScale, shift: shift, into: output, logDet: logDet)
        tape?.push(v)
        tape?.push(logScale)
        tape?.push(response)
        return output
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, _ conditions: Conditions, into gradients: ConditionGradients,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, tape: Tape, arena: Arena
    ) -> Matrix {
        let response = tape.pop()
        let logScale = tape.pop()
        let v = tape.pop()
        let featureGradient = arena.matrix(rows: v.rows, columns: v.columns)
        let logScaleGradient = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineBackward(
            input: v, logScale: logScale, outputGradient: outputGradient, logDetGradient: logDetGradient,
            into: featureGradient, logScaleGradient: logScaleGradient)
        let responseGradient = arena.matrix(rows: response.rows, columns: response.columns)
        for (place, feature) in conditioner.order.enumerated() {
            responseGradient.row(shiftRow(place)).copy(from: outputGradient.row(feature))
            let row = responseGradient.row(scaleRow(place))
            row.copy(from: logScaleGradient.row(feature))
            Kernels.softClipBackward(response.row(scaleRow(place)), gradient: row)
        }
        conditioner.backward(
            responseGradient, featureGradient: featureGradient, into: gradients, parameters: parameters,
            parameterGradient: parameterGradient, tape: tape, arena: arena)
        return featureGradient
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        let v = arena.matrix(rows: output.rows, columns: output.columns)
        let logScale = arena.matrix(rows: 1, columns: output.columns)
        let input = conditioner.input(nil, conditions, columns: output.columns, arena: arena)
        let pass = MaskedMLP.Pass(conditioner.network, input: input, parameters: parameters, arena: arena)
        for (place, feature) in conditioner.order.enumerated() {
            pass.computeBand(place)
            Kernels.softClip(pass.output.row(scaleRow(place)), into: logScale)
            Kernels.affineInverse(
                output: output.row(feature), logScale: logScale, shift: pass.output.row(shiftRow(place)),
                into: v.row(feature), logDet: logDet)
            conditioner.setFeature(place, v.row(feature), in: input)
        }
        return v
    }

    public func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix {
        guard v.jets != nil, let logDetJets = logDet.jets else {
            let output = forward(
                v.value, conditions.conditions, parameters: parameters, logDet: logDet.value, tape: nil, arena: arena)
            return TaylorMatrix(value: output, jets: nil)
        }
        let output = TaylorMatrix.zeros(rows: v.rows, columns: v.columns, directions: v.directions, arena: arena)
        arena.scope {
            let response = conditioner.forwardTaylor(v, conditions, parameters: parameters, arena: arena)
            let logScale = TaylorMatrix.zeros(rows: v.rows, columns: v.columns, directions: v.directions, arena: arena)
            for (place, feature) in conditioner.order.enumerated() {
                let rows = response.rows(place: place)
                let (shift, scale) = (rows.row(0), rows.row(1))
                output.row(feature).value.copy(from: shift.value)
                Kernels.softClip(scale.value, into: logScale.row(feature).value)
                if let jets = shift.jets { output.row(feature).jets?.copy(from: jets) }
                if let jets = scale.jets, let target = logScale.row(feature).jets {
                    target.copy(from: jets)
                    Kernels.softClipTaylor(scale.value, jets: target)
                }
            }
            // What stands in `output` is t; y = v eˢ + t takes its place.
            if let shiftJets = output.jets {
                Kernels.affineTaylor(input: v, logScale: logScale, shiftJets: shiftJets, logDetJets: logDetJets)
            }
            let value = arena.matrix(rows: v.rows, columns: v.columns)
            Kernels.affineForward(
                input: v.value, logScale: logScale.value, shift: output.value, into: value, logDet: logDet.value)
            output.value.copy(from: value)
        }
        return output
    }
}
