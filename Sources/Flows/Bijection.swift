import FlowKernels

/// An invertible map v ↦ v′ of the features of an event, given context and nuisances, with its log-determinant.
///
/// Value and log-determinant together are the primitive; densities and samples derive from it. A bijection is an
/// architecture: its parameters are a flat vector with the ``layout``, passed to every call, so that the same
/// architecture works with frozen, trained and imported weights.
///
/// All matrices are feature-major, [features, events], and the number of events is a multiple of eight.
///
/// **Adjoint rule.** Gradients of parameters, context and nuisances *accumulate*; the gradient of the features is a
/// new matrix. A forward pass with a tape must be followed by one backward pass, in reverse order of the forwards.
///
/// **Stages.** Much of the work depends on the context alone, which does not change when the nuisances change or
/// another map is added in front: `prepare` does that part, `forward` the rest, and their adjoints are `backward` and
/// `finishBackward`.
///
/// **A new bijection** is one file: the type, its `BijectionArchitecture` for model files, and one line in
/// ``BijectionDescription``.
public protocol Bijection: Sendable {
    /// How many features an event has.
    var features: Int { get }
    /// How many context inputs the map has; 0 for a map that depends on none.
    var contextCount: Int { get }
    /// The number of nuisances on which the map depends; 0 for a map that does not depend on ν.
    var nuisanceCount: Int { get }
    /// The position of each tensor in the parameter vector.
    var layout: ParameterLayout { get }
    /// The architecture as stated in a model file; ``BijectionDescription/makeBijection()`` builds it again.
    var description: BijectionDescription { get }
    /// The role of the map inside a factorizable residual; by default none.
    var residualRole: ResidualRole { get }
    /// The networks of the map, whose context-dependent part the default ``prepare(_:features:parameters:use:arena:)``
    /// computes; by default none.
    var conditioners: [AutoregressiveConditioner] { get }

    /// Sets the initial parameters of a training: those of the identity if requested, and in residuals; otherwise no
    /// parameter stays 0.
    ///
    /// - Parameters:
    ///   - parameters: those of this map, laid out by ``layout``, all zero.
    ///   - initialization: the seed, and whether the map starts as the identity.
    func initialize(_ parameters: ParameterBuffer, _ initialization: ParameterInitialization)

    /// The maps of which this one is composed, data side first, each with its part of `parameters`; empty for a map
    /// that is not a composition.
    func parts(_ parameters: ParameterBuffer) -> [TransportMap]

    /// Does the work that depends only on the context, or on context and features; does nothing if the result is used
    /// only once.
    ///
    /// - Parameters:
    ///   - context: shape [context, events], must not change as long as the prepared values are in use.
    ///   - features: given if every forward pass has the same features, shape [features, events]; their gradient must
    ///     then not be requested.
    ///   - parameters: those of this map.
    ///   - use: the expected number of uses, and the required adjoints.
    ///   - arena: holds the prepared values.
    func prepare(
        _ context: Matrix, features: Matrix?, parameters: ParameterBuffer, use: PreparedUse, arena: Arena
    ) -> PreparedBijection

    /// Maps data towards the base distribution.
    ///
    /// - Parameters:
    ///   - v: shape [features, events].
    ///   - nuisances: ν of every event, shape [nuisances, events]; nil where nothing depends on ν.
    ///   - prepared: the result of ``prepare(_:features:parameters:use:arena:)``.
    ///   - parameters: those of this map.
    ///   - logDet: log|det ∂v′/∂v| is *added* here, natural log, shape [1, events].
    ///   - tape: records what the adjoint needs; nil for evaluation only.
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
    ///   - gradients: ∂L/∂ν is added here. It also states whether ∂L/∂context is required, which is added by
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
    /// If all events have the same context, 8 columns of it are sufficient: its part is then computed once.
    ///
    /// - Complexity: one pass of the conditioner, because its units are sorted by autoregressive degree.
    func inverse(
        _ output: Matrix, _ conditions: Conditions, parameters: ParameterBuffer, logDet: Matrix, arena: Arena
    ) -> Matrix

    /// The same map with frozen parameters for events with few different contexts; faster where this is possible.
    ///
    /// A pass with another context stops the program. Events with the same context must be adjacent, and their number a
    /// multiple of 8.
    ///
    /// - Parameters:
    ///   - contexts: each with one number for each input.
    ///   - parameters: those of this map.
    func tabulated(contexts: [[Float]], parameters: ParameterBuffer) -> any Bijection

    /// ``forward(_:_:parameters:logDet:tape:arena:)`` with first and second derivatives along directions in ν.
    ///
    /// - Parameters:
    ///   - v: shape [features, events]; without jets if no map in front depends on ν; then a map that does not depend
    ///     on ν returns its result without jets, at the cost of a forward pass.
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

    /// Does nothing for fixed features, because everything would be constant: a map that is not a residual is then
    /// applied once.
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

    /// Maps data towards the base distribution, once; see the requirement with prepared values.
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
