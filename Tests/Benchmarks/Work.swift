import FlowKernels
import Flows
import Inference
import Training

/// The kinds of work that are timed; one for each row of the table.
struct Work {
    let model: PaperModel
    let workers: Workers
    let repeats: Int
    var batch = 1024

    private func training(_ flow: Flow, repeats: Int, templates: Bool = false) throws -> Timing {
        try StepClock.timing(repeats: repeats) { clock in
            let parameters = flow.maps[0].parameters
            _ = try TrainingLoop(steps: 1_000_000, batchSize: batch, recordEvery: 1_000_000).run(
                DensityObjective(
                    flow: flow, trainedMap: 0,
                    source: NormalSource(classes: model.classes, batchSize: batch, templates: templates)),
                from: [parameters],
                groups: [
                    ParameterGroup(
                        name: "the network", optimizer: AdamW<Float>(parameterCount: parameters.count),
                        schedule: .constant(1e-4))
                ], workers: workers
            ) { _ in try clock.tick() }
        }
    }

    /// One AdamW step of p(y|x, c), events drawn on the fly.
    func baseStep() throws -> Timing { try training(Flow([model.score]), repeats: 4 * repeats) }

    /// One AdamW step of the residual of p(y|x, c) in front of the frozen base flow.
    ///
    /// - Parameter templates: one nuisance moved in every event, as residuals are trained; otherwise all of them.
    func residualStep(templates: Bool = false) throws -> Timing {
        try training(
            Flow([model.scoreResidual, model.score]), repeats: model.nuisances > 4 ? repeats : 4 * repeats,
            templates: templates)
    }

    /// One step of the global fit: T through the frozen densities, at one ν.
    func fitStep(fixed: [String: Double] = [:]) throws -> Timing {
        let mixture = model.mixture
        let fit = GlobalFit(
            mixture: mixture, space: NuisanceSpace(mixture: mixture, fixed: fixed),
            data: model.data(events: 16 * batch),
            transfer: model.transfers[0],
            settings: GlobalFit.Settings(epochs: 1000, batchSize: batch, learningRate: 1e-4), seed: 1)
        return try StepClock.timing(repeats: 2 * repeats) { clock in
            _ = try fit.run(workers: workers) { _ in try clock.tick() }
        }
    }

    /// A global fit whose T sees all events once, with the search for ν and the balance of both; seconds an event.
    func fitEpoch(events: Int) throws -> Timing {
        let mixture = model.mixture
        let data = model.data(events: events)
        return try Timing.of(repeats: repeats, warmup: events > 100_000 ? 0 : 1) {
            _ = try GlobalFit(
                mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, transfer: model.transfers[0],
                settings: GlobalFit.Settings(epochs: 1, batchSize: min(batch, events), learningRate: 1e-4), seed: 1
            ).run(workers: workers)
        }.scaled(by: 1 / Double(events))
    }

    /// One step of the amortized profiling.
    func profileStep(nodes: NodeScheme) throws -> Timing {
        let mixture = model.mixture
        let space = NuisanceSpace(mixture: mixture)
        let center = model.nuisanceNames.map { _ in 0.0 }
        let profile = AmortizedProfile(
            mixture: mixture.preceded(by: model.transfers[0]), space: space, events: model.data(events: 4 * batch),
            center: center,
            residual: AmortizedProfile.residual(mixture: mixture, space: space, center: center, seed: 9),
            nodes: nodes,
            settings: AmortizedProfile.Settings(
                epochs: 1000, batchSize: batch, learningRate: 1e-4, heldOut: 0.01, validations: 1), seed: 1)
        // As long as the last layer is 0, so are the gradients behind it, and left out.
        return try StepClock.timing(repeats: repeats) { clock in
            _ = try profile.run(workers: workers) { _ in try clock.tick() }
        }
    }

    /// Draws nominal events from the base flows, T inverted too; seconds an event.
    func sampling(events: Int) -> Timing {
        let mixture = model.nominalMixture.preceded(by: model.transfers[0])
        let nuisances = model.nuisanceNames.map { _ in 0.0 }
        // In parts, as a sample that is written to a file is drawn.
        let part = 100_000
        return Timing.of(repeats: repeats, warmup: events > part ? 0 : 1) {
            for start in stride(from: 0, to: events, by: part) {
                _ = mixture.sample(
                    events: min(part, events - start), nuisances: nuisances, theta: [], seed: UInt64(start),
                    workers: workers)
            }
        }.scaled(by: 1 / Double(events))
    }

    /// One more likelihood of the same events and member at another ν: what a scan of `points` points takes beyond its
    /// first, shared among the others; seconds an event.
    func scanPoint(events: Int, points: Int = 33) -> Timing {
        let mixture = model.mixture.preceded(by: model.transfers[0])
        let likelihood = ExtendedLikelihood(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), data: model.data(events: events),
            workers: workers)
        let places = places(points)
        let first = Timing.of(repeats: repeats) { _ = likelihood.value(at: places[0], workers: workers) }
        return Timing(
            seconds: Timing.of(repeats: repeats) { _ = likelihood.values(at: places, workers: workers) }
                .seconds.map { ($0 - first.median) / Double((points - 1) * events) })
    }

    /// Points of the nuisances, spread over a window.
    private func places(_ points: Int) -> [[Double]] {
        (0..<points).map { point -> [Double] in
            (0..<model.nuisances).map { nuisance -> Double in
                let step = (point * (nuisance + 3)) % points
                return 0.4 + 0.2 * Double(step) / Double(points)
            }
        }
    }

    /// A whole scan of some points, T applied too, with events that are generated, evaluated and dropped in parts of at
    /// most 100,000; seconds an event.
    func streamedScan(events: Int, points: Int) -> Timing {
        let mixture = model.mixture.preceded(by: model.transfers[0])
        let part = 100_000
        return Timing.of(repeats: repeats, warmup: events > part ? 0 : 1) {
            var sums = [Double](repeating: 0, count: points)
            for start in stride(from: 0, to: events, by: part) {
                let likelihood = ExtendedLikelihood(
                    mixture: mixture, space: NuisanceSpace(mixture: mixture),
                    data: model.data(events: min(part, events - start)), workers: workers)
                for (place, value) in likelihood.values(at: places(points), workers: workers).enumerated() {
                    sums[place] += value
                }
            }
        }.scaled(by: 1 / Double(events))
    }

    /// A scan of some points by every member; seconds an event.
    func ensembleScan(events: Int, points: Int) -> Timing {
        let data = model.data(events: events)
        let mixtures = model.transfers.map { model.mixture.preceded(by: $0) }
        return Timing.of(repeats: repeats) {
            let likelihood = EnsembleLikelihood(
                mixtures: mixtures, space: NuisanceSpace(mixture: mixtures[0]), data: data, workers: workers)
            _ = likelihood.values(at: places(points), workers: workers)
        }.scaled(by: 1 / Double(events))
    }

    /// One more likelihood of one of several members: ``scanPoint(events:points:)`` of a whole ensemble, shared among its
    /// members; seconds an event.
    func ensembleScanPoint(members: Int, events: Int, points: Int = 33) -> Timing {
        let model = PaperModel(features: model.features, nuisances: model.nuisances, members: members)
        let mixtures = model.transfers.map { model.mixture.preceded(by: $0) }
        let likelihood = EnsembleLikelihood(
            mixtures: mixtures, space: NuisanceSpace(mixture: mixtures[0]), data: model.data(events: events),
            workers: workers)
        let places = places(points)
        let first = Timing.of(repeats: repeats) { _ = likelihood.values(at: [places[0]], workers: workers) }
        return Timing(
            seconds: Timing.of(repeats: repeats) { _ = likelihood.values(at: places, workers: workers) }
                .seconds.map { ($0 - first.median) / Double((points - 1) * events * members) })
    }
}
