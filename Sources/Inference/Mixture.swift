import FlowKernels
import Flows
import Foundation

/// The density of an event, summed over the classes it may belong to.
///
///     log p(x, y | ν, θ) = logΣ_c f_c(θ) · p(x|c, ν) · p(y′|x, c, ν) · |det ∂y′/∂y|,   y′ = T(y; x, c, ν)
///
/// arXiv:2602.13184. The distribution of interest T is simply the first map of ``score``, and the amortized residual
/// T_ψ one more in front of it.
public struct Mixture: Sendable {
    /// p(x|c, ν); its context is the one-hot class.
    public let kinematics: Flow
    /// p(y|x, c, ν); its context is the one-hot class and x.
    public let score: Flow
    public let yields: Yields
    /// Names of the shape nuisances ν, in the order in which the flows take them.
    public let nuisances: [String]

    public init(kinematics: Flow, score: Flow, yields: Yields, nuisances: [String]) {
        precondition(
            kinematics.contextCount == yields.classes, "p(x|c) conditioned on \(kinematics.contextCount) inputs")
        precondition(
            score.contextCount == yields.classes + kinematics.features,
            "p(y|x,c) conditioned on \(score.contextCount) inputs")
        self.kinematics = kinematics
        self.score = score
        self.yields = yields
        self.nuisances = nuisances
    }

    public var classes: Int { yields.classes }

    /// The same mixture with `map` applied to the scores first.
    public func preceded(by map: TransportMap) -> Mixture {
        Mixture(kinematics: kinematics, score: score.preceded(by: map), yields: yields, nuisances: nuisances)
    }

    func replacing(scoreMap index: Int, parameters: ParameterBuffer) -> Mixture {
        Mixture(
            kinematics: kinematics, score: score.replacing(index, parameters: parameters), yields: yields,
            nuisances: nuisances)
    }

    /// ln f_c(θ).
    func logFractions(_ theta: [Double]) -> [Double] {
        let expected = yields.expected(theta)
        let total = expected.reduce(0, +)
        return expected.map { log($0 / total) }
    }

    // MARK: One chunk

    /// A forward pass over one chunk of events, and what its adjoint needs.
    struct Pass {
        /// log p of every event, shape [1, events].
        let logDensity: Matrix
        /// Posterior probability of every class, shape [classes, events]; nil without a tape.
        let responsibilities: Matrix?
        let kinematicConditions: Conditions
        let scoreConditions: Conditions
    }

    /// - Parameters:
    ///   - x: shape [kinematic features, events].
    ///   - y: shape [score features, events].
    ///   - nuisances: ν of every event, shape [nuisances, events].
    func forward(
        x: Matrix, y: Matrix, nuisances: Matrix, theta: [Double], tape: Tape?, arena: Arena
    ) -> Pass {
        forward(
            x: x, classScores: ClassInputs.repeated(y, classes: classes, arena: arena),
            classLogDet: arena.zeros(rows: 1, columns: classes * x.columns), nuisances: nuisances, theta: theta,
            tape: tape, arena: arena)
    }

    /// The same for scores that differ from class to class, having passed a map already.
    ///
    /// - Parameters:
    ///   - classScores: shape [score features, classes · events].
    ///   - classLogDet: log|det| of that map, shape [1, classes · events]; overwritten.
    func forward(
        x: Matrix, classScores: Matrix, classLogDet: Matrix, nuisances: Matrix, theta: [Double], tape: Tape?,
        arena: Arena
    ) -> Pass {
        let inputs = ClassInputs(x: x, nuisances: nuisances, classes: classes, arena: arena)
        kinematics.logDensity(inputs.x, inputs.kinematicConditions, into: classLogDet, tape: tape, arena: arena)
        score.logDensity(classScores, inputs.scoreConditions, into: classLogDet, tape: tape, arena: arena)
        let logDensity = arena.matrix(rows: 1, columns: x.columns)
        let responsibilities = tape.map { _ in arena.matrix(rows: classes, columns: x.columns) }
        Kernels.logSumExp(
            classLogDet.reshaped(rows: classes, columns: x.columns), offsets: logFractions(theta).map(Float.init),
            into: logDensity, responsibilities: responsibilities)
        return Pass(
            logDensity: logDensity, responsibilities: responsibilities,
            kinematicConditions: inputs.kinematicConditions, scoreConditions: inputs.scoreConditions)
    }

    /// The adjoint of a taped forward pass.
    ///
    /// - Parameters:
    ///   - logDensityGradient: ∂L/∂log p, shape [1, events].
    ///   - scoreGradients: one for each map of ``score``, accumulated; nil for a frozen map.
    /// - Returns: ∂L/∂ν and ∂L/∂θ (without extended term and priors), summed over events in float64.
    func backward(
        _ pass: Pass, logDensityGradient: Matrix, scoreGradients: [ParameterBuffer?], tape: Tape, arena: Arena
    ) -> (nuisances: [Double], classes: [Double]) {
        guard let responsibilities = pass.responsibilities else {
            preconditionFailure("the adjoint of a pass without a tape")
        }
        responsibilities.multiply(byRow: logDensityGradient)
        let columns = responsibilities.rows * responsibilities.columns
        let gradient = responsibilities.reshaped(rows: 1, columns: columns)
        let nuisanceGradient = arena.zeros(rows: nuisances.count, columns: columns)
        let into = ConditionGradients(nuisances: nuisanceGradient)
        score.backward(
            logDensityGradient: gradient, pass.scoreConditions, into: into, parameterGradients: scoreGradients,
            tape: tape, arena: arena)
        kinematics.backward(
            logDensityGradient: gradient, pass.kinematicConditions, into: into,
            parameterGradients: kinematics.maps.map { _ in nil }, tape: tape, arena: arena)
        return (
            nuisances.indices.map { Kernels.weightedSum(nuisanceGradient.row($0), weights: nil) },
            (0..<classes).map { Kernels.weightedSum(responsibilities.row($0), weights: nil) }
        )
    }
}

/// The events of a chunk once for every class, classes one after the other: column c·events + i is event i as class c.
struct ClassInputs {
    let x: Matrix
    let kinematicConditions: Conditions
    let scoreConditions: Conditions

    init(x: Matrix, nuisances: Matrix, classes: Int, arena: Arena) {
        let events = x.columns
        self.x = Self.repeated(x, classes: classes, arena: arena)
        let context = arena.zeros(rows: classes + x.rows, columns: classes * events)
        for c in 0..<classes {
            context.row(c).reshaped(rows: classes, columns: events).row(c).fill(1)
        }
        context.rows(classes..<classes + x.rows).copy(from: self.x)
        let repeatedNuisances = Self.repeated(nuisances, classes: classes, arena: arena)
        kinematicConditions = Conditions(context: context.rows(0..<classes), nuisances: repeatedNuisances)
        scoreConditions = Conditions(context: context, nuisances: repeatedNuisances)
    }

    /// Every row, `classes` times over.
    static func repeated(_ matrix: Matrix, classes: Int, arena: Arena) -> Matrix {
        let result = arena.matrix(rows: matrix.rows, columns: classes * matrix.columns)
        for row in 0..<matrix.rows {
            let copies = result.row(row).reshaped(rows: classes, columns: matrix.columns)
            for c in 0..<classes { copies.row(c).copy(from: matrix.row(row)) }
        }
        return result
    }
}
