import FlowKernels
import Flows
import RandomStreams
import Statistics
import Training

/// Step 1 of the method: the distribution of interest T and the nuisances, fitted together on the data.
///
/// arXiv:2602.13184: maximize ln L(T, ν, θ) of the mixture, all densities frozen. T acts on the scores of every class at
/// every x. For a T that is free there, Σ_c f_c p(x|c, ν) q_c(y|x) can be any p(y|x) at every ν, so that
///
///     max_T ln L(T, ν) = ln L of x alone + terms that do not depend on ν,
///
/// and a T of finite flexibility leaves almost no further information. A joint descent in T and ν is slow along the
/// direction in which they compensate each other, and biased if it is stopped early; the fit separates the two instead:
///
/// 1. ν̂ maximizes the likelihood of x alone, by Newton's method; its curvature gives σ.
/// 2. T maximizes ln L(T, ν̂), in rounds, for as long as held-out events become more likely (`TransferTraining`).
/// 3. T is moved by the small amount that makes ln L stationary in ν, too, with T held (`TransferBalance`): so (T, ν̂)
///    is the end point of a joint fit, and the fit, a scan with this T and its Hessian have the same best fit.
///
/// The extended term and the constraints are part of every likelihood. A T without parameters is not fitted: ν̂ is then
/// the maximum of ln L with this T.
public struct GlobalFit: Sendable {
    /// The densities, without T.
    public let mixture: Mixture
    /// Which nuisances are fitted, and their constraints.
    public let space: NuisanceSpace
    /// Events with their weights.
    public let data: Dataset
    /// T before the fit.
    public let transfer: TransportMap
    /// Settings of the fit.
    public let settings: Settings
    /// The seed of the order of events, and of those that are held out.
    public let seed: UInt64

    /// The number of threads that a step of T can use.
    ///
    /// - Parameter batchSize: events per step; nil for the value with few data.
    public static func mostThreads(batchSize: Int?) -> Int {
        TrainingLoop.mostThreads(
            batchSize: batchSize ?? TransferTraining.batchSize(of: 512), chunk: TransferTraining.chunk)
    }

    /// Settings of the fit.
    public struct Settings: Sendable {
        /// The largest number of passes of T over the events; nil to continue as long as held-out events gain.
        public let epochs: Int?
        /// Events per step of T; nil for a number that grows with the data.
        public let batchSize: Int?
        /// The peak learning rate of T, with warm-up and cosine, halved from round to round.
        public let learningRate: Double
        /// The start of the search for ν of x alone, by name; ``NuisanceSpace/origin`` for the others.
        public let start: [String: Double]
        /// −∂² ln L of similar events, to which T was fitted before; nil for a fit from the beginning. Such a warm fit
        /// only takes one short round of T on all events, and ν̂ with this curvature. The effect of the scores on ν̂ is
        /// not computed.
        public let warmCurvature: [[Double]]?

        var isWarm: Bool { warmCurvature != nil }

        /// With these values.
        public init(
            epochs: Int? = nil, batchSize: Int? = nil, learningRate: Double = 2e-3, start: [String: Double] = [:],
            warmCurvature: [[Double]]? = nil
        ) {
            self.warmCurvature = warmCurvature
            self.epochs = epochs
            self.batchSize = batchSize
            self.learningRate = learningRate
            self.start = start
        }
    }

    /// - Parameters:
    ///   - mixture: the densities, without T.
    ///   - space: which nuisances are fitted, and their constraints.
    ///   - data: events with their weights.
    ///   - transfer: the starting point of T; the identity is a good one.
    ///   - settings: settings of the fit.
    ///   - seed: the seed of the order of events, and of those that are held out.
    public init(
        mixture: Mixture, space: NuisanceSpace, data: Dataset, transfer: TransportMap, settings: Settings = Settings(),
        seed: UInt64
    ) {
        self.mixture = mixture
        self.space = space
        self.data = data
        self.transfer = transfer
        self.settings = settings
        self.seed = seed
    }

    /// The result of a fit.
    public struct Result: Sendable {
        /// T at the end of the fit.
        public let transfer: TransportMap
        /// ν̂ and θ̂, by the order of ``NuisanceSpace/profiled``.
        public let bestFit: [Double]
        /// The convergence of the fit.
        public let convergence: FitConvergence
        /// Loss of T along all rounds, including those that were undone.
        public let history: TrainingHistory
    }

    /// Runs the fit.
    ///
    /// - Parameters:
    ///   - workers: the threads.
    ///   - checkpoints: where the state of the fit is saved, and read by the next run.
    ///   - progress: called after every step; an error that it throws ends the fit.
    /// - Throws: `TrainingError` where a loss, a gradient or the likelihood of x is not finite; whatever `progress`
    ///   throws.
    public func run(
        workers: Workers, checkpoints: TrainingCheckpoints? = nil,
        progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> Result {
        guard transfer.parameters.count > 0 else { return try withTransferHeld(workers: workers, progress: progress) }
        var state =
            checkpoints?.latest.flatMap { GlobalFitState(data: $0, parameters: transfer.parameters.count) }
            ?? GlobalFitState(start: transfer, isWarm: settings.isWarm)
        let training = TransferTraining(self, workers: workers)
        var course = FitCourse(self, training, state)
        let alone = try maximum(
            mixture.featuresAlone(), from: start,
            curvature: settings.warmCurvature, workers: workers
        ) { try progress(course.pass(.features)) }
        let point = space.expand(alone.point)
        let classes = mixture.classLogDensities(
            of: data, nuisances: point.nuisances, theta: point.theta, workers: workers)
        while let stage = state.stage(settings) {
            let before = state
            let round = try training.run(
                stage, from: transfer(before.parameters), at: point.nuisances, classes: classes,
                checkpoints: checkpoints.map(before.checkpoints)
            ) { try progress(course.step($0, of: stage, after: before)) }
            state = before.after(stage, round)
        }
        let fitted = transfer(state.parameters)
        let withScores =
            try settings.isWarm
            ? nil
            : maximum(
                mixture.scoresHeld(at: point.nuisances).preceded(by: fitted), from: alone.point, workers: workers
            ) { try progress(course.pass(.scores)) }
        let balanced = try TransferBalance(
            mixture: mixture, space: space, data: data, point: alone.point, curvature: alone.curvature,
            classes: classes, workers: workers
        ).run(fitted) { try progress(course.pass(.balance)) }
        try progress(course.end())
        let unknown = alone.point.map { _ in Double.nan }
        let sigma = alone.sigma
        return Result(
            transfer: balanced.transfer, bestFit: alone.point,
            convergence: FitConvergence(
                steps: state.steps, rounds: state.rounds, isSettled: state.isSettled,
                sigma: sigma, covariance: alone.covariance,
                scorePull: zip(zip(withScores?.point ?? unknown, alone.point).map(-), sigma).map(/),
                scorePullError: zip(withScores?.sigma ?? unknown, sigma).map(Self.errorOfDifference),
                losses: state.losses,
                distance: balanced.after, imbalance: balanced.before, corrections: balanced.steps),
            history: state.history)
    }

    /// Of an estimate and one that uses all that it does and more, in σ of the first: their variances subtract.
    private static func errorOfDifference(_ better: Double, _ sigma: Double) -> Double {
        let left = 1 - (better / sigma) * (better / sigma)
        return left < 0 ? 0 : left.squareRoot()
    }

    /// Where the search for ν̂ begins.
    private var start: [Double] { zip(space.profiled, space.origin).map { settings.start[$0] ?? $1 } }

    /// ν̂ of x and y with T as it is, and how far from it x alone lies.
    private func withTransferHeld(
        workers: Workers, progress: (TrainingProgress) throws -> Void
    ) throws -> Result {
        func report() throws { try progress(TrainingProgress(step: 0, steps: 0, loss: .nan, firstStep: 0)) }
        let alone = try maximum(mixture.featuresAlone(), from: start, workers: workers, progress: report)
        let best = try maximum(
            mixture.preceded(by: transfer), from: alone.point, workers: workers, progress: report)
        let (sigma, wide) = (best.sigma, alone.sigma)
        let distance = CholeskyFactor(best.curvature).map { zip($0.solve(best.gradient), sigma).map(/) } ?? sigma
        return Result(
            transfer: transfer, bestFit: best.point,
            convergence: FitConvergence(
                steps: 0, rounds: 0, isSettled: true, sigma: sigma, covariance: best.covariance,
                scorePull: zip(zip(best.point, alone.point).map(-), wide).map(/),
                scorePullError: zip(sigma, wide).map(Self.errorOfDifference), losses: nil, distance: distance,
                imbalance: distance, corrections: 0), history: TrainingHistory())
    }

    /// The highest point of a likelihood.
    private struct Maximum {
        let point: [Double]
        /// ∂ ln L there: what the search left of it.
        let gradient: [Double]
        /// −∂² ln L there, across ±1σ.
        let curvature: [[Double]]
        let converged: Bool

        /// The covariance; nil if the maximum was not found, or if ln L is not curved downwards there.
        var covariance: [[Double]]? { converged ? CholeskyFactor(curvature)?.inverse : nil }

        /// σ of each nuisance; NaN without a covariance.
        var sigma: [Double] {
            covariance.map { inverse in inverse.indices.map { inverse[$0][$0].squareRoot() } }
                ?? point.map { _ in .nan }
        }
    }

    private func transfer(_ parameters: [Float]) -> TransportMap {
        TransportMap(transfer.bijection, parameters: ParameterBuffer(parameters))
    }

    /// The highest point of one mixture's likelihood.
    ///
    /// - Parameters:
    ///   - curvature: −∂² ln L where it is known well enough; nil to take it.
    ///   - progress: called before every evaluation; throws to stop.
    private func maximum(
        _ mixture: Mixture, from start: [Double], curvature: [[Double]]? = nil, workers: Workers,
        progress: () throws -> Void
    ) throws -> Maximum {
        guard !start.isEmpty else { return Maximum(point: [], gradient: [], curvature: [], converged: true) }
        let likelihood = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
        let best = try withoutActuallyEscaping(progress) { progress in
            let maximizer = NewtonMaximizer(
                MemberLikelihoods([likelihood], workers: workers, progress: progress), combination: .bma,
                maxima: [0], tolerance: 1e-6, curvatures: curvature.map { [(start, $0)] } ?? [])
            var begin = likelihood.start(near: start, workers: workers)
            if curvature == nil, !space.linear.isEmpty {
                // In factors alone ln L has one maximum. Where the data hold several times the nominal yields, the first step in
                // all nuisances at once would lead to another one of the shapes.
                let others = begin.indices.filter { !space.linear.contains($0) }
                let first = try maximizer.maximum(
                    fixing: Dictionary(others.map { ($0, begin[$0]) }) { $1 }, from: begin)
                if first.value.isFinite { begin = first.point }
            }
            return try maximizer.maximum(from: begin)
        }
        guard best.value.isFinite else { throw TrainingError.notFinite(step: 0, quantity: "likelihood") }
        if let curvature {
            return Maximum(
                point: best.point, gradient: best.gradient, curvature: curvature, converged: best.converged)
        }
        try progress()
        let there = likelihood.derivatives(at: best.point, workers: workers)
        return Maximum(
            point: best.point, gradient: there.gradient, curvature: there.hessian.map { $0.map { -$0 } },
            converged: best.converged)
    }
}
