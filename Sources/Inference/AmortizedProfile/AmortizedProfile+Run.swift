import FlowKernels
import Flows
import RandomStreams
import Training

extension AmortizedProfile {
    /// Events that the networks go over at a time: what the nodes of an event have in common stays in the cache.
    static let block = 32

    /// Steps without an early end.
    public var steps: Int { max(1, settings.epochs * divided().training.count / settings.batchSize) }

    /// Trains T_ψ.
    ///
    /// - Throws: ``TrainingError`` where a loss, gradient or held-out loss is not finite; whatever `progress` throws.
    /// - Complexity: a step goes batch · classes events forth and back through all networks once, and for every node
    ///   through the part of them that depends on the scores.
    public func run(workers: Workers, progress: (TrainingProgress) throws -> Void = { _ in }) throws -> Result {
        let (training, heldOut) = divided()
        let steps = steps
        let loop = TrainingLoop(
            steps: steps, batchSize: settings.batchSize, chunk: 256, block: Self.block,
            recordEvery: max(1, steps / settings.validations))
        let record = HeldOutRecord(objective(whole: heldOut, members: Array(members.indices)))
        let validation = TrainingLoop.Validation(objective: record, events: heldOut.count)
        _ = loop.evaluate(validation, parameters: [residual.parameters], workers: workers)
        let group = group(steps: steps)
        var course = try Course(start: record.take(), patience: settings.patience)
        do {
            _ = try loop.run(
                objective(trainingOn: training), from: [residual.parameters], groups: [group], validation: validation,
                workers: workers
            ) {
                course.add($0)
                try progress($0)
                try course.validate(record.take(), learningRate: group.schedule.rate(at: $0.step - 1))
            }
        } catch is Plateau {}
        let best = TransportMap(residual.bijection, parameters: course.best.parameters)
        return Result(
            residual: best, bestStep: course.best.step, steps: course.step,
            end: course.step < steps ? .plateau : .allSteps, history: course.points,
            training: compare(objective(whole: training, members: Array(members.indices)), training, best, workers),
            heldOut: compare(objective(whole: heldOut, members: Array(members.indices)), heldOut, best, workers),
            members: members.indices.map {
                compare(objective(whole: heldOut, members: [$0]), heldOut, best, workers)
            },
            offGrid: offGridPoints().map { point, isCorner in
                OffGridPoint(
                    nuisances: point, isCorner: isCorner,
                    members: members.indices.map {
                        let sample = PointSample(events: heldOut, member: $0, point: point)
                        return compare(AmortizedProfileObjective(profile: self, sample: sample), heldOut, best, workers)
                    })
            },
            heldOutEvents: heldOut.count, densities: mixture, transfers: members)
    }

    private func group(steps: Int) -> ParameterGroup {
        ParameterGroup(
            name: "the amortized residual",
            optimizer: AdamW<Float>(parameterCount: residual.parameters.count, weightDecay: settings.weightDecay),
            schedule: .warmupCosine(peak: settings.learningRate, warmup: min(1000, steps / 20), total: steps),
            clipping: GradientClipping(maximumNorm: 10))
    }

    func objective(trainingOn events: [Int]) -> AmortizedProfileObjective {
        AmortizedProfileObjective(
            profile: self,
            sample: ShuffledSample(
                events: events, members: members.count,
                order: ShuffledEvents(count: events.count, batchSize: settings.batchSize, seed: seed),
                nodes: WindowNodes(
                    nodes, window: window, batchSize: settings.batchSize, seed: seed, purpose: "training nodes"),
                seed: seed))
    }

    func objective(whole events: [Int], members: [Int]) -> AmortizedProfileObjective {
        AmortizedProfileObjective(
            profile: self,
            sample: WholeSample(
                events: events, members: members, largestBlock: settings.batchSize, scheme: nodes, window: window,
                seed: seed))
    }

    /// Identity against trained residual, on the same events at the same nodes.
    private func compare(
        _ objective: AmortizedProfileObjective, _ events: [Int], _ trained: TransportMap, _ workers: Workers
    ) -> Comparison {
        func mean(_ parameters: ParameterBuffer) -> Double {
            ChunkedBatch(size: events.count, chunk: Self.block).reduce(workers) { _, range, arena in
                objective.evaluate(
                    BatchPart(step: 0, positions: range), parameters: [parameters], gradients: [], arena: arena)
            }.mean
        }
        // A residual whose weights are all zero is the identity at every ν.
        return Comparison(
            identity: mean(ParameterBuffer(count: trained.parameters.count)), profiled: mean(trained.parameters))
    }

    /// Corners of the window, where a residual is least trained, and random points.
    private func offGridPoints() -> [(point: [Double], isCorner: Bool)] {
        // With many nuisances the corners outnumber everything: as many as there are for four.
        let corners = (0..<1 << min(window.count, 4)).map { bits in
            window.enumerated().map { bits >> ($0 % 4) & 1 == 0 ? $1.lowerBound : $1.upperBound }
        }
        let random = (0..<settings.offGridPoints).map { index in
            var stream = RandomStream(seed: seed, purpose: "off-grid points", index: UInt64(index))
            return window.map { $0.lowerBound + 2 * $0.halfWidth * stream.uniform() }
        }
        return corners.map { ($0, true) } + random.map { ($0, false) }
    }
}

/// The held-out NLL falls no more.
private struct Plateau: Error {}

/// The course of a training: its history and the best parameters so far.
private struct Course {
    private(set) var points: [AmortizedProfile.HistoryPoint]
    private(set) var best: (step: Int, heldOut: Double, parameters: ParameterBuffer)
    private(set) var step = 0
    private var losses: [Double] = []
    private var validationsSinceBest = 0
    private let patience: Int?

    init(start: (loss: Double, parameters: ParameterBuffer)?, patience: Int?) throws {
        guard let start else { preconditionFailure("no events were held out") }
        guard start.loss.isFinite else { throw TrainingError.notFinite(step: 0, quantity: "held-out loss") }
        points = [AmortizedProfile.HistoryPoint(step: 0, training: nil, heldOut: start.loss, learningRate: 0)]
        best = (0, start.loss, start.parameters)
        self.patience = patience
    }

    mutating func add(_ progress: TrainingProgress) {
        step = progress.step
        losses.append(progress.loss)
    }

    /// - Parameter heldOut: nil at steps without a validation.
    mutating func validate(_ heldOut: (loss: Double, parameters: ParameterBuffer)?, learningRate: Double) throws {
        guard let heldOut else { return }
        guard heldOut.loss.isFinite else {
            throw TrainingError.notFinite(step: step - 1, quantity: "held-out loss")
        }
        points.append(
            AmortizedProfile.HistoryPoint(
                step: step, training: losses.reduce(0, +) / Double(losses.count), heldOut: heldOut.loss,
                learningRate: learningRate))
        losses = []
        validationsSinceBest += 1
        if heldOut.loss < best.heldOut {
            best = (step, heldOut.loss, heldOut.parameters)
            validationsSinceBest = 0
        }
        if let patience, validationsSinceBest >= patience { throw Plateau() }
    }
}
