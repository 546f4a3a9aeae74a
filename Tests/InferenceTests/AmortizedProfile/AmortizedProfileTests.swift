import FlowKernels
import Flows
import Foundation
import SyntheticBenchmark
import Testing
import Training

@testable import Inference

@Suite struct AmortizedProfileTests {
    let workers = Workers(threads: 2)

    // MARK: Laws, on small random networks

    @Test(arguments: [NodeScheme.quadrature(perNuisance: 2), .stratified(perEvent: 2), .sobol(perEvent: 2)])
    func givesTheSameBitsForAnyNumberOfThreads(_ scheme: NodeScheme) throws {
        let profile = SmallProfile.profile(nodes: scheme, events: 1000)
        let results = try [1, 2].map { try profile.run(workers: Workers(threads: $0)) }
        #expect(results[0].residual.parameters.values == results[1].residual.parameters.values)
        #expect(results[0].history == results[1].history)
        #expect(results[0].members == results[1].members)
        #expect(results[0].offGrid == results[1].offGrid)
        #expect(results[0].bestStep > 0)
        #expect(results[0].residual.parameters.values != profile.residual.parameters.values)
    }

    @Test func holdsOutEventsByTheirIndexAndSeed() {
        let profile = SmallProfile.profile(nodes: .stratified(perEvent: 2), events: 200)
        let (training, heldOut) = profile.divided()
        #expect(heldOut.count == 20)
        #expect((training + heldOut).sorted() == Array(0..<200))
        #expect(heldOut != Array(0..<20))
        #expect(profile.divided().heldOut == heldOut)
    }

    /// With a learning rate that is too high for the training to go on well.
    @Test func keepsTheWeightsThatTheHeldOutEventsLikeBest() throws {
        let profile = SmallProfile.profile(
            nodes: .stratified(perEvent: 2), events: 500,
            settings: .init(epochs: 20, batchSize: 64, learningRate: 0.03, validations: 35, patience: 4))
        let result = try profile.run(workers: workers)
        let least = try #require(result.history.min { $0.heldOut < $1.heldOut })
        #expect(result.bestStep == least.step)
        #expect(result.heldOut.profiled == least.heldOut)
        #expect(result.end == .plateau)
        #expect(result.steps < profile.steps)
        #expect(result.history.suffix(4).allSatisfy { $0.heldOut >= least.heldOut })
        #expect(result.history.map(\.step).last == result.steps)
    }

    @Test func namesTheStepOfAnEventThatIsNotANumber() {
        let sound = SmallProfile.profile(nodes: .stratified(perEvent: 2), events: 100)
        let poisoned = sound.divided().training[0]
        var y = sound.data.y
        y[0][poisoned] = .nan
        let profile = AmortizedProfile(
            mixture: sound.mixture, members: sound.members, space: sound.space,
            data: Dataset(x: sound.data.x, y: y), center: SmallProfile.center, window: SmallProfile.window,
            residual: sound.residual, nodes: sound.nodes, settings: sound.settings, seed: sound.seed)
        let order = ShuffledEvents(count: 90, batchSize: 64, seed: sound.seed)
        let step = order.events(step: 0, positions: 0..<64).contains(0) ? 0 : 1
        #expect(throws: TrainingError.notFinite(step: step, quantity: "loss")) { try profile.run(workers: workers) }
    }

    @Test func namesHeldOutEventsThatAreNotNumbers() {
        let sound = SmallProfile.profile(nodes: .stratified(perEvent: 2), events: 100)
        var y = sound.data.y
        y[0][sound.divided().heldOut[3]] = .infinity
        let profile = AmortizedProfile(
            mixture: sound.mixture, members: sound.members, space: sound.space,
            data: Dataset(x: sound.data.x, y: y), center: SmallProfile.center, window: SmallProfile.window,
            residual: sound.residual, nodes: sound.nodes, settings: sound.settings, seed: sound.seed)
        #expect(throws: TrainingError.notFinite(step: 0, quantity: "held-out loss")) {
            try profile.run(workers: workers)
        }
    }

    @Test func leavesFixedNuisancesOutOfTheWindow() throws {
        let mixture = SmallMixture.base()
        let space = NuisanceSpace(mixture: mixture, fixed: ["shift": 0.5, "luminosity": 0])
        let center = [-0.2, 0.3]
        let profile = AmortizedProfile(
            mixture: mixture, members: [SmallMixture.spline(contextCount: 4, seed: 5)], space: space,
            data: SmallMixture.data(events: 100), center: center,
            residual: AmortizedProfile.residual(
                mixture: mixture, space: space, center: center, hidden: [8], scale: 0.1, seed: 1),
            nodes: .quadrature(perNuisance: 3), settings: .init(epochs: 3, batchSize: 50, learningRate: 1e-3), seed: 1)
        #expect(profile.window == [center[0] - 0.3...center[0] + 0.3])
        let result = try profile.run(workers: workers)
        #expect(result.offGrid.allSatisfy { $0.nuisances.count == 1 })
        #expect(result.offGrid.filter(\.isCorner).map(\.nuisances) == [[center[0] - 0.3], [center[0] + 0.3]])
        #expect(result.history[0].training == nil)
    }

    // MARK: Physics, on the benchmark

    /// Data without distortion, so that the identity is a good T and need not be fitted.
    @Test func learnsToUndoTheNuisancesOfTheScore() throws {
        let center = [0.1, -0.1]
        let benchmark = TrainedBenchmark(model: BenchmarkModel(), workers: workers)
        let (data, events) = benchmark.data(
            events: 10_000, at: BenchmarkNuisances(shift: 0.1, squeeze: -0.1), distorted: false)
        let mixture = try benchmark.mixture(steps: 400, yields: [5000, 5000])
        let space = NuisanceSpace(mixture: mixture)
        let member = TransportMap(
            initializing: NeuralSplineFlow.autoregressive(
                features: 2, contextCount: 4, transforms: 1, bins: 4, hidden: [8]), identity: true, seed: 1)
        let profile = AmortizedProfile(
            mixture: mixture, members: [member], space: space, data: data, center: center,
            residual: AmortizedProfile.residual(
                mixture: mixture, space: space, center: center, layers: 1, hidden: [24], scale: 0.1, seed: 3),
            nodes: .stratified(perEvent: 2),
            settings: .init(epochs: 40, batchSize: 500, learningRate: 3e-3), seed: 1)
        let result = try profile.run(workers: workers)
        #expect(result.heldOut.gain > 0, "\(result.heldOut)")
        #expect(result.training.gain > 0)
        for point in result.offGrid where point.isCorner {
            #expect(point.members[0].gain > 0, "\(point)")
        }
        func likelihood(_ mixture: Mixture) -> ExtendedLikelihood {
            ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
        }
        let profiled = likelihood(result.profiledMixture(member: 0))
        let fixed = likelihood(mixture.preceded(by: member))
        #expect(profiled.value(at: center, workers: workers) == fixed.value(at: center, workers: workers))
        // Widths of the scans, and those that the closed-form likelihood allows.
        func sigma(_ likelihood: ExtendedLikelihood) throws -> [Double] {
            let surface = try LikelihoodSurface(window: profile.window, tolerance: 0.05, seed: 1) {
                likelihood.value(at: $0, workers: workers)
            }
            let scan = LikelihoodScan(nuisances: space.profiled, surface: surface.surface)
            return try (0..<2).map {
                let interval = scan.interval($0, level: LikelihoodInterval.oneSigma)
                return try (#require(interval.upper.value) - #require(interval.lower.value)) / 2
            }
        }
        func exact(_ observables: BenchmarkLikelihood.Observables) throws -> [Double] {
            try #require(
                BenchmarkLikelihood(model: benchmark.model, events: events, observables: observables).maximum().sigma)
        }
        let (wide, narrow) = (try sigma(profiled), try sigma(fixed))
        let (kinematics, both) = (try exact(.kinematics), try exact(.kinematicsAndScore))
        print("WIDTHS fixed", narrow, "xy", both, "profiled", wide, "x", kinematics, result.heldOut, result.bestStep,
            result.offGrid.map { $0.members[0].gain })
        for k in 0..<2 {
            #expect(wide[k] > narrow[k])
        }
    }
}
