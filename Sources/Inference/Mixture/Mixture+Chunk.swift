import FlowKernels
import Flows

/// The mixture of one chunk of events.
extension Mixture {
    /// A forward pass, and what its adjoint needs.
    struct Pass {
        /// log p of every event, shape [1, events].
        let logDensity: Matrix
        /// Of every class, shape [classes, events], as ``ClassFractions`` has them: its posterior probability where no yield may be
        /// 0. nil without a tape.
        let shares: Matrix?
        let fractions: ClassFractions
        let prepared: PreparedMixture
    }

    /// Which of the densities a tape records.
    enum Recorded {
        case nothing
        /// Only the score is recorded: no derivatives through p(x|c, ν), and none with respect to ν.
        case score(Tape)
        case everything(Tape)

        var score: Tape? {
            switch self {
            case .nothing: nil
            case .score(let tape), .everything(let tape): tape
            }
        }

        var kinematics: Tape? { if case .everything(let tape) = self { tape } else { nil } }
    }

    /// The pass at some ν, for scores that may differ between the classes, because a map was already applied to them.
    ///
    /// - Parameters:
    ///   - classScores: shape [score features, classes · events].
    ///   - classLogDet: log|det| of that map, shape [1, classes · events]; overwritten.
    ///   - nuisances: ν of every event, shape [nuisances, events].
    ///   - weights: of the events, shape [1, events].
    func forward(
        _ prepared: PreparedMixture, classScores: Matrix, classLogDet: Matrix, nuisances: Matrix, theta: [Double],
        weights: Matrix, recorded: Recorded, arena: Arena
    ) -> Pass {
        let events = prepared.events
        addLogDensities(
            prepared, classScores: classScores, to: classLogDet, nuisances: nuisances, recorded: recorded, arena: arena)
        let logDensity = arena.matrix(rows: 1, columns: events)
        let shares = recorded.score.map { _ in arena.matrix(rows: classes, columns: events) }
        let fractions = fractions(theta)
        fractions.sum(
            classLogDet.reshaped(rows: classes, columns: events), weights: weights, into: logDensity, shares: shares)
        return Pass(logDensity: logDensity, shares: shares, fractions: fractions, prepared: prepared)
    }

    /// Adds ln p(x|c, ν) + ln p(y′|x, c, ν) of every class.
    ///
    /// - Parameters:
    ///   - classScores: shape [score features, classes · events].
    ///   - classLogDet: log|det| of the maps already applied to the scores, shape [1, classes · events].
    ///   - nuisances: ν of every event, shape [nuisances, events].
    func addLogDensities(
        _ prepared: PreparedMixture, classScores: Matrix, to classLogDet: Matrix, nuisances: Matrix,
        recorded: Recorded = .nothing, arena: Arena
    ) {
        let nuisances = ClassColumns.repeated(nuisances, classes: classes, arena: arena)
        kinematics.logDensity(
            prepared.x, nuisances: nuisances, prepared: prepared.kinematics, into: classLogDet,
            tape: recorded.kinematics, arena: arena)
        score.logDensity(
            classScores, nuisances: nuisances, prepared: prepared.score, into: classLogDet, tape: recorded.score,
            arena: arena)
    }

    /// The adjoint of a pass that recorded everything.
    ///
    /// - Parameters:
    ///   - logDensityGradient: ∂L/∂log p, shape [1, events].
    ///   - scoreGradients: one for each map of ``score``, accumulated; nil for a frozen map.
    /// - Returns: ∂L/∂ν, and Σ ∂L/∂log p · share of every class, summed over events in float64.
    func backward(
        _ pass: Pass, logDensityGradient: Matrix, scoreGradients: [ParameterBuffer?], tape: Tape, arena: Arena
    ) -> (nuisances: [Double], classes: [Double]) {
        let shares = shares(pass, logDensityGradient)
        let sums = (0..<classes).map { Kernels.weightedSum(shares.row($0), weights: nil) }
        pass.fractions.scale(shares)
        let gradient = shares.reshaped(rows: 1, columns: shares.count)
        let nuisanceGradient = arena.zeros(rows: nuisances.count, columns: shares.count)
        let into = ConditionGradients(nuisances: nuisanceGradient)
        score.backward(
            logDensityGradient: gradient, prepared: pass.prepared.score, into: into,
            parameterGradients: scoreGradients, tape: tape, arena: arena)
        kinematics.backward(
            logDensityGradient: gradient, prepared: pass.prepared.kinematics, into: into,
            parameterGradients: kinematics.maps.map { _ in nil }, tape: tape, arena: arena)
        finishBackward(pass.prepared, scoreGradients: scoreGradients, arena: arena)
        return (
            nuisances.indices.map { Kernels.weightedSum(nuisanceGradient.row($0), weights: nil) }, sums
        )
    }

    /// The adjoint of a pass that recorded the score; ``finishBackward(_:scoreGradients:arena:)`` must follow after the
    /// adjoints of all passes over the same preparation.
    func backwardThroughScore(
        _ pass: Pass, logDensityGradient: Matrix, scoreGradients: [ParameterBuffer?], tape: Tape, arena: Arena
    ) {
        let shares = shares(pass, logDensityGradient)
        pass.fractions.scale(shares)
        score.backward(
            logDensityGradient: shares.reshaped(rows: 1, columns: shares.count), prepared: pass.prepared.score,
            parameterGradients: scoreGradients, tape: tape, arena: arena)
    }

    /// The adjoint of the preparation, for the maps that are trained.
    func finishBackward(_ prepared: PreparedMixture, scoreGradients: [ParameterBuffer?], arena: Arena) {
        for (index, map) in score.maps.enumerated() {
            guard let parameterGradient = scoreGradients[index] else { continue }
            map.bijection.finishBackward(
                prepared.score[index], into: .none, parameters: map.parameters, parameterGradient: parameterGradient,
                arena: arena)
        }
    }

    /// ∂L/∂log p times the share of every class, in place of that.
    private func shares(_ pass: Pass, _ logDensityGradient: Matrix) -> Matrix {
        guard let shares = pass.shares else { preconditionFailure("the adjoint of a pass without a tape") }
        shares.multiply(byRow: logDensityGradient)
        return shares
    }
}
