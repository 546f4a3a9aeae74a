import FlowKernels
import Flows
import Training

/// −ln L an event, averaged over the window: group 0 holds the parameters ψ of the shared residual.
///
///     −⟨ Σ_i w_i log p(x_i, y_i | ν, θ) + N ln N_tot − N_tot + Σ constraints(ν, θ) ⟩_ν / N
///
/// The extended term and the constraints do not depend on ψ; they are there so that the value compares with that of the
/// global fit.
struct AmortizedProfileObjective: TrainingObjective {
    let profile: AmortizedProfile
    let sample: any ProfileSample
    /// For blocks of all sizes.
    let classes: PreparedClasses

    init(profile: AmortizedProfile, sample: any ProfileSample) {
        self.profile = profile
        self.sample = sample
        classes = PreparedClasses(profile.tabulated, events: stride(from: 8, through: AmortizedProfile.block, by: 8))
    }

    func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        let residual = TransportMap(profile.residual.bijection, parameters: parameters[0])
        return sample.parts(step: batch.step, positions: batch.positions).flatMap {
            $0.blocks(of: AmortizedProfile.block)
        }
        .reduce(WeightedLoss(loss: 0, weight: 0)) {
            $0 + evaluate($1, residual: residual, gradient: gradients.first, arena: arena)
        }
    }

    private func evaluate(
        _ part: ProfilePart, residual: TransportMap, gradient: ParameterBuffer?, arena: Arena
    ) -> WeightedLoss {
        arena.scope {
            let mixture = profile.tabulated.preceded(by: residual)
            let columns = BatchPart(step: 0, positions: 0..<part.events.count).columns
            let events = profile.events.chunk(part.events, columns: columns, arena: arena)
            let (scores, logDet) = transferred(events, arena: arena)
            var gradients = [ParameterBuffer?](repeating: nil, count: mixture.score.maps.count)
            gradients[0] = gradient
            // What the nodes have in common is done once, and gone back through once, with the sum of their gradients.
            let prepared = PreparedMixture(
                mixture, x: events.x, classScores: scores, shared: classes,
                use: { $0 == 0 && gradient != nil ? .trained : .frozen }, arena: arena)
            let losses = zip(part.nodes.values, part.nodes.weights).map { values, weight in
                arena.scope {
                    weight
                        * nodeLoss(
                            mixture, prepared, scores, logDet, events, values: values, weight: weight,
                            gradients: gradient.map { _ in gradients }, arena: arena)
                }
            }
            if gradient != nil { mixture.finishBackward(prepared, scoreGradients: gradients, arena: arena) }
            return WeightedLoss(loss: losses.reduce(0, +), weights: events.weights)
        }
    }

    /// The scores of every class behind T, shape [score features, classes · events], and log|det| of it, shape
    /// [1, classes · events].
    private func transferred(_ events: Dataset.Chunk, arena: Arena) -> (scores: Matrix, logDet: Matrix) {
        let classes = profile.tabulated.classes
        let scores = ClassColumns.repeated(events.y, classes: classes, arena: arena)
        let logDet = arena.zeros(rows: 1, columns: scores.columns)
        guard let transfer = profile.transfer else { return (scores, logDet) }
        let context = ClassColumns(x: events.x, classes: classes, arena: arena).context
        let moved = transfer.bijection.forward(
            scores, Conditions(context: context, nuisances: nil), parameters: transfer.parameters, logDet: logDet,
            tape: nil, arena: arena)
        return (moved, logDet)
    }

    /// −Σ w (log p + an event's share of extended term and constraints), every event at its own ν.
    ///
    /// - Parameters:
    ///   - values: ν of the window's nuisances, [nuisance][event].
    ///   - weight: of this node in the gradient.
    private func nodeLoss(
        _ mixture: Mixture, _ prepared: PreparedMixture, _ scores: Matrix, _ logDet: Matrix, _ events: Dataset.Chunk,
        values: [[Double]], weight: Double, gradients: [ParameterBuffer?]?, arena: Arena
    ) -> Double {
        let nu = arena.matrix(rows: profile.center.nuisances.count, columns: events.x.columns)
        for (row, value) in profile.center.nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        for (row, values) in zip(profile.windowRows, values) {
            for (event, value) in values.enumerated() { nu[row, event] = Float(value) }
        }
        let constraints = constraints(values, events.weights)
        let tape = gradients.map { _ in Tape() }
        let classLogDet = arena.matrix(rows: 1, columns: scores.columns)
        classLogDet.copy(from: logDet)
        if profile.movesYields { addFractions(values, mixture, to: classLogDet) }
        let pass = mixture.forward(
            prepared, classScores: scores, classLogDet: classLogDet, nuisances: nu,
            theta: profile.center.theta, weights: events.weights,
            recorded: tape.map(Mixture.Recorded.score) ?? .nothing, arena: arena)
        if let gradients, let tape {
            let descent = arena.matrix(rows: 1, columns: events.weights.columns)
            descent.copy(from: events.weights)
            descent.scale(by: Float(-weight))
            mixture.backwardThroughScore(
                pass, logDensityGradient: descent, scoreGradients: gradients, tape: tape, arena: arena)
        }
        let constant = Kernels.weightedSum(events.weights) * profile.constantTerm
        return -Kernels.weightedSum(pass.logDensity, weights: events.weights)
            - (constant + constraints) / profile.events.total
    }

    /// Adds ln f_c of every event's own ν, less that of ν⁰, where a nuisance of the window moves yields too.
    private func addFractions(_ values: [[Double]], _ mixture: Mixture, to classLogDet: Matrix) {
        let center = mixture.logFractions(profile.center.theta)
        let rows = classLogDet.reshaped(rows: mixture.classes, columns: classLogDet.columns / mixture.classes)
        for event in (values.first ?? []).indices {
            let point = values.map { $0[event] } + profile.centerPoint.dropFirst(values.count)
            let fractions = mixture.logFractions(profile.space.expand(point).theta)
            for (c, fraction) in fractions.enumerated() where center[c].isFinite {
                rows[c, event] += Float(fraction - center[c])
            }
        }
    }

    /// Σ w · (constraints that act on the window), every event at its own ν.
    private func constraints(_ values: [[Double]], _ weights: Matrix) -> Double {
        let points = (values.first ?? []).indices.map { event in
            values.map { $0[event] } + profile.centerPoint.dropFirst(values.count)
        }
        return profile.windowConstraints.reduce(0) { sum, term in
            points.indices.reduce(sum) { $0 + Double(weights[0, $1]) * term.value(at: points[$1]) }
        }
    }
}
