import FlowKernels

/// An invertible map v ↦ v′ of the features of an event, given context and nuisances, with its log-determinant.
///
/// Value and log-determinant together are the primitive; densities and samples derive from it. A bijection is an
/// architecture: its parameters are a flat vector laid out by ``layout`` and handed in, so that the same
/// architecture serves frozen, trained and imported weights.
///
/// All matrices are feature-major, [features, events], and the number of events is a multiple of eight.
///
/// **Adjoint rule.** Gradients of parameters, context and nuisances *accumulate*; the gradient of the features is a
/// new matrix. A forward pass with a tape must be followed by one backward pass, in reverse order of the forwards.
///
/// **Stages.** Much of the work depends on the context alone, which does not change when the nuisances move or another
/// map is put in front: `prepare` does that part, `forward` the rest, and their adjoints are `backward` and
/// `finishBackward`.
///
/// **A new bijection** is one file: the type, its `BijectionArchitecture` for model files, and one line in
/// ``BijectionDescription``.
public protocol Bijection: Sendable {
    /// How many features an event has.
    var features: Int { get }
    /// How many context inputs the map has; 0 for a map that depends on none.
    var contextCount: Int { get }
    /// The number of nuisances the map depends on; 0 for a map that does not depend on ν.
    var nuisanceCount: Int { get }
    /// Where each tensor stands in the parameter vector.
    var layout: ParameterLayout { get }
    /// What a model file says about the architecture; ``BijectionDescription/makeBijection()`` builds it again.
    var description: BijectionDescription { get }
    /// What the map does inside a factorizable residual; by default nothing.
    var residualRole: ResidualRole { get }
    /// The networks of the map, whose part of the context the default ``prepare(_:features:parameters:use:arena:)`` does;
    /// by default none.
    var conditioners: [AutoregressiveConditioner] { get }

    /// Sets the parameters that a training starts from: those of the identity where that is asked for, and in residuals;
    /// elsewhere none stays 0.
    ///
    /// - Parameters:
    ///   - parameters: those of this map, laid out by ``layout``, all zero.
    ///   - initialization: the seed, and whether the map starts as the identity.
    func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization)

    /// The maps that this one applies one after the other, data side first, each with its part of `parameters`; empty
    /// for a map that is not made of others.
    func parts(_ parameters: ParameterBuffer) -> [TransportMap]

    /// Does the work that depends on the context alone, or on context and features; nothing where it is used once.
    ///
    /// - Parameters:
    ///   - context: shape [context, events], not to be changed as long as what was prepared is in use.
    ///   - features: given where every forward pass will have the same features, shape [features, events]; their
    ///     gradient is then not asked for.
    ///   - parameters: those of this map.
    ///   - use: how often it will be used, and which adjoints will be asked for.
    ///   - arena: holds what was prepared.
    func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection

    /// Maps data towards the base distribution.
    ///
    /// - Parameters:
    ///   - v: shape [features, events].
    ///   - nuisances: ν of every event, shape [nuisances, events]; nil where nothing depends on ν.
    ///   - prepared: what ``prepare(_:features:parameters:use:arena:)`` made of the context.
    ///   - parameters: those of this map.
    ///   - logDet: log|det ∂v′/∂v| is *added* here, natural log, shape [1, events].
    ///   - tape: saves what the adjoint needs; nil for evaluation only.
    ///   - arena: holds the result.
    /// - Returns: v′, shape [features, events], in the arena.
    func forward(
        _ v: Matrix, nuisances: Matrix?, prepared: PreparedBijection, parameters: ParameterBuffer, logDet: Matrix,
        tape: Tape?, arena: Arena
    ) -> Matrix

    /// The adjoint of the last taped forward pass.
    ///
    /// - Parameters:
    ///   - outputGradient: ∂L/∂v′, shape [features, events].
    ///   - logDetGradient: ∂L/∂logDet, shape [1, events].
    ///   - prepared: that of the forward pass.
    ///   - gradients: where ∂L/∂ν is added. Whether ∂L/∂context is wanted is read here; it is added by
    ///     ``finishBackward(_:into:parameters:parameterGradient:arena:)``.
    ///   - parameters: those of this map.
    ///   - parameterGradient: ∂L/∂parameters accumulates here; nil for a frozen map, which then costs only the input
    ///     gradients.
    ///   - tape: that of the forward pass.
    ///   - arena: holds the result.
    /// - Returns: ∂L/∂v, shape [features, events].
    func backward(
        outputGradient: Matrix, logDetGradient: Matrix, prepared: PreparedBijection,
        into gradients: ConditionGradients, parameters: ParameterBuffer, parameterGradient: ParameterBuffer?,
        tape: Tape, arena: Arena
    ) -> Matrix

    /// The adjoint of ``prepare(_:features:parameters:use:arena:)``, after those of all forward passes.
    func finishBackward(
        _ prepared: PreparedBijection, into gradients: ConditionGradients, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena)

    /// Solves `forward(v) = output` for v; adds log|det ∂v/∂v′| to `logDet`.
    ///
    /// Where all events have the same context, 8 columns of it will do: what it decides is then computed once.
    ///
    /// - Complexity: one pass of the conditioner, because its units are sorted by autoregressive degree.
    func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix

    /// The same map for events whose context is one of a few, frozen at some parameters: quicker where that allows it.
    ///
    /// It takes no other contexts: a pass with one stops the program. Events of the same context stand side by side, as
    /// many as a multiple of 8.
    ///
    /// - Parameters:
    ///   - contexts: one number an input each.
    ///   - parameters: those of this map.
    func tabulated(contexts: [[Float]], parameters: ParameterBuffer) -> any Bijection

    /// ``forward(_:_:parameters:logDet:tape:arena:)`` with first and second derivatives along directions in ν.
    ///
    /// - Parameters:
    ///   - v: shape [features, events]; without jets where nothing in front depends on ν, and then a map that does not
    ///     depend on ν returns its result without jets, at the cost of a forward pass.
    ///   - conditions: context and ν, with the directions in ν.
    ///   - parameters: those of this map.
    ///   - logDet: log|det ∂v′/∂v| and its jets are *added* here, shape [1, events].
    ///   - arena: holds the result.
    /// - Returns: v′ with its jets, shape [features, events], in the arena.
    func forwardTaylor(
        _ v: TaylorMatrix, _ conditions: TaylorConditions, parameters: ParameterBuffer, logDet: TaylorMatrix,
        arena: Arena
    ) -> TaylorMatrix
}

extension Bijection {
    public var residualRole: ResidualRole { .none }

    public var conditioners: [AutoregressiveConditioner] { [] }

    /// Fixed features would make everything constant: a map that is no residual is then applied once and not prepared.
    public func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection {
        PreparedBijection(
            conditioners, context: context, features: nil, parameters: parameters, use: use, arena: arena)
    }

    public func finishBackward(
        _ prepared: PreparedBijection, into gradients: ConditionGradients, parameters: ParameterBuffer,
        parameterGradient: ParameterBuffer?, arena: Arena
    ) {
        prepared.finish(
            conditioners, into: gradients.context, parameters: parameters, parameterGradient: parameterGradient,
            arena: arena)
    }

    public func parts(_ parameters: ParameterBuffer) -> [TransportMap] { [] }

    public func tabulated(contexts: [[Float]], parameters: ParameterBuffer) -> any Bijection { self }

    /// Maps data towards the base distribution, once; see the requirement for what was prepared.
    public func forward(
        _ v: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, tape: Tape?, arena: Arena
    ) -> Matrix {
        let prepared = prepare(conditions.context, features: nil, parameters: parameters, use: .once, arena: arena)
        let output = forward(
            v, nuisances: conditions.nuisances, prepared: prepared, parameters: parameters, logDet: logDet,
            tape: tape, arena: arena)
        tape?.push(prepared)
        return output
    }

    /// The adjoint of the last taped ``forward(_:_:parameters:logDet:tape:arena:)``, context and parameters included.
    public func backward(
        outputGradient: Matrix, logDetGradient: Matrix, into gradients: ConditionGradients,
        parameters: ParameterBuffer, parameterGradient: ParameterBuffer?, tape: Tape, arena: Arena
    ) -> Matrix {
        let prepared = tape.popPrepared()
        let gradient = backward(
            outputGradient: outputGradient, logDetGradient: logDetGradient, prepared: prepared, into: gradients,
            parameters: parameters, parameterGradient: parameterGradient, tape: tape, arena: arena)
        finishBackward(
            prepared, into: gradients, parameters: parameters, parameterGradient: parameterGradient, arena: arena)
        return gradient
    }
}
