import FlowKernels
import Flows
import RandomStreams
import Training

extension AmortizedProfile {
    /// Events evaluated together: few enough that what the nodes of an event have in common stays in the cache.
    static let block = 32

    /// Events of a step that one thread works on.
    static let chunk = 256

    /// The number of threads that a step can use.
    public static func mostThreads(batchSize: Int) -> Int {
        TrainingLoop.mostThreads(batchSize: batchSize, chunk: chunk)
    }

    /// The number of steps without an early end.
    public var steps: Int { max(1, settings.epochs * divided().training.count / settings.batchSize) }

    /// Trains T_ψ.
    ///
    /// - Parameters:
    ///   - workers: the threads.
    ///   - checkpoints: where the state of the training is saved, and read by the next run.
    ///   - progress: called after every step; an error that it throws ends the training.
    /// - Throws: `TrainingError` where a loss, gradient or held-out loss is not finite; whatever `progress`
    ///   throws.
    /// - Complexity: a step evaluates batch · classes events, forwards and backwards, through all networks once, and
    ///   for every node through the part that depends on the scores.
    public func run(
        workers: Workers, checkpoints: TrainingCheckpoints? = nil,
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> Result {
        let (training, heldOut) = divided()
        let steps = steps
        let loop = TrainingLoop(
            steps: steps, batchSize: settings.batchSize, chunk: Self.chunk,
            recordEvery: max(1, steps / settings.validations))
        let validation = TrainingLoop.Validation(
            objective: objective(whole: heldOut), events: heldOut.count,
            patience: settings.patience)
        let trained = try loop.run(
            objective(trainingOn: training), from: [residual.parameters], groups: [group(steps: steps)],
            validation: validation, workers: workers, checkpoints: checkpoints, progress: progress)
        guard let chosen = trained.kept else { preconditionFailure("no events were held out") }
        let best = TransportMap(residual.bijection, parameters: chosen.parameters[0])
        return Result(
            residual: best, bestStep: chosen.step, steps: trained.history.points.last?.step ?? 0, end: trained.end,
            history: trained.history,
            training: compare(objective(whole: training), training, best, workers),
            heldOut: compare(objective(whole: heldOut), heldOut, best, workers),
            offGrid: offGridPoints().map { point, isCorner in
                OffGridPoint(
                    nuisances: point, isCorner: isCorner,
                    comparison: compare(
                        AmortizedProfileObjective(
                            profile: self, sample: PointSample(events: heldOut, point: point)),
                        heldOut, best, workers))
            },
            trainingEvents: training.count, heldOutEvents: heldOut.count)
    }

    private func group(steps: Int) -> ParameterGroup {
        ParameterGroup(
            name: "the amortized residual",
            optimizer: AdamW<Float>(parameterCount: residual.parameters.count, weightDecay: settings.weightDecay),
            schedule: .training(peak: settings.learningRate, steps: steps), clipping: .likelihood)
    }

    func objective(trainingOn events: [Int]) -> AmortizedProfileObjective {
        AmortizedProfileObjective(
            profile: self,
            sample: ShuffledSample(
                events: events,
                order: ShuffledEvents(
                    count: events.count, batchSize: settings.batchSize, seed: seed,
                    order: TiledOrder(self.events.x.map { x in events.map { x[$0] } })),
                nodes: WindowNodes(
                    nodes, window: window, batchSize: settings.batchSize, seed: seed, purpose: "training nodes")))
    }

    func objective(whole events: [Int]) -> AmortizedProfileObjective {
        AmortizedProfileObjective(
            profile: self,
            sample: WholeSample(
                events: events, largestBlock: settings.batchSize, scheme: nodes, window: window,
                seed: seed))
    }

    /// Identity against trained residual, on the same events at the same nodes.
    private func compare(
        _ objective: AmortizedProfileObjective, _ events: [Int], _ trained: TransportMap, _ workers: Workers
    ) -> Comparison {
        // Groups that are small enough for their scatter to be known.
        let groups = ChunkedBatch(size: events.count, chunk: 64)
        func losses(_ parameters: ParameterBuffer) -> [WeightedLoss] {
            groups.map(workers) { _, range, arena in
                objective.evaluate(
                    BatchPart(step: 0, positions: range), parameters: [parameters], gradients: [], arena: arena)
            }
        }
        // A residual whose weights are all zero is the identity at every ν.
        return Comparison(
            identity: losses(ParameterBuffer(count: trained.parameters.count)), profiled: losses(trained.parameters))
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

extension AmortizedProfile.Comparison {
    /// - Parameters: sums over the same groups of events.
    fileprivate init(identity: [WeightedLoss], profiled: [WeightedLoss]) {
        self.init(
            identity: identity.total.mean, profiled: profiled.total.mean,
            gainError: profiled.errorOfDifference(from: identity))
    }
}
