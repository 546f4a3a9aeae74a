import FlowKernels
import Flows
import Foundation
import Inference
import Statistics
import Testing
import Training

@Suite struct EnsembleFitTests {
    static let truth = [0.15, -0.4]
    let workers = Workers(threads: 2)
    let normal = NormalMixture(yields: Yields(nominal: [750, 250]))

    func ensemble(epochs: Int) -> EnsembleFit {
        EnsembleFit(
            nominal: GlobalFit(
                mixture: normal.mixture, space: NuisanceSpace(mixture: normal.mixture),
                data: normal.mixture.sample(
                    events: 1000, nuisances: Self.truth, theta: [], seed: 6, workers: workers),
                transfer: TransportMap(
                    initializing: NeuralSplineFlow.autoregressive(
                        features: 1, contextCount: 3, transforms: 1, bins: 4, hidden: [8]), identity: true, seed: 1),
                settings: .init(epochs: epochs, batchSize: 250), seed: 1),
            bootstrap: PoissonBootstrap(seed: 7))
    }

    @Test func differsInWeightsAlone() {
        let ensemble = ensemble(epochs: 1)
        let (nominal, member) = (ensemble.nominal, ensemble.member(3))
        #expect(member.data.weights == ensemble.bootstrap.weights(member: 3, count: 1000))
        #expect(member.data.x == nominal.data.x && member.data.y == nominal.data.y)
        #expect(member.transfer.parameters.values == nominal.transfer.parameters.values)
        #expect(
            member.seed == nominal.seed && member.settings.epochs == nominal.settings.epochs
                && member.space.profiled == nominal.space.profiled)
        #expect(nominal.data.weights == nil)
    }

    @Test func runsAMemberAloneToTheSameBits() throws {
        let ensemble = ensemble(epochs: 2)
        let results = try [1, 0, 1].map { try ensemble.run(member: $0, workers: workers) }
        #expect(results[0].bestFit == results[2].bestFit)
        #expect(results[0].transfer.parameters.values == results[2].transfer.parameters.values)
        #expect(results[0].bestFit != results[1].bestFit)
    }

    /// x alone tells ν₁ to 1/(3√N), and bootstrap members scatter as the data do; four members know their spread to 41 %.
    @Test func scattersAsTheDataTell() throws {
        let ensemble = ensemble(epochs: 2)
        let fits = try (0..<4).map { try ensemble.run(member: $0, workers: workers).bestFit[0] }
        let spread = SampleMoments(fits)
        let expected = 1 / (3 * 1000.0.squareRoot())
        #expect(spread.deviation > expected / 5)
        #expect(spread.deviation < expected * 3)
        #expect(abs(spread.mean - Self.truth[0]) < 5 * expected)
    }
}
