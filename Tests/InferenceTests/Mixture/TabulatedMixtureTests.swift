import FlowKernels
import Flows
import Testing

@testable import Inference

/// A mixture whose p(x|c) is looked up is the same mixture.
@Suite struct TabulatedMixtureTests {
    let workers = Workers(threads: 2)

    /// Three classes, rectified units in p(x|c), residuals in front.
    private var mixture: Mixture {
        func spline(_ contextCount: Int, seed: UInt64) -> TransportMap {
            let parts = [[0, 1], [1, 0]].map { order in
                MaskedAutoregressiveSpline(
                    order: order, contextCount: contextCount, bins: 5, hidden: [12, 12], activation: .relu)
            }
            return TransportMap(initializing: Composition(parts), seed: seed)
        }
        return Mixture(
            kinematics: Flow([SmallMixture.residual(contextCount: 3, seed: 1), spline(3, seed: 2)]),
            score: Flow([SmallMixture.residual(contextCount: 5, seed: 3), spline(5, seed: 4)]),
            yields: Yields(nominal: [40, 25, 10]), nuisances: ["shift", "squeeze"])
    }

    private func logDensity(_ mixture: Mixture, _ data: Dataset, at point: [Float]) -> (
        value: [Float], gradient: [Double]
    ) {
        let arena = Arena()
        let columns = (data.count + 7) / 8 * 8
        let events = data.chunk(0..<data.count, columns: columns, arena: arena)
        let nu = arena.matrix(rows: 2, columns: columns)
        for (row, value) in point.enumerated() { nu.row(row).fill(value) }
        let tape = Tape()
        let pass = mixture.forward(x: events.x, y: events.y, nuisances: nu, theta: [], tape: tape, arena: arena)
        let gradient = mixture.backward(
            pass, logDensityGradient: events.weights, scoreGradients: mixture.score.maps.map { _ in nil }, tape: tape,
            arena: arena)
        return (Array(pass.logDensity.array().prefix(data.count)), gradient.nuisances)
    }

    @Test func hasTheSameDensityAndGradient() {
        let (mixture, data) = (mixture, SmallMixture.data(events: 37))
        let (plain, tabulated) = (
            logDensity(mixture, data, at: [0.6, -0.4]), logDensity(mixture.tabulated(), data, at: [0.6, -0.4])
        )
        #expect(zip(plain.value, tabulated.value).allSatisfy { abs($0 - $1) < 2e-5 })
        #expect(zip(plain.gradient, tabulated.gradient).allSatisfy { abs($0 - $1) < 1e-3 })
        #expect(plain.gradient.allSatisfy { abs($0) > 0.1 })
    }

    /// Likelihoods and samples tabulate by themselves; events in any order.
    @Test func servesLikelihoodsAndSamples() {
        let (mixture, data) = (mixture, SmallMixture.data(events: 301))
        let space = NuisanceSpace(mixture: mixture)
        let likelihood = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
        let plain = logDensity(mixture, data, at: [0.6, -0.4]).value.reduce(0.0) { $0 + Double($1) }
        let term = ExtendedTerm(yields: mixture.yields, space: space, observed: data.total)
        #expect(abs(likelihood.value(at: [0.6, -0.4], workers: workers) - plain - term.value(at: [0.6, -0.4])) < 1e-3)
        let ensemble = EnsembleLikelihood(mixtures: [mixture, mixture], space: space, data: data, workers: workers)
        for values in ensemble.values(at: [[0.6, -0.4]], workers: workers) {
            #expect(abs(values[0] - likelihood.value(at: [0.6, -0.4], workers: workers)) < 1e-3)
        }
        let sample = mixture.sample(events: 50, nuisances: [0.6, -0.4], theta: [], seed: 3, workers: workers)
        let again = mixture.tabulated().sample(
            events: 50, nuisances: [0.6, -0.4], theta: [], seed: 3, workers: workers)
        #expect(sample.x == again.x && sample.y == again.y)
    }

    /// Sorting what is sorted could move events on the borders of cells; members must look at the same events as their
    /// ensemble, here with many values at the mean.
    @Test func membersSeeTheEventsOfTheirEnsemble() {
        let free = SmallMixture.data(events: 240)
        let data = Dataset(x: free.x.map { $0.map { ($0 * 2).rounded() / 2 } }, y: free.y)
        let (mixture, space) = (mixture, NuisanceSpace(mixture: mixture))
        let likelihood = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
        let ensemble = EnsembleLikelihood(mixtures: [mixture], space: space, data: data, workers: workers)
        let (one, other) = (
            likelihood.value(at: [0.2, 0.1], workers: workers),
            ensemble.values(at: [[0.2, 0.1]], workers: workers)[0][0]
        )
        #expect(abs(one - other) < 1e-6 * abs(one))
    }
}
