import FlowKernels
import Flows
import SyntheticBenchmark
import Testing
import Training

@testable import Inference

/// Both steps of the method on distorted data of the benchmark, whose likelihood is known in closed form.
@Suite struct ProfiledBenchmarkTests {
    static let truth = BenchmarkNuisances(shift: 0.2, squeeze: -0.2)
    let workers = Workers(threads: 2)
    let benchmark = TrainedBenchmark(model: BenchmarkModel(), workers: Workers(threads: 2))

    /// A fixed T leaves the information of x and y, a profiled one that of x alone. The tolerances are what small
    /// networks after seconds of training reach.
    @Test func widensTheLikelihoodToThatOfTheKinematics() throws {
        let (data, events) = benchmark.data(events: 20_000, at: Self.truth, distorted: true)
        let mixture = try benchmark.mixture(steps: 1000, yields: [10_000, 10_000])
        let space = NuisanceSpace(mixture: mixture)
        let fit = try GlobalFit(
            mixture: mixture, space: space, data: data,
            transfer: TransportMap(
                initializing: NeuralSplineFlow.autoregressive(
                    features: 2, contextCount: 4, transforms: 2, bins: 6, hidden: [24, 24]), identity: true, seed: 1),
            seed: 1
        ).run(workers: workers)
        let profile = AmortizedProfile(
            mixture: mixture, space: space,
            events: mixture.sample(
                events: 60_000, nuisances: fit.bestFit, theta: [], seed: 1, workers: workers),
            center: fit.bestFit,
            residual: AmortizedProfile.residual(
                mixture: mixture, space: space, center: fit.bestFit, layers: 1, hidden: [24], scale: 0.1, seed: 3),
            nodes: .stratified(perEvent: 2),
            settings: .init(epochs: 7, batchSize: 500, learningRate: 3e-3, heldOut: 0.2, validations: 10), seed: 1)
        let result = try profile.run(workers: workers)
        #expect(result.heldOut.gain > 0)
        #expect(result.training.gain > 0)
        let corners = result.offGrid.filter(\.isCorner).map { $0.comparison.gain }
        #expect(corners.count == 4)
        #expect(corners.reduce(0, +) > 0, "\(corners)")

        let atCenter = PointSample(events: Array(0..<1000), point: fit.bestFit)
        let objective = AmortizedProfileObjective(profile: profile, sample: atCenter)
        let before = objective.mean(events: 1000, withGradient: false).value
        let after = objective.mean(events: 1000, parameters: result.residual.parameters, withGradient: false).value
        #expect(before == after)

        func modelWidths(_ mixture: Mixture) -> [Double] {
            let likelihood = ExtendedLikelihood(mixture: mixture, space: space, data: data, workers: workers)
            return widths(around: fit.bestFit) { likelihood.value(at: $0, workers: workers) }
        }
        func exactWidths(_ observables: BenchmarkLikelihood.Observables) -> [Double] {
            let likelihood = BenchmarkLikelihood(model: benchmark.model, events: events, observables: observables)
            return widths(around: fit.bestFit) {
                likelihood.logLikelihood(at: BenchmarkNuisances($0, of: [.shift, .squeeze]))
            }
        }
        let fixed = modelWidths(mixture.preceded(by: fit.transfer))
        let profiled = modelWidths(mixture.preceded(by: result.residual).preceded(by: fit.transfer))
        let (kinematics, both) = (exactWidths(.kinematics), exactWidths(.kinematicsAndDistortedScore))
        for k in 0..<2 {
            #expect(profiled[k] > 1.25 * fixed[k], "\(profiled[k]) and \(fixed[k])")
            #expect(abs(profiled[k] / kinematics[k] - 1) < 0.15, "\(profiled[k]) instead of \(kinematics[k])")
            #expect(abs(fixed[k] / both[k] - 1) < 0.25, "\(fixed[k]) instead of \(both[k])")
        }

        // Without its slope on the data the profile is as wide as it was.
        let balance = try ProfileBalance(
            of: result.residual, behind: fit.transfer, mixture: mixture, space: space, data: data, point: fit.bestFit,
            workers: workers)
        let following = mixture.preceded(by: result.residual).preceded(by: fit.transfer)
        let balanced = modelWidths(following.without(balance.leftover))
        for k in 0..<2 { #expect(abs(balanced[k] / profiled[k] - 1) < 1e-6, "\(balanced[k]), not \(profiled[k])") }
    }

    /// σ of each nuisance from the second difference of ln L over ±0.2, many σ: −δ²/σ² for a parabola.
    private func widths(around center: [Double], _ logLikelihood: ([Double]) -> Double) -> [Double] {
        center.indices.map { k in
            let values = [-0.2, 0, 0.2].map { offset in
                var point = center
                point[k] += offset
                return logLikelihood(point)
            }
            return 0.2 / (2 * values[1] - values[0] - values[2]).squareRoot()
        }
    }
}
