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
        #expect(results[0].training == results[1].training)
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

    /// With a learning rate that is too high for the training to improve.
    @Test func keepsTheWeightsThatTheHeldOutEventsLikeBest() throws {
        let profile = SmallProfile.profile(
            nodes: .stratified(perEvent: 2), events: 500,
            settings: .init(epochs: 60, batchSize: 64, learningRate: 0.03, validations: 105, patience: 4))
        let result = try profile.run(workers: workers)
        let points = result.history.points
        let least = try #require(points.min { ($0.validation ?? .nan) < ($1.validation ?? .nan) })
        #expect(result.bestStep == least.step)
        #expect(result.heldOut.profiled == least.validation)
        #expect(try #require(result.history.start) > result.heldOut.profiled)
        #expect(result.end == .plateau)
        #expect(result.steps < profile.steps)
        #expect(points.suffix(4).allSatisfy { ($0.validation ?? .nan) >= (least.validation ?? .nan) })
        #expect(points.map(\.step).last == result.steps)
    }

    /// The error of the gain is that of a mean over events: with four times the groups it is about half.
    @Test func statesTheErrorOfAGain() throws {
        func error(events: Int) throws -> (gain: Double, error: Double) {
            let profile = SmallProfile.profile(
                nodes: .stratified(perEvent: 2), events: events,
                settings: .init(epochs: 1, batchSize: 64, learningRate: 0, heldOut: 0.5, validations: 1))
            let heldOut = try profile.run(workers: workers).heldOut
            return (heldOut.gain, heldOut.gainError)
        }
        let (few, many) = (try error(events: 8192), try error(events: 32768))
        #expect(few.error > 0)
        #expect(abs(few.error / many.error / 2 - 1) < 0.5, "\(few), \(many)")
        #expect(abs(few.gain - many.gain) < 4 * few.error)
        let single = SmallProfile.profile(nodes: .stratified(perEvent: 2), events: 100)
        #expect(try single.run(workers: workers).heldOut.gainError.isNaN)
    }

    @Test func namesTheStepOfAnEventThatIsNotANumber() {
        let sound = SmallProfile.profile(nodes: .stratified(perEvent: 2), events: 100)
        let poisoned = sound.divided().training[0]
        var y = sound.events.y
        y[0][poisoned] = .nan
        let profile = AmortizedProfile(
            mixture: sound.mixture, space: sound.space, events: Dataset(x: sound.events.x, y: y),
            center: SmallProfile.center, window: SmallProfile.window,
            residual: sound.residual, nodes: sound.nodes, settings: sound.settings, seed: sound.seed)
        let order = ShuffledEvents(count: 90, batchSize: 64, seed: sound.seed)
        let step = order.events(step: 0, positions: 0..<64).contains(0) ? 0 : 1
        #expect(throws: TrainingError.notFinite(step: step, quantity: "loss")) { try profile.run(workers: workers) }
    }

    @Test func namesHeldOutEventsThatAreNotNumbers() {
        let sound = SmallProfile.profile(nodes: .stratified(perEvent: 2), events: 100)
        var y = sound.events.y
        y[0][sound.divided().heldOut[3]] = .infinity
        let profile = AmortizedProfile(
            mixture: sound.mixture, space: sound.space, events: Dataset(x: sound.events.x, y: y),
            center: SmallProfile.center, window: SmallProfile.window,
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
            mixture: mixture, space: space, events: SmallMixture.data(events: 100), center: center,
            residual: AmortizedProfile.residual(
                mixture: mixture, space: space, center: center, hidden: [8], scale: 0.1, seed: 1),
            nodes: .quadrature(perNuisance: 3), settings: .init(epochs: 3, batchSize: 50, learningRate: 1e-3), seed: 1)
        #expect(profile.window == [center[0] - 0.3...center[0] + 0.3])
        let result = try profile.run(workers: workers)
        #expect(result.offGrid.allSatisfy { $0.nuisances.count == 1 })
        #expect(result.offGrid.filter(\.isCorner).map(\.nuisances) == [[center[0] - 0.3], [center[0] + 0.3]])
        // The same sum, in another order.
        #expect(abs(try #require(result.history.start) - result.heldOut.identity) < 1e-12)
    }
}
