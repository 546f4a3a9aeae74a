import FlowKernels
import Flows

/// The mixture as a function of what stands in its score alone: p(x|c, ν) enters the classes' posterior probabilities,
/// but nothing is differentiated through it, nor with respect to ν or θ.
extension Mixture {
    struct ScorePass {
        /// log p of every event, shape [1, events].
        let logDensity: Matrix
        /// Posterior probability of every class, shape [classes, events]; nil without a tape.
        let responsibilities: Matrix?
        let conditions: Conditions
    }

    /// - Parameters:
    ///   - x: shape [kinematic features, events].
    ///   - y: shape [score features, events].
    ///   - nuisances: ν of every event, shape [nuisances, events].
    ///   - tape: records the maps of ``score`` only.
    func scorePass(
        x: Matrix, y: Matrix, nuisances: Matrix, theta: [Double], tape: Tape?, arena: Arena
    ) -> ScorePass {
        let inputs = ClassInputs(x: x, nuisances: nuisances, classes: classes, arena: arena)
        let classLogDensity = arena.zeros(rows: 1, columns: classes * x.columns)
        kinematics.logDensity(inputs.x, inputs.kinematicConditions, into: classLogDensity, arena: arena)
        score.logDensity(
            ClassInputs.repeated(y, classes: classes, arena: arena), inputs.scoreConditions, into: classLogDensity,
            tape: tape, arena: arena)
        let logDensity = arena.matrix(rows: 1, columns: x.columns)
        let responsibilities = tape.map { _ in arena.matrix(rows: classes, columns: x.columns) }
        Kernels.logSumExp(
            classLogDensity.reshaped(rows: classes, columns: x.columns), offsets: logFractions(theta).map(Float.init),
            into: logDensity, responsibilities: responsibilities)
        return ScorePass(
            logDensity: logDensity, responsibilities: responsibilities, conditions: inputs.scoreConditions)
    }

    /// The adjoint of a taped ``scorePass(x:y:nuisances:theta:tape:arena:)``.
    ///
    /// - Parameters:
    ///   - logDensityGradient: ∂L/∂log p, shape [1, events].
    ///   - firstMap: ∂L/∂parameters of the first map of ``score`` accumulates here; all others are frozen.
    func backward(_ pass: ScorePass, logDensityGradient: Matrix, firstMap: ParameterBuffer, tape: Tape, arena: Arena) {
        guard let responsibilities = pass.responsibilities else {
            preconditionFailure("the adjoint of a pass without a tape")
        }
        responsibilities.multiply(byRow: logDensityGradient)
        var gradients = [ParameterBuffer?](repeating: nil, count: score.maps.count)
        gradients[0] = firstMap
        score.backward(
            logDensityGradient: responsibilities.reshaped(rows: 1, columns: responsibilities.count), pass.conditions,
            parameterGradients: gradients, tape: tape, arena: arena)
    }
}
