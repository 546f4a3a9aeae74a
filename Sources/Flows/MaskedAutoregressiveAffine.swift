import FlowKernels

/// An autoregressive transform whose univariate maps are affine: v′ⱼ = vⱼ·exp(sⱼ) + tⱼ, log|det| = Σⱼ sⱼ.
///
/// Papamakarios et al. 2017, arXiv:1705.07057, eq. 3, in zuko's form: shift t and log-scale s, softly clipped to
/// (−ln 10³, ln 10³), of feature `order[j]` come from a ``MaskedMLP`` of the context and the features `order[0..<j]`.
/// It acts on the whole real line, whereas splines act only on [−5, 5]: in front of splines it moves the features into
/// this range for every context.
public struct MaskedAutoregressiveAffine: Bijection {
    /// Its outputs for a feature: t, then s before it is clipped.
    public let conditioner: AutoregressiveConditioner
    public let layout: ParameterLayout

    public var features: Int { conditioner.order.count }
    public var contextCount: Int { conditioner.network.contextCount }
    public var nuisanceCount: Int { 0 }
    public var conditioners: [AutoregressiveConditioner] { [conditioner] }
    public var description: BijectionDescription {
        .affine(
            order: conditioner.order, context: contextCount, hidden: conditioner.network.hidden,
            activation: conditioner.network.activation, unitsByDegree: conditioner.network.unitsByDegree)
    }

    /// Hidden units of every degree are `unitsByDegree`, shape [layers, features]; if it is nil, those of `hidden` are
    /// assigned in turn.
    public init(
        order: [Int], contextCount: Int, hidden: [Int], activation: Activation = .elu, unitsByDegree: [[Int]]? = nil
    ) {
        var layout = ParameterLayout()
        conditioner = AutoregressiveConditioner(
            order: order, contextCount: contextCount, hidden: hidden, unitsByDegree: unitsByDegree,
            outputsPerFeature: 2, activation: activation, name: "affine", layout: &layout)
        self.layout = layout
    }

    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {
        initialization.draw(conditioner.network, parameters, zeroOutputs: initialization.identity)
    }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        let pass = prepared.forward(0, conditioner, v, parameters: parameters, arena: arena)
        let logScale = arena.matrix(rows: v.rows, columns: v.columns)
        let shift = arena.matrix(rows: v.rows, columns: v.columns)
        for (place, feature) in conditioner.order.enumerated() {
            // t, then s before it is clipped.
            let response = conditioner.network.output(place: place, pass)
            shift.row(feature).copy(from: response.row(0))
            Kernels.softClip(response.row(1), into: logScale.row(feature))
        }
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineForward(input: v, logScale: logScale, shift: shift, into: output, logDet: logDet)
        tape?.push(v)
        tape?.push(logScale)
        tape?.push(pass)
        return output
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        let pass = tape.popPass()
        let logScale = tape.popMatrix()
        let v = tape.popMatrix()
        let network = conditioner.network
        let featureGradient = arena.matrix(rows: v.rows, columns: v.columns)
        let logScaleGradient = arena.matrix(rows: v.rows, columns: v.columns)
        Kernels.affineBackward(
            input: v, logScale: logScale, outputGradient: outputGradient, logDetGradient: logDetGradient,
            into: featureGradient, logScaleGradient: logScaleGradient)
        let outputs0 = arena.matrix(rows: 2, columns: v.columns)
        let outputs1 = arena.matrix(rows: network.outputs - 2, columns: v.columns)
        for (place, feature) in conditioner.order.enumerated() {
            let response = network.output(place: place, pass)
            let gradient = place == 0 ? outputs0 : outputs1.rows(2 * (place - 1)..<2 * place)
            gradient.row(0).copy(from: outputGradient.row(feature))
            gradient.row(1).copy(from: logScaleGradient.row(feature))
            Kernels.softClipBackward(response.row(1), gradient: gradient.row(1))
        }
        let collects = parameterGradient != nil || gradients.context != nil
        prepared.backward(
            0, conditioner, outputGradient: (collects ? outputs0 : nil, outputs1), pass, into: featureGradient,
            context: gradients.context, parameters: parameters, parameterGradient: parameterGradient, arena: arena)
        return featureGradient
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        let logScale = arena.matrix(rows: 1, columns: output.columns)
        return AutoregressiveConditioner.inverse(
            order: conditioner.order, [conditioner], conditions, events: output.columns, parameters: parameters,
            arena: arena
        ) { place, responses, v in
            Kernels.softClip(responses[0].row(1), into: logScale)
            Kernels.affineInverse(
                output: output.row(conditioner.order[place]), logScale: logScale, shift: responses[0].row(0), into: v,
                logDet: logDet)
        }
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

extension MaskedAutoregressiveAffine {
    struct Architecture: BijectionArchitecture {
        static let kind = "affine"
        let order: [Int]
        let context: Int
        let hidden: [Int]
        let activation: Activation
        let unitsByDegree: [[Int]]?

        /// Counted as for the network of a spline.
        var leastTensorCount: Int { unitsByDegree == nil ? order.count + hidden.count : 1 + hidden.count }

        var summary: [String] {
            [
                "affine, order \(order), hidden \(hidden), \(activation.rawValue)"
                    + (unitsByDegree.map { ", units by degree \($0)" } ?? "")
            ]
        }

        func makeBijection() throws(FlowError) -> MaskedAutoregressiveAffine {
            try ArchitectureLimits.check(order: order, context: context, hidden: hidden)
            try ArchitectureLimits.check(unitsByDegree, of: hidden, features: order.count)
            return MaskedAutoregressiveAffine(
                order: order, contextCount: context, hidden: hidden, activation: activation,
                unitsByDegree: unitsByDegree)
        }
    }
}

extension BijectionDescription {
    /// A ``MaskedAutoregressiveAffine``; parameters as in its initializer.
    public static func affine(
        order: [Int], context: Int, hidden: [Int], activation: Activation, unitsByDegree: [[Int]]? = nil
    ) -> BijectionDescription {
        BijectionDescription(
            MaskedAutoregressiveAffine.Architecture(
                order: order, context: context, hidden: hidden, activation: activation, unitsByDegree: unitsByDegree))
    }
}
