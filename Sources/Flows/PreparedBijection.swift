import FlowKernels

/// The number of uses of prepared values.
public enum PreparedUse: Sendable {
    /// One forward pass or a few: nothing is computed in advance, and the context must not change until then.
    case once
    /// One forward pass with gradients of features and parameters, but not of nuisances or context: terms that are
    /// multiplied by a nuisance at its center are left out.
    case onceWithinTemplates
    /// Many forward passes of a frozen map, with gradients of features and nuisances, but not of context or parameters.
    case frozen
    /// Many forward passes of a map in training, whose adjoints are summed and completed together.
    case trained

    var isOnce: Bool { self == .once || self == .onceWithinTemplates }
}

/// The part of a bijection's work that does not depend on the features, or not on the nuisances, for the events of one
/// chunk: the part of its networks that depends on the context and, if the features are fixed, too, all their outputs.
///
/// Made by ``Bijection/prepare(_:features:parameters:use:arena:)``; valid as long as the arena scope in which it was
/// made. Without adjoints it is only read, so that several threads may share it.
public final class PreparedBijection: @unchecked Sendable {
    let use: PreparedUse
    /// Shape [context, events], where nothing is prepared: what is used once is evaluated together with the features.
    let context: Matrix?
    /// One a network; empty where nothing is prepared.
    let contexts: [MaskedMLP.ContextPass]
    /// One a network where the features are fixed; otherwise empty.
    let fixed: [MaskedMLP.FeaturePass]
    /// Of a ``TabulatedSpline``: what the first feature decides about the second.
    let runs: [TabulatedSpline.Run]
    /// Of a composition.
    let parts: [PreparedBijection]
    /// One a network: what the adjoints of forward passes leave for ``Bijection/finishBackward(_:into:parameters:parameterGradient:arena:)``.
    private let gradients: [Gradient]
    /// What joint passes leave for it.
    private var contextGradient: Matrix?

    struct Gradient {
        let context: MaskedMLP.ContextGradient
        /// Of the outputs of degree 1 and above; nil where features are not fixed, as their pass is then over.
        let outputs: Matrix?
    }

    init(
        use: PreparedUse, context: Matrix? = nil, contexts: [MaskedMLP.ContextPass] = [],
        fixed: [MaskedMLP.FeaturePass] = [], runs: [TabulatedSpline.Run] = [],
        parts: [PreparedBijection] = [], gradients: [Gradient] = []
    ) {
        self.use = use
        self.context = context
        self.contexts = contexts
        self.fixed = fixed
        self.runs = runs
        self.parts = parts
        self.gradients = gradients
    }

    /// The passes of some networks.
    convenience init(
        _ conditioners: [AutoregressiveConditioner], context: Matrix, features: Matrix?, parameters: ParameterBuffer,
        use: PreparedUse, arena: Arena
    ) {
        if use.isOnce {
            self.init(use: use, context: context)
            return
        }
        let contexts = conditioners.map { $0.prepare(context, parameters: parameters, arena: arena) }
        let fixed = features.map { features in
            zip(conditioners, contexts).map {
                $0.forward(features, $1, parameters: parameters, arena: arena)
            }
        }
        let gradients = (use == .trained ? conditioners : []).map { conditioner in
            let network = conditioner.network
            return Gradient(
                context: network.contextGradient(columns: context.columns, arena: arena),
                outputs: features.map { _ in
                    arena.zeros(rows: network.outputs - network.outputsPerDegree, columns: context.columns)
                })
        }
        self.init(use: use, contexts: contexts, fixed: fixed ?? [], gradients: gradients)
    }

    /// The pass of one network over some events.
    ///
    /// - Parameters:
    ///   - v: the features of all events.
    ///   - columns: the events; all events if something is prepared.
    func forward(
        _ index: Int, _ conditioner: AutoregressiveConditioner, _ v: Matrix, columns: Range<Int>? = nil,
        parameters: ParameterBuffer, arena: Arena
    ) -> MaskedMLP.FeaturePass {
        if !fixed.isEmpty { return fixed[index] }
        guard let context else {
            return conditioner.forward(v, contexts[index], parameters: parameters, arena: arena)
        }
        let columns = columns ?? 0..<v.columns
        return conditioner.forward(
            arena.columns(columns, of: v), context: arena.columns(columns, of: context), parameters: parameters,
            arena: arena)
    }

    /// The adjoint of a pass: the rest for ``finish(_:into:parameters:parameterGradient:arena:)`` is collected.
    ///
    /// - Parameters:
    ///   - outputGradient: the gradient of the outputs of degree 0 (nil if gradients of neither parameters nor context
    ///     are required), and of all others.
    ///   - featureGradient: the gradient of the features of all events, to which that of the network is added, unless
    ///     the features are fixed.
    ///   - columns: the events; all events if something is prepared.
    ///   - context: the matrix for ∂L/∂context; nil if it is not required.
    func backward(
        _ index: Int, _ conditioner: AutoregressiveConditioner,
        outputGradient: (constants: Matrix?, others: Matrix), _ pass: MaskedMLP.FeaturePass,
        into featureGradient: Matrix, columns: Range<Int>? = nil, context: Matrix?, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        let network = conditioner.network
        if pass.inputs != nil {
            let contextGradient = network.contextCount > 0 ? context.map { ownContextGradient(like: $0, arena) } : nil
            // The memory of one network's adjoint serves the next.
            return arena.scope {
                let features = network.jointPassBackward(
                    outputGradient, pass, into: contextGradient, parameters: parameters,
                    parameterGradient: parameterGradient, arena: arena)
                conditioner.add(features, to: featureGradient, columns)
            }
        }
        if !fixed.isEmpty {
            if let constants = outputGradient.constants {
                collect(index, outputs0: constants, outputs1: outputGradient.others, sums: [])
            }
            return
        }
        let (features, sums) = network.featurePassBackward(
            outputGradient.others, pass, parameters: parameters, parameterGradient: parameterGradient, arena: arena)
        if let constants = outputGradient.constants {
            collect(index, outputs0: constants, outputs1: nil, sums: sums)
        }
        conditioner.add(features, to: featureGradient)
    }

    private func ownContextGradient(like context: Matrix, _ arena: Arena) -> Matrix {
        let own = contextGradient ?? arena.zeros(rows: context.rows, columns: context.columns)
        contextGradient = own
        return own
    }

    /// Adds one adjoint's part.
    private func collect(_ index: Int, outputs0: Matrix, outputs1: Matrix?, sums: [Matrix]) {
        precondition(use != .frozen, "the adjoint of a frozen map was asked for more than features and nuisances")
        let gradient = gradients[index]
        gradient.context.outputs.add(outputs0)
        for (total, part) in zip(gradient.context.sums, sums) { total.add(part) }
        if let total = gradient.outputs, let outputs1 { total.add(outputs1) }
    }

    /// The adjoint of the networks' passes.
    func finish(
        _ conditioners: [AutoregressiveConditioner], into context: Matrix?, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        if let context, let contextGradient { context.add(contextGradient) }
        for (index, (conditioner, gradient)) in zip(conditioners, gradients).enumerated() {
            let network = conditioner.network
            arena.scope {
                var total = gradient.context
                if let outputs = gradient.outputs {
                    total = MaskedMLP.ContextGradient(
                        outputs: total.outputs,
                        sums: network.featurePassBackward(
                            outputs, fixed[index], parameters: parameters, parameterGradient: parameterGradient,
                            arena: arena
                        ).sums)
                }
                network.contextPassBackward(
                    total, contexts[index], into: network.contextCount > 0 ? context : nil, parameters: parameters,
                    parameterGradient: parameterGradient, arena: arena)
            }
        }
    }
}
