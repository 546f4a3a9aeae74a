import FlowKernels
import Flows
import RandomStreams
import Training

/// Step 1 of the method: the distribution of interest T and the nuisances, fitted together on the data.
///
/// arXiv:2602.13184: maximize ln L(T, ν, θ) of the mixture, all densities frozen. Gradients of T and of the nuisances
/// come from the same mini-batches; the extended term and the constraints enter with the weight of an event's share.
public struct GlobalFit: Sendable {
    /// The densities, without T.
    public let mixture: Mixture
    /// Which nuisances are fitted, and their constraints.
    public let space: NuisanceSpace
    /// Events with their weights.
    public let data: Dataset
    /// T before the fit.
    public let transfer: TransportMap
    /// How the fit is run.
    public let settings: Settings
    /// Of the order of events.
    public let seed: UInt64

    /// How the fit is run.
    public struct Settings: Sendable {
        /// How often each event is seen.
        public let epochs: Int
        /// Events a batch.
        public let batchSize: Int
        /// Of T: the peak of a schedule with warm-up and cosine.
        public let learningRate: Double
        /// Of the nuisances, likewise.
        public let nuisanceLearningRate: Double
        /// Where profiled nuisances start, by name; 0 for those not named.
        public let start: [String: Double]

        public init(
            epochs: Int, batchSize: Int, learningRate: Double, nuisanceLearningRate: Double,
            start: [String: Double] = [:]
        ) {
            self.epochs = epochs
            self.batchSize = batchSize
            self.learningRate = learningRate
            self.nuisanceLearningRate = nuisanceLearningRate
            self.start = start
        }
    }

    /// - Parameters:
    ///   - mixture: the densities, without T.
    ///   - transfer: the starting point of T; the identity is a good one.
    public init(
        mixture: Mixture, space: NuisanceSpace, data: Dataset, transfer: TransportMap, settings: Settings,
        seed: UInt64
    ) {
        self.mixture = mixture
        self.space = space
        self.data = data
        self.transfer = transfer
        self.settings = settings
        self.seed = seed
    }

    /// Mini-batches altogether.
    public var steps: Int { max(1, settings.epochs * data.count / settings.batchSize) }

    /// What a fit found.
    public struct Result: Sendable {
        /// T at the end of the fit.
        public let transfer: TransportMap
        /// ν̂ and θ̂, by the order of ``NuisanceSpace/profiled``.
        public let bestFit: [Double]
        /// Loss and nuisances along the fit.
        public let history: TrainingHistory
        /// How far the nuisances still moved over the last tenth of the steps.
        public let lastMovement: [Double]
    }

    /// Runs the fit.
    ///
    /// - Parameter checkpoints: where the state of the fit is left, and taken up again.
    /// - Throws: `TrainingError` where a loss or gradient is not finite; whatever `progress` throws.
    public func run(
        workers: Workers, checkpoints: TrainingCheckpoints? = nil,
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> Result {
        let steps = steps
        let start = space.profiled.map { Float(settings.start[$0] ?? 0) }
        let groups = [
            ParameterGroup(
                name: "the distribution of interest",
                optimizer: RAdam<Float>(parameterCount: transfer.parameters.count),
                schedule: .training(peak: settings.learningRate, steps: steps), clipping: .likelihood),
            ParameterGroup(
                name: "the nuisances", optimizer: AdamW<Float>(parameterCount: start.count, weightDecay: 0),
                schedule: .training(peak: settings.nuisanceLearningRate, steps: steps)),
        ]
        let loop = TrainingLoop(steps: steps, batchSize: settings.batchSize, chunk: 256)
        let objective = GlobalFitObjective(
            mixture: mixture.preceded(by: transfer), space: space, data: data,
            order: ShuffledEvents(
                count: data.count, batchSize: settings.batchSize, seed: seed, order: TiledOrder(data.x)))
        let result = try loop.run(
            objective, from: [transfer.parameters, ParameterBuffer(start)], groups: groups, workers: workers,
            checkpoints: checkpoints, progress: progress)
        let bestFit = result.parameters[1].values.map(Double.init)
        let points = result.history.points
        let earlier = points.dropLast(max(1, points.count / 10)).last?.tracked[0] ?? start.map(Double.init)
        return Result(
            transfer: TransportMap(transfer.bijection, parameters: result.parameters[0]), bestFit: bestFit,
            history: result.history, lastMovement: zip(bestFit, earlier).map(-))
    }
}

/// −ln L of the mixture an event: group 0 holds T, group 1 the profiled nuisances.
struct GlobalFitObjective: TrainingObjective {
    /// With T as the first map of the score.
    let mixture: Mixture
    let space: NuisanceSpace
    let data: Dataset
    let order: ShuffledEvents
    /// For blocks of all sizes.
    private let classes: PreparedClasses

    /// Events evaluated together: few enough for what the adjoint needs to stay in the cache.
    private static let block = 48

    init(mixture: Mixture, space: NuisanceSpace, data: Dataset, order: ShuffledEvents) {
        let mixture = mixture.tabulated()
        self.mixture = mixture
        self.space = space
        self.data = data
        self.order = order
        classes = PreparedClasses(mixture, events: stride(from: 8, through: Self.block, by: 8))
    }

    func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        let mixture = mixture.replacing(scoreMap: 0, parameters: parameters[0])
        let point = parameters[1].values.map(Double.init)
        // Events of weight 0, a third of a bootstrap sample, add nothing.
        let events = order.events(step: batch.step, positions: batch.positions).filter { data.weights?[$0] != 0 }
        return ChunkedBatch(size: events.count, chunk: Self.block).ranges.reduce(WeightedLoss(loss: 0, weight: 0)) {
            total, range in
            total
                + arena.scope {
                    evaluate(mixture, events[range], at: point, gradients: gradients, arena: arena)
                }
        }
    }

    private func evaluate(
        _ mixture: Mixture, _ indices: ArraySlice<Int>, at point: [Double], gradients: [ParameterBuffer],
        arena: Arena
    ) -> WeightedLoss {
        let (nuisances, theta) = space.expand(point)
        let columns = BatchPart(step: 0, positions: 0..<indices.count).columns
        let events = data.chunk(indices, columns: columns, arena: arena)
        let nu = arena.matrix(rows: nuisances.count, columns: columns)
        for (row, value) in nuisances.enumerated() { nu.row(row).fill(Float(value)) }
        let tape = gradients.isEmpty ? nil : Tape()
        let classScores = ClassColumns.repeated(events.y, classes: mixture.classes, arena: arena)
        let pass = mixture.forward(
            PreparedMixture(mixture, x: events.x, shared: classes, use: { _ in .once }, arena: arena),
            classScores: classScores, classLogDet: arena.zeros(rows: 1, columns: classScores.columns), nuisances: nu,
            theta: theta, recorded: tape.map(Mixture.Recorded.everything) ?? .nothing, arena: arena)
        let weight = Kernels.weightedSum(events.weights, weights: nil)
        let term = ExtendedTerm(yields: mixture.yields, space: space, observed: data.total)
        let share = weight / data.total
        if let tape {
            let gradient = arena.matrix(rows: 1, columns: columns)
            gradient.copy(from: events.weights)
            var scoreGradients = [ParameterBuffer?](repeating: nil, count: mixture.score.maps.count)
            scoreGradients[0] = gradients[0]
            gradient.scale(by: -1)
            let sums = mixture.backward(
                pass, logDensityGradient: gradient, scoreGradients: scoreGradients, tape: tape, arena: arena)
            let descent = term.gradient(
                at: point, nuisances: sums.nuisances.map { -$0 }, classes: sums.classes.map { -$0 }, share: share)
            gradients[1].add(ParameterBuffer(descent.map { Float(-$0) }))
        }
        return WeightedLoss(
            loss: -Kernels.weightedSum(pass.logDensity, weights: events.weights) - share * term.value(at: point),
            weight: weight)
    }
}
