import FlowKernels
import Flows
import Foundation
import Synchronization
import Testing

@testable import Inference
@testable import Training

/// The global fit on a mixture of normals whose truth is known.
@Suite struct GlobalFitTests {
    static let truth = [0.15, -0.4]
    let workers = Workers(threads: 2)
    let normal = NormalMixture(yields: Yields(nominal: [1500, 500]))
    let transfer = TransportMap(
        initializing: NeuralSplineFlow.autoregressive(
            features: 1, contextCount: 3, transforms: 1, bins: 4, hidden: [8]), identity: true, seed: 1)

    private func fit(
        fixed: [String: Double] = [:], epochs: Int? = 3, to data: Dataset, from start: [String: Double] = [:]
    ) -> GlobalFit {
        GlobalFit(
            mixture: normal.mixture, space: NuisanceSpace(mixture: normal.mixture, fixed: fixed), data: data,
            transfer: transfer, settings: .init(epochs: epochs, batchSize: 250, start: start), seed: 1)
    }

    private func data(_ events: Int = 2000) -> Dataset {
        normal.mixture.sample(events: events, nuisances: Self.truth, theta: [], seed: 6, workers: workers)
    }

    /// Scores as no simulation shows them, and as T can undo.
    private func bent(_ data: Dataset) -> Dataset {
        Dataset(x: data.x, y: [data.y[0].map { 1.3 * $0 + 0.4 }])
    }

    /// ln L of x alone by the formulas of the normals.
    private func aloneLikelihood(_ data: Dataset, _ nu: [Double]) -> Double {
        data.x[0].reduce(-(nu[0] * nu[0] + nu[1] * nu[1]) / 2) { sum, x in
            sum
                + log(
                    [0.75, 0.25].enumerated().reduce(0) { density, part in
                        let shape = normal.kinematics(part.offset, nu)
                        let z = (Double(x) - shape.mean) / shape.deviation
                        return density + part.element * exp(-z * z / 2) / shape.deviation
                    })
        }
    }

    /// ν̂ is where the closed-form likelihood of x alone has its maximum, however few events there are, wherever the search
    /// begins and however long T is trained; σ is that of its curvature.
    @Test(arguments: [(30, nil, 0), (300, 1, 0.5), (2000, nil, -0.6), (2000, 1, 0)] as [(Int, Int?, Double)])
    func findsTheMaximumOfTheFeaturesAlone(events: Int, epochs: Int?, start: Double) throws {
        let data = data(events)
        let result = try fit(epochs: epochs, to: data, from: ["shift": start]).run(workers: workers)
        let step = 1e-3
        for index in 0..<2 {
            var (up, down) = (result.bestFit, result.bestFit)
            up[index] += step
            down[index] -= step
            let (above, here, below) = (
                aloneLikelihood(data, up), aloneLikelihood(data, result.bestFit), aloneLikelihood(data, down)
            )
            let curvature = -(above - 2 * here + below) / (step * step)
            let offset = (above - below) / (2 * step) / curvature.squareRoot()
            #expect(abs(offset) < 0.02, "nuisance \(index) of \(events) events is off by \(offset) σ")
            // The others profiled, σ is at least as large.
            #expect(result.convergence.sigma[index] > 0.98 / curvature.squareRoot())
        }
    }

    /// With its T held the likelihood is at rest in ν, by differences of its values.
    @Test func endsAtAJointMaximum() throws {
        let data = data()
        let result = try fit(epochs: nil, to: data).run(workers: workers)
        let space = NuisanceSpace(mixture: normal.mixture)
        let likelihood = ExtendedLikelihood(
            mixture: normal.mixture.preceded(by: result.transfer), space: space, data: data, workers: workers)
        for index in 0..<2 {
            let step = result.convergence.sigma[index] / 4
            var (up, down) = (result.bestFit, result.bestFit)
            up[index] += step
            down[index] -= step
            let slope =
                (likelihood.value(at: up, workers: workers) - likelihood.value(at: down, workers: workers)) / (2 * step)
            #expect(abs(slope * result.convergence.sigma[index]) < 0.05)
            #expect(abs(result.convergence.distance[index]) < 0.05)
        }
        let losses = result.history.points.map(\.loss)
        #expect(result.convergence.steps == result.history.points.last?.step ?? 0)
        #expect(losses.allSatisfy { $0.isFinite })
    }

    /// Without a T that has parameters, ν̂ is the maximum of the likelihood of x and y in closed form, and σ narrower than that
    /// of x alone; ν̂ of scores that are not those of simulation is far from that of x alone.
    @Test func findsTheMaximumOfAllWithoutTransfer() throws {
        let none = TransportMap(Standardization(means: [0], scales: [1]), parameters: ParameterBuffer(count: 0))
        func run(_ data: Dataset, _ transfer: TransportMap) throws -> GlobalFit.Result {
            try GlobalFit(
                mixture: normal.mixture, space: NuisanceSpace(mixture: normal.mixture), data: data, transfer: transfer,
                settings: .init(epochs: 1, batchSize: 250), seed: 1
            ).run(workers: workers)
        }
        let data = data()
        let (result, free) = (try run(data, none), try run(data, transfer))
        func likelihood(_ nu: [Double]) -> Double {
            zip(data.x[0], data.y[0]).reduce(-(nu[0] * nu[0] + nu[1] * nu[1]) / 2) {
                $0 + normal.logDensity(x: Double($1.0), y: Double($1.1), nu: nu)
            }
        }
        let step = 1e-3
        for index in 0..<2 {
            var (up, down) = (result.bestFit, result.bestFit)
            up[index] += step
            down[index] -= step
            let (above, here, below) = (likelihood(up), likelihood(result.bestFit), likelihood(down))
            let curvature = -(above - 2 * here + below) / (step * step)
            let offset = (above - below) / (2 * step) / curvature.squareRoot()
            #expect(abs(offset) < 0.02, "nuisance \(index) is off by \(offset) σ")
            let convergence = result.convergence
            #expect(convergence.sigma[index] > 0.98 / curvature.squareRoot())
            #expect(convergence.sigma[index] < free.convergence.sigma[index])
            #expect(abs(convergence.distance[index]) < 1e-2)
            // ν̂ less that of x alone, which a fit with T finds.
            let apart = result.bestFit[index] - free.bestFit[index]
            #expect(abs(convergence.scorePull[index] - apart / free.convergence.sigma[index]) < 1e-3)
            #expect(try abs(#require(convergence.tension(index))) < 4.5)
        }
        #expect(result.convergence.steps == 0 && result.history.points.isEmpty)
        let convergence = try run(bent(data), none).convergence
        let tension = (0..<2).compactMap(convergence.tension)
        #expect(tension.contains { abs($0) > 5 }, "\(tension)")
    }

    /// T undoes a distortion that it can: the events become as likely as those without it.
    @Test func undoesADistortion() throws {
        let sound = data(4000)
        let bent = bent(sound)
        let result = try fit(epochs: nil, to: bent).run(workers: workers)
        let losses = try #require(result.convergence.losses)
        #expect(losses.identity - losses.heldOut > 0.05)
        // The events that T was trained on gain as much and a little more: 60 parameters of 3600 events.
        #expect(losses.trainingIdentity - losses.training > 0.05 && abs(losses.excess) < 0.05)
        func mean(_ data: Dataset, _ mixture: Mixture) -> Double {
            let likelihood = ExtendedLikelihood(
                mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, workers: workers)
            return likelihood.value(at: result.bestFit, workers: workers) / Double(data.count)
        }
        // The events are 1.3 times as far apart, and T has to know it from themselves.
        let reached = mean(bent, normal.mixture.preceded(by: result.transfer)) + log(1.3)
        #expect(abs(reached - mean(sound, normal.mixture)) < 0.02)
    }

    @Test func givesTheSameBitsForAnyNumberOfThreads() throws {
        let results = try [1, 2].map { try fit(to: data()).run(workers: Workers(threads: $0)) }
        #expect(results[0].bestFit == results[1].bestFit)
        #expect(results[0].transfer.parameters.values == results[1].transfer.parameters.values)
        #expect(results[0].transfer.parameters.values != transfer.parameters.values)
    }

    @Test(arguments: [["stretch": -0.4], ["shift": 0.15], ["shift": 0.15, "stretch": -0.4]])
    func leavesFixedNuisancesAlone(_ fixed: [String: Double]) throws {
        let result = try fit(fixed: fixed, to: data()).run(workers: workers)
        #expect(result.bestFit.count == 2 - fixed.count)
        #expect(result.convergence.distance.count == 2 - fixed.count)
    }

    /// A fit that is stopped anywhere goes on from there to the same bits, in whichever round it was.
    @Test(arguments: [1, 100, 260, 400]) func goesOnWhereItStopped(step: Int) throws {
        struct Stop: Error {}
        let data = bent(data(800))
        let whole = try fit(epochs: nil, to: data).run(workers: workers)
        #expect(whole.convergence.rounds > 2 && whole.convergence.steps > 400)
        let kept = Mutex<Data?>(nil)
        let checkpoints = TrainingCheckpoints(
            read: { kept.withLock { $0 } }, write: { data in kept.withLock { $0 = data } })
        #expect(throws: Stop.self) {
            try fit(epochs: nil, to: data).run(workers: workers, checkpoints: checkpoints) {
                // Before T is trained there is no loss.
                if $0.step >= step, !$0.loss.isNaN { throw Stop() }
            }
        }
        let state = kept.withLock { $0 }
        #expect(state != nil)
        let skipped = Mutex<Int>(0)
        let resumed = try fit(epochs: nil, to: data).run(workers: workers, checkpoints: checkpoints) { progress in
            skipped.withLock { $0 = progress.firstStep }
        }
        #expect(skipped.withLock(\.self) > 0)
        #expect(resumed.bestFit == whole.bestFit)
        #expect(resumed.transfer.parameters.values == whole.transfer.parameters.values)
        #expect(resumed.history == whole.history)
    }

    /// Of few events T keeps what it was rather than follow them one by one.
    @Test(arguments: [1, 3, 20]) func leavesFewEventsAlone(events: Int) throws {
        let result = try fit(epochs: nil, to: data(events)).run(workers: workers)
        #expect(result.bestFit.allSatisfy { $0.isFinite })
        #expect(result.transfer.parameters.values.allSatisfy { $0.isFinite })
        // None is held out of three.
        if events <= 3 {
            #expect(result.convergence.losses == nil)
            let isKept = result.transfer.parameters.values == transfer.parameters.values
            #expect(isKept || result.convergence.corrections > 0)
        }
    }

    /// Where most events have weight 0, as in a bootstrap sample of few, or of batches of few, there is a fit all the same.
    @Test(arguments: [(4, 1), (9, 0), (60, 2), (60, 59)]) func fitsEventsOfWhichFewCount(
        events: Int, counting: Int
    ) throws {
        let weights = (0..<events).map { Float($0 < counting ? 1 : 0) }
        let data = data(events).weighted(weights)
        for epochs in [nil, 2] {
            let fit = GlobalFit(
                mixture: normal.mixture, space: NuisanceSpace(mixture: normal.mixture), data: data, transfer: transfer,
                settings: .init(epochs: epochs, batchSize: 8), seed: 1)
            let result = try fit.run(workers: workers)
            #expect(result.bestFit.allSatisfy { $0.isFinite })
            #expect(result.transfer.parameters.values.allSatisfy { $0.isFinite })
            #expect(result.history.points.allSatisfy { $0.loss.isFinite })
        }
    }

    /// Where it is chosen how long T is trained, no events are held out, and nothing is said of any.
    @Test(arguments: [1, 2, 5]) func saysNothingOfHeldOutEventsWhereThereAreNone(epochs: Int) throws {
        let convergence = try fit(epochs: epochs, to: bent(data(800))).run(workers: workers).convergence
        #expect(convergence.losses == nil)
        #expect(convergence.isSettled && convergence.rounds == 1)
    }

    /// Steps rise through climbs, all rounds, those that are taken back too, and the balance; all of them were done by this
    /// run, and at any time it is said how many there will be.
    @Test(arguments: [30, 300, 800, 2000]) func tellsHowFarItIs(events: Int) throws {
        let told = Mutex<[(step: Int, steps: Int, first: Int)]>([])
        let result = try fit(epochs: nil, to: data(events)).run(workers: workers) { progress in
            told.withLock { $0.append((progress.step, progress.steps, progress.firstStep)) }
        }
        let all = told.withLock { $0 }
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.step <= $1.step })
        #expect(all.allSatisfy { $0.first == 0 && $0.step <= $0.steps })
        let (first, last) = (try #require(all.first), try #require(all.last))
        #expect(first.step == 0 && last.step == last.steps)
        #expect(all.dropLast().allSatisfy { $0.step < $0.steps })
        #expect(last.steps > result.convergence.steps)
        // From the beginning it is known about how much there is to do.
        #expect(
            first.steps > last.steps / 5 && first.steps < 5 * last.steps, "\(first.steps) foreseen, \(last.steps) done")
    }

    @Test(arguments: [true, false]) func stopsAtAnEventThatIsNotANumber(inFeatures: Bool) {
        let sound = data()
        let damaged =
            inFeatures
            ? Dataset(x: [[.nan] + sound.x[0].dropFirst()], y: sound.y)
            : Dataset(x: sound.x, y: [[.nan] + sound.y[0].dropFirst()])
        #expect(throws: TrainingError.self) { try fit(epochs: 1, to: damaged).run(workers: workers) }
    }
}
