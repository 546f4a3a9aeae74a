import FlowKernels

/// An autoregressive transform whose univariate maps are monotonic rational-quadratic splines on [−5, 5].
///
/// Durkan et al. 2019, arXiv:1906.04032, eqs. 4–5, with the soft clipping of zuko: widths, heights and derivatives
/// of feature `order[j]` come from a ``MaskedMLP`` of the context and the features `order[0..<j]`.
public struct MaskedAutoregressiveSpline: Bijection {
    /// Its outputs for a feature: widths, heights, derivatives.
    public let conditioner: AutoregressiveConditioner
    /// K, the number of bins of each spline.
    public let bins: Int
    /// Derivative rows for each feature: `bins − 1` (slope 1 at both ends), or `bins + 1` in imported transfer maps
    /// (free slope at the right end, last row unused).
    public let derivatives: Int
    public let layout: ParameterLayout

    public var features: Int { conditioner.order.count }
    public var contextCount: Int { conditioner.network.contextCount }
    public var nuisanceCount: Int { 0 }
    public var conditioners: [AutoregressiveConditioner] { [conditioner] }
    public var description: BijectionDescription {
        .spline(
            order: conditioner.order, context: contextCount, bins: bins, derivatives: derivatives,
            hidden: conditioner.network.hidden, activation: conditioner.network.activation,
            unitsByDegree: conditioner.network.unitsByDegree)
    }

    /// Hidden units of every degree are `unitsByDegree`, shape [layers, features]; if it is nil, those of `hidden` are
    /// assigned in turn.
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

    public func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization) {
        initialization.draw(conditioner.network, parameters, zeroOutputs: initialization.identity)
    }

    public func tabulated(contexts: [[Float]], parameters: ParameterBuffer) -> any Bijection {
        TabulatedSpline(self, contexts: contexts, parameters: parameters) ?? self
    }

    public func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix {
        let pass = prepared.forward(0, conditioner, v, parameters: parameters, arena: arena)
        let output = arena.matrix(rows: v.rows, columns: v.columns)
        for (place, feature) in conditioner.order.enumerated() {
            Kernels.splineForward(
                parameters: conditioner.network.output(place: place, pass), bins: bins,
                input: v.row(feature), into: output.row(feature), logDet: logDet)
        }
        tape?.push(v)
        tape?.push(pass)
        return output
    }

    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix {
        let pass = tape.popPass()
        let v = tape.popMatrix()
        let network = conditioner.network
        let featureGradient = arena.matrix(rows: v.rows, columns: v.columns)
        let collects = parameterGradient != nil || gradients.context != nil
        var outputs0: Matrix?
        for (place, feature) in conditioner.order.enumerated() {
            var shape = network.output(place: place, pass)
            if place == 0 && !collects {
                // No gradient is wanted of parameters that depend on the context alone.
                Kernels.splineBackwardInput(
                    parameters: shape, bins: bins, input: v.row(feature), outputGradient: outputGradient.row(feature),
                    logDetGradient: logDetGradient, into: featureGradient.row(feature))
                continue
            }
            if place == 0 {
                if !prepared.use.isOnce {
                    let copy = arena.matrix(rows: shape.rows, columns: shape.columns)
                    copy.copy(from: shape)
                    shape = copy
                }
                outputs0 = shape
            }
            // The gradient of the parameters takes their place.
            Kernels.splineBackward(
                parameters: shape, bins: bins, input: v.row(feature), outputGradient: outputGradient.row(feature),
                logDetGradient: logDetGradient, into: featureGradient.row(feature))
        }
        prepared.backward(
            0, conditioner, outputGradient: (outputs0, pass.layers[pass.layers.count - 1]), pass,
            into: featureGradient, context: gradients.context, parameters: parameters,
            parameterGradient: parameterGradient, arena: arena)
        return featureGradient
    }

    public func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix {
        AutoregressiveConditioner.inverse(
            order: conditioner.order, [conditioner], conditions, events: output.columns, parameters: parameters,
            arena: arena
        ) { place, shapes, v in
            Kernels.splineInverse(
                parameters: shapes[0], bins: bins, output: output.row(conditioner.order[place]), into: v,
                logDet: logDet)
        }
    }

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

extension MaskedAutoregressiveSpline {
    struct Architecture: BijectionArchitecture {
        static let kind = "spline"
        let order: [Int]
        let context: Int
        let bins: Int
        let derivatives: Int
        let hidden: [Int]
        let activation: Activation
        let unitsByDegree: [[Int]]?

        /// A network has a bias for each layer; if units are assigned in turn, its last layer has weights for each
        /// feature, except perhaps the first.
        var leastTensorCount: Int { unitsByDegree == nil ? order.count + hidden.count : 1 + hidden.count }

        var summary: [String] {
            [
                "spline, order \(order), \(bins) bins, \(derivatives) derivatives, hidden \(hidden), "
                    + activation.rawValue + (unitsByDegree.map { ", units by degree \($0)" } ?? "")
            ]
        }

        func makeBijection() throws(FlowError) -> MaskedAutoregressiveSpline {
            try ArchitectureLimits.check(order: order, context: context, hidden: hidden)
            try ArchitectureLimits.check(unitsByDegree, of: hidden, features: order.count)
            guard (2...64).contains(bins), (bins - 1...bins + 1).contains(derivatives) else {
                throw .invalidArchitecture("a spline of \(bins) bins with \(derivatives) derivatives")
            }
            return MaskedAutoregressiveSpline(
                order: order, contextCount: context, bins: bins, derivatives: derivatives, hidden: hidden,
                activation: activation, unitsByDegree: unitsByDegree)
        }
    }
}

extension BijectionDescription {
    /// A ``MaskedAutoregressiveSpline``; parameters as in its initializer.
    public static func spline(
        order: [Int], context: Int, bins: Int, derivatives: Int, hidden: [Int], activation: Activation,
        unitsByDegree: [[Int]]? = nil
    ) -> BijectionDescription {
        BijectionDescription(
            MaskedAutoregressiveSpline.Architecture(
                order: order, context: context, bins: bins, derivatives: derivatives, hidden: hidden,
                activation: activation, unitsByDegree: unitsByDegree))
    }
}
