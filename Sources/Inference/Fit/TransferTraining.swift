import FlowKernels
import Flows
import Training

/// The training of T on the data at one ν, in rounds, each from where the one before ended.
///
/// A part of the events is held out at first. Rounds follow one another as long as these become more likely, and one that
/// makes them less likely is taken back: so a T of few events stays close to where it began, and one of many follows them
/// as far as they show. A last round is on all events.
struct TransferTraining {
    let mixture: Mixture
    let data: Dataset
    let settings: GlobalFit.Settings
    let seed: UInt64
    let workers: Workers
    /// Events that T is trained on.
    let training: [Int]
    /// Events that say when it is to end.
    let heldOut: [Int]

    /// How often an event is seen in the first round and in every later one, where the settings do not say it, and for how
    /// many steps at most.
    private static let passes = (first: 100, later: 50)
    private static let mostSteps = (first: 1200, later: 600, warm: 300)
    /// Rounds at most, without the last one, and how often the first one is made shorter.
    static let (mostRounds, mostShortenings) = (6, 3)

    init(_ fit: GlobalFit, workers: Workers) {
        mixture = fit.mixture
        data = fit.data
        settings = fit.settings
        seed = fit.seed
        self.workers = workers
        // A tenth of many events, a quarter of few.
        let count = fit.data.count
        (training, heldOut) = HeldOutEvents.divided(count, held: max(count / 10, min(count / 4, 500)), seed: fit.seed)
    }

    /// Events per step: more for more data, because the error of a step has to decrease with that of the data.
    var batchSize: Int { settings.batchSize.map { min($0, training.count) } ?? Self.batchSize(of: training.count) }

    /// Events of a step that one thread works on.
    static let chunk = 256

    static func batchSize(of events: Int) -> Int { min(events, 4096, max(512, events / 100 / 8 * 8)) }

    /// Which round it is.
    enum Stage {
        /// A round on the events that are not held out, counted from 0; its steps are divided by 4 `shortening` times.
        case trial(Int, shortening: Int)
        /// The last round, on all events, after this many trials.
        case last(Int)

        var number: Int {
            switch self {
            case .trial(let number, _), .last(let number): number
            }
        }

        /// The rounds that are likely to follow: after the first one, another one on a part of the events, and the last
        /// one.
        var followers: [Stage] {
            switch self {
            case .trial(0, _): [.trial(1, shortening: 0), .last(2)]
            case .trial(let number, _): [.last(number + 1)]
            case .last: []
            }
        }
    }

    /// The number of steps of a round.
    func steps(_ stage: Stage) -> Int {
        let events = if case .last = stage { data.count } else { training.count }
        func steps(_ passes: Int) -> Int { max(1, passes * events / batchSize) }
        if let epochs = settings.epochs { return steps(epochs) }
        guard case .trial(0, let shortening) = stage else {
            return min(steps(Self.passes.later), settings.isWarm ? Self.mostSteps.warm : Self.mostSteps.later)
        }
        return max(1, min(steps(Self.passes.first), Self.mostSteps.first) >> (2 * shortening))
    }

    struct Round {
        let transfer: TransportMap
        let history: TrainingHistory
        /// Loss of the held-out events before and after, nats an event; NaN where none of them counts.
        let before: Double
        let after: Double
        /// Standard error of what was gained.
        let error: Double
        /// Training loss before and after.
        let begun: Double
        let trained: Double

        /// Whether the held-out events became more likely, significantly and by enough to justify a round.
        var gained: Bool { before - after > max(2 * error, Self.worth) }
        private static let worth = 2e-4
        /// Whether they became less likely, or their loss is not a number, or there are no held-out events with
        /// weights.
        var lost: Bool { !(after <= before) }
    }

    /// One round of steps with a rate that rises and falls to 0.
    ///
    /// - Parameters:
    ///   - nuisances: ν at which T is trained.
    ///   - classes: of ``Mixture/classLogDensities(of:nuisances:theta:workers:)`` there.
    /// - Throws: `TrainingError` where a loss or gradient is not finite; whatever `progress` throws.
    func run(
        _ stage: Stage, from transfer: TransportMap, at nuisances: [Double], classes: [[Float]],
        checkpoints: TrainingCheckpoints?, progress: (TrainingProgress) throws -> Void
    ) throws -> Round {
        func objective(_ events: TransferObjective.Events) -> TransferObjective {
            TransferObjective(
                score: mixture.score, heldAt: nuisances, transfer: transfer, data: data, classes: classes,
                events: events)
        }
        let chosen = if case .last = stage { Array(0..<data.count) } else { training }
        let steps = steps(stage)
        let order = ShuffledEvents(
            count: chosen.count, batchSize: batchSize, seed: seed &+ UInt64(stage.number),
            order: TiledOrder(data.x.map { x in chosen.map { x[$0] } }))
        let group = ParameterGroup(
            name: "the distribution of interest",
            optimizer: RAdam<Float>(parameterCount: transfer.parameters.count),
            schedule: .training(peak: settings.learningRate / Double(1 << min(stage.number, 2)), steps: steps),
            clipping: .likelihood)
        let result = try TrainingLoop(steps: steps, batchSize: batchSize, chunk: Self.chunk).run(
            objective(.shuffled(order, among: chosen)), from: [transfer.parameters], groups: [group],
            workers: workers, checkpoints: checkpoints, progress: progress)
        let parameters = result.parameters[0]
        func losses(_ events: [Int], _ parameters: ParameterBuffer) -> [WeightedLoss] {
            let objective = objective(.whole(events))
            // Few events also make several groups, whose scatter gives the error.
            let chunk = max(1, min(8, events.count / 4), events.count / 64)
            return ChunkedBatch(size: events.count, chunk: chunk).map(workers) { _, range, arena in
                objective.evaluate(
                    BatchPart(step: 0, positions: range), parameters: [parameters], gradients: [], arena: arena)
            }
        }
        let (before, after) = (losses(heldOut, transfer.parameters), losses(heldOut, parameters))
        return Round(
            transfer: TransportMap(transfer.bijection, parameters: parameters), history: result.history,
            before: before.total.mean, after: after.total.mean, error: after.errorOfDifference(from: before),
            begun: losses(training, transfer.parameters).total.mean, trained: losses(training, parameters).total.mean)
    }
}
