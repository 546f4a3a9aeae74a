import FlowKernels
import Flows
import Testing

@testable import Inference

/// A class that the data do not hold: its yield is 0, and nothing else feels that it is there.
@Suite struct AbsentClassTests {
    let workers = Workers(threads: 2)
    let point = [0.3, -0.4, 0.5, 0.2]

    /// - Parameter yields: of both classes.
    private func mixture(_ yields: [Double]) -> Mixture {
        let base = SmallMixture.mixture()
        return Mixture(
            kinematics: base.kinematics, score: base.score,
            yields: Yields(nominal: yields, sources: SmallMixture.yields.sources), nuisances: base.nuisances)
    }

    @Test(arguments: [0, 1]) func isTheLimitOfAVanishingYield(_ absent: Int) {
        let data = SmallMixture.data(events: 77)
        func derivatives(_ yield: Double) -> LikelihoodDerivatives {
            let mixture = mixture((0..<2).map { $0 == absent ? yield : 40 })
            return ExtendedLikelihood(
                mixture: mixture, space: NuisanceSpace(mixture: mixture), data: data, workers: workers
            ).derivatives(at: point, workers: workers)
        }
        let (none, few) = (derivatives(0), derivatives(1e-12))
        #expect(none.value.isFinite && abs(none.value - few.value) < 1e-6 * abs(few.value))
        for (a, b) in zip(none.gradient, few.gradient) { #expect(abs(a - b) < 1e-5 * max(1, abs(b))) }
        for (a, b) in zip(none.hessian.joined(), few.hessian.joined()) { #expect(abs(a - b) < 1e-4 * max(1, abs(b))) }
    }

    @Test func membersTogetherAgreeWithEachAlone() {
        let mixture = mixture([40, 0])
        let (space, data) = (NuisanceSpace(mixture: mixture), SmallMixture.data(events: 77))
        let alone = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
            .value(at: point, workers: workers)
        let together = EnsembleLikelihood(mixtures: [mixture], space: space, data: data, workers: workers)
            .values(at: [point], workers: workers)[0][0]
        #expect(abs(together - alone) < 1e-5 * abs(alone))
    }

    @Test func noEventIsDrawnFromIt() {
        let (only, both) = (mixture([0, 25]), mixture([40, 25]))
        func sample(_ mixture: Mixture) -> Dataset {
            mixture.sample(
                events: 400, nuisances: Array(point.prefix(2)), theta: Array(point.suffix(2)), seed: 3, workers: workers
            )
        }
        // The same numbers at random, all as the second class: those that were of it before stay as they were.
        let (first, second) = (sample(only), sample(both))
        let same = zip(first.x[0], second.x[0]).count { $0 == $1 }
        #expect(same > 100 && same < 300)
    }

    @Test func aProfileTrainsWithoutIt() {
        let mixture = Mixture(
            kinematics: SmallMixture.base().kinematics, score: SmallMixture.base().score,
            yields: Yields(
                nominal: [40, 0], sources: [LogNormalResponse(name: "shift", uncertainty: 0.1, response: [1, 1])]),
            nuisances: ["shift", "squeeze"])
        let center = [0.3, -0.2]
        let profile = AmortizedProfile(
            mixture: mixture, space: NuisanceSpace(mixture: mixture), events: SmallMixture.data(events: 100),
            center: center, window: SmallProfile.window, residual: SmallProfile.residual(of: mixture, center: center),
            nodes: .stratified(perEvent: 2),
            settings: .init(epochs: 1, batchSize: 64, learningRate: 1e-3, validations: 1), seed: 4)
        let sample = PointSample(events: Array(0..<64), point: [0.5, -0.3])
        let (value, gradient) = AmortizedProfileObjective(profile: profile, sample: sample).mean(events: 64)
        #expect(value.isFinite && gradient.allSatisfy(\.isFinite) && gradient.contains { $0 != 0 })
    }

    @Test func itsYieldMovesNothing() {
        let source = LogNormalResponse(name: "background", uncertainty: 0.3, response: [0, -0.5])
        #expect(Yields(nominal: [40, 25], sources: [source]).areMoved(by: "background"))
        #expect(!Yields(nominal: [40, 0], sources: [source]).areMoved(by: "background"))
    }
}
