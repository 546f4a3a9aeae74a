import FlowKernels

/// Mini-batch descent on a ``TrainingObjective``.
///
/// The batch is divided into chunks of ``chunk`` events, whose gradients are kept separate and added in order, so that
/// the result is the same, bit for bit, for any number of threads. Everything on which a step depends is in the
/// ``TrainingState``, so that the result is also the same for a run that was stopped and continued.
public struct TrainingLoop: Sendable {
    /// Optimizer steps in all.
    public let steps: Int
    /// Events per step.
    public let batchSize: Int
    /// Events that one thread processes together into one gradient.
    public let chunk: Int
    /// The number of steps between recorded training and validation losses.
    public let recordEvery: Int

    /// - Parameters:
    ///   - steps: the total number of steps.
    ///   - batchSize: events per step.
    ///   - chunk: events per chunk; limited to half a batch.
    ///   - recordEvery: steps between recorded losses; nil for a hundredth of all.
    public init(steps: Int, batchSize: Int, chunk: Int = 512, recordEvery: Int? = nil) {
        self.steps = steps
        self.batchSize = batchSize
        self.chunk = Self.chunk(of: batchSize, most: chunk)
        self.recordEvery = recordEvery ?? max(1, steps / 100)
    }

    private static func chunk(of batchSize: Int, most: Int) -> Int { min(most, max(8, batchSize / 2)) }

    /// The number of threads that a step can use: one for each chunk of its batch.
    public static func mostThreads(batchSize: Int, chunk: Int = 512) -> Int {
        let events = Self.chunk(of: batchSize, most: chunk)
        return max(1, (batchSize + events - 1) / events)
    }

    /// A held-out sample: the same objective on events that are never trained on, evaluated before the first step and
    /// whenever losses are recorded. It determines which parameters are kept (``TrainingResult/kept``).
    public struct Validation: Sendable {
        let objective: any TrainingObjective
        let events: Int
        /// The training ends after this many recorded points without a new least loss; nil for never.
        let patience: Int?

        /// - Parameters:
        ///   - objective: the objective on held-out events, of which batch 0 is evaluated.
        ///   - events: the number of events.
        ///   - patience: the number of evaluations without a new least loss after which the training ends; nil to never
        ///     end early.
        public init(objective: any TrainingObjective, events: Int, patience: Int? = nil) {
            precondition(patience.map { $0 > 0 } ?? true, "a patience of \(patience ?? 0) recorded points")
            self.objective = objective
            self.events = events
            self.patience = patience
        }
    }

    /// Runs all steps, or the remaining ones of a run that was stopped.
    ///
    /// - Parameters:
    ///   - objective: the objective to minimize.
    ///   - parameters: the starting point, a buffer for each group; not written to.
    ///   - groups: the optimizer of each buffer.
    ///   - validation: held-out events that choose the weights; nil for none.
    ///   - workers: the threads.
    ///   - checkpoints: where the state is saved repeatedly, and read by the next run. They belong to one training: the
    ///     same objective, starting point, groups and loop.
    ///   - progress: called after every step; an error that it throws ends the run after its state is saved.
    /// - Throws: ``TrainingError/notFinite(step:quantity:)`` as soon as a loss or a gradient is NaN or infinite;
    ///   whatever `progress` throws.
    public func run(
        _ objective: any TrainingObjective, from parameters: [ParameterBuffer], groups: [ParameterGroup],
        validation: Validation? = nil, workers: Workers, checkpoints: TrainingCheckpoints? = nil,
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> TrainingResult {
        precondition(parameters.count == groups.count, "\(parameters.count) buffers for \(groups.count) groups")
        let parts = ChunkedBatch(size: batchSize, chunk: chunk)
        let gradients = parameters.map { BatchGradient(parameterCount: $0.count, parts: parts.ranges.count) }
        let counts = parameters.map(\.count)
        var state =
            try checkpoints?.load(counts) ?? start(from: parameters, groups: groups, validation, workers: workers)
        var groups = groups
        for index in groups.indices { groups[index].optimizer.state = state.optimizers[index] }
        let first = state.step
        var clock = CheckpointClock(checkpoints)

        while state.step < steps, !hasEnded(state, validation) {
            try advance(
                &state, &groups, objective: objective, parts: parts, gradients: gradients, validation: validation,
                workers: workers)
            let done = TrainingProgress(
                step: state.step, steps: steps, loss: state.lastLoss, firstStep: first)
            do {
                try progress(done)
            } catch {
                try clock.save(state, groups)
                throw error
            }
            if clock.isDue { try clock.save(state, groups) }
        }
        return TrainingResult(
            parameters: state.parameters, kept: state.selection?.kept, history: state.history,
            end: state.step < steps ? .plateau : .allSteps)
    }

    private func start(
        from parameters: [ParameterBuffer], groups: [ParameterGroup], _ validation: Validation?, workers: Workers
    ) throws -> TrainingState {
        var state = TrainingState(
            parameters: parameters.map { $0.copy() }, optimizers: groups.map { $0.optimizer.state })
        if let validation { try validate(&state, validation, workers: workers) }
        return state
    }

    /// Whether the held-out loss has not fallen for too long.
    private func hasEnded(_ state: TrainingState, _ validation: Validation?) -> Bool {
        guard let patience = validation?.patience, let selection = state.selection else { return false }
        return state.history.points.count { $0.step > selection.leastStep } >= patience
    }

    /// One step, and what is recorded after it.
    private func advance(
        _ state: inout TrainingState, _ groups: inout [ParameterGroup], objective: any TrainingObjective,
        parts: ChunkedBatch, gradients: [BatchGradient], validation: Validation?, workers: Workers
    ) throws {
        let (step, parameters) = (state.step, state.parameters)
        let loss = parts.reduce(workers) { index, range, arena in
            let own = gradients.map { $0.parts[index] }
            for gradient in own { gradient.fill(0) }
            return objective.evaluate(
                BatchPart(step: step, positions: range), parameters: parameters, gradients: own, arena: arena)
        }
        // A batch of events that all have weight 0 says nothing, and moves nothing.
        if loss.size != 0 || loss.loss != 0 {
            try move(parameters, &groups, by: gradients, of: loss, at: step, workers: workers)
            // Of events whose weights cancel there is no mean.
            if loss.weight > 0 { state.lastLoss = loss.mean }
        }
        state.step += 1
        state.window = state.window + loss
        if state.step.isMultiple(of: recordEvery) || state.step == steps {
            let held = try validation.map { try validate(&state, $0, workers: workers) }
            state.history.points.append(
                TrainingHistory.Point(
                    step: state.step, loss: state.window.weight > 0 ? state.window.mean : state.lastLoss,
                    validation: held,
                    learningRate: groups[0].schedule.rate(at: step),
                    tracked: parameters.indices.dropFirst().map { parameters[$0].values.map(Double.init) }))
            state.window = WeightedLoss(loss: 0, weight: 0)
        }
    }

    /// One step of every group.
    private func move(
        _ parameters: [ParameterBuffer], _ groups: inout [ParameterGroup], by gradients: [BatchGradient],
        of loss: WeightedLoss, at step: Int, workers: Workers
    ) throws {
        guard (loss.loss / loss.size).isFinite else { throw TrainingError.notFinite(step: step, quantity: "loss") }
        for (index, parameter) in parameters.enumerated() {
            let (gradient, norm) = gradients[index].reduce(size: loss.size, workers: workers)
            guard norm.isFinite else {
                throw TrainingError.notFinite(step: step, quantity: "gradient of \(groups[index].name)")
            }
            groups[index].step(parameter, gradient: gradient, norm: norm, at: step, workers: workers)
        }
    }

    /// The held-out loss; the parameters are kept where no others are known to be better.
    @discardableResult
    private func validate(
        _ state: inout TrainingState, _ validation: Validation, workers: Workers
    ) throws -> Double {
        let groups = losses(validation, parameters: state.parameters, workers: workers)
        let loss = groups.total.mean
        guard loss.isFinite else {
            throw TrainingError.notFinite(step: max(0, state.step - 1), quantity: "held-out loss")
        }
        if state.step == 0 { state.history.start = loss }
        if state.selection.map({ $0.prefers(groups) }) ?? true {
            let kept = TrainingResult.Kept(
                step: state.step, loss: loss, parameters: state.parameters.map { $0.copy() })
            state.selection = HeldOutSelection(kept: kept, groups: groups, after: state.selection)
        }
        return loss
    }

    /// The mean loss on the held-out events.
    public func evaluate(_ validation: Validation, parameters: [ParameterBuffer], workers: Workers) -> WeightedLoss {
        losses(validation, parameters: parameters, workers: workers).total
    }

    /// Sums over groups of held-out events: enough of them for their scatter to be known.
    private func losses(
        _ validation: Validation, parameters: [ParameterBuffer], workers: Workers
    ) -> [WeightedLoss] {
        let size = min(chunk, max(8, validation.events / HeldOutSelection.groups))
        return ChunkedBatch(size: validation.events, chunk: size).map(workers) { _, range, arena in
            validation.objective.evaluate(
                BatchPart(step: 0, positions: range), parameters: parameters, gradients: [], arena: arena)
        }
    }
}

/// A training that could not go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A loss, gradient or held-out loss that is not a finite number; steps count from 0.
    case notFinite(step: Int, quantity: String)

    public var description: String {
        switch self {
        case .notFinite(let step, let quantity):
            "the \(quantity) is not finite at step \(step + 1): lower the learning rate, or clip the gradient, "
                + "and look for NaN or infinity in the input events"
        }
    }
}

/// The gradient of a batch with respect to one group's parameters, in parts until all chunks of the batch are done.
///
/// A chunk writes to a part of its own. The parts are added in order, and threads share out the parameters, so that
/// nothing depends on the number of threads.
struct BatchGradient: Sendable {
    let parts: [ParameterBuffer]

    init(parameterCount: Int, parts: Int) {
        self.parts = (0..<parts).map { _ in ParameterBuffer(count: parameterCount) }
    }

    /// Adds all parts to the first one: Σ parts / Σ|w|, and its Euclidean norm, summed in float64.
    func reduce(size: Double, workers: Workers) -> (gradient: ParameterBuffer, norm: Double) {
        let squares = ChunkedBatch.shares(ofParameters: parts[0].count).map(workers) { _, share, _ in
            let slices = parts.map { $0.slice(at: share.lowerBound, count: share.count) }
            for part in slices.dropFirst() { slices[0].add(part) }
            slices[0].scale(by: Float(1 / size))
            return slices[0].withUnsafeMutableBufferPointer {
                GradientClipping.squaredNorm(of: UnsafeBufferPointer($0))
            }
        }
        return (parts[0], squares.reduce(0, +).squareRoot())
    }
}
