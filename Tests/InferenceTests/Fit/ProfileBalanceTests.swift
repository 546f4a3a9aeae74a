import FlowKernels
import Flows
import Statistics
import Testing

@testable import Inference

/// The last step of a profile, on a mixture of normals.
@Suite struct ProfileBalanceTests {
    let workers = Workers(threads: 2)
    let normal = NormalMixture(yields: Yields(nominal: [1500, 500]))
    let point = [0.1, -0.3]

    private var space: NuisanceSpace { NuisanceSpace(mixture: normal.mixture) }

    /// Data of another ν than the point: no T and no density that fits them.
    private func data() -> Dataset {
        normal.mixture.sample(events: 1500, nuisances: [0.25, -0.1], theta: [], seed: 6, workers: workers)
    }

    private func transfer() -> TransportMap {
        TransportMap(
            initializing: NeuralSplineFlow.autoregressive(
                features: 1, contextCount: 3, transforms: 1, bins: 4, hidden: [8]), identity: true, seed: 3)
    }

    private func likelihood(_ mixture: Mixture, _ maps: [TransportMap], _ data: Dataset) -> ExtendedLikelihood {
        ExtendedLikelihood(
            mixture: maps.reduce(mixture) { $0.preceded(by: $1) }, space: space, data: data, workers: workers)
    }

    /// Without it ln L with T following ν has at ν̂ the slope of ln L of x alone, the same value and the same curvature.
    @Test(arguments: [false, true]) func leavesTheSlopeWithTFree(undone: Bool) throws {
        let (data, transfer) = (data(), transfer())
        let residual = SmallProfile.residual(of: normal.mixture, center: point, size: 0.3)
        let mixture = undone ? normal.mixture.scoresHeld(at: point) : normal.mixture
        let balance = try ProfileBalance(
            of: residual, behind: transfer, mixture: mixture, space: space, data: data, point: point, workers: workers)
        let free = likelihood(mixture.featuresAlone(), [], data).derivatives(at: point, workers: workers)
        let following = likelihood(mixture, [residual, transfer], data).derivatives(at: point, workers: workers)
        let without = likelihood(mixture.without(balance.leftover), [residual, transfer], data)
        let left = without.derivatives(at: point, workers: workers)
        #expect(left.value == following.value)
        for (found, wanted) in zip(left.hessian.joined(), following.hessian.joined()) {
            #expect(abs(found - wanted) < 1e-6)
        }
        // The densities of single events are float32, and a value with its gradient goes another way than second derivatives.
        for (found, wanted) in zip(left.gradient, free.gradient) { #expect(abs(found - wanted) < 5e-4) }
        let factor = try #require(CholeskyFactor(free.hessian.map { $0.map { -$0 } }))
        let step = factor.solve(zip(following.gradient, free.gradient).map(-))
        for k in step.indices {
            #expect(abs(balance.distance[k] - step[k] / factor.inverse[k][k].squareRoot()) < 1e-4)
        }
        #expect(balance.distance.contains { abs($0) > 0.1 })
        // Beside ν̂ it is the plane g·(ν − ν̂) that is off, of the members of an ensemble too.
        let moved = [point[0] + 0.2, point[1] - 0.1]
        let plane = balance.leftover.slope[0] * 0.2 - balance.leftover.slope[1] * 0.1
        let whole = likelihood(mixture, [residual, transfer], data).value(at: moved, workers: workers)
        #expect(abs(whole - without.value(at: moved, workers: workers) - plane) < 1e-6)
        let ensemble = EnsembleLikelihood(
            mixtures: [mixture.without(balance.leftover).preceded(by: residual).preceded(by: transfer)], space: space,
            data: data, workers: workers)
        let member = ensemble.values(at: [moved], workers: workers)[0][0]
        #expect(abs(member - without.value(at: moved, workers: workers)) < 1e-4)
    }

    /// What a space holds fixed has no slope.
    @Test func actsOnWhatIsProfiled() {
        let leftover = SlopeLeftover(nuisances: ["a", "b"], center: [0.5, 1], slope: [2, 3])
        let space = NuisanceSpace(mixture: normal.mixture)
        #expect(leftover.gradient(in: space) == space.profiled.map { _ in 0 })
        let own = SlopeLeftover(nuisances: [space.profiled[1], "b"], center: [0.5, 1], slope: [2, 3])
        #expect(own.gradient(in: space) == [0, -2] && own.value(at: [9, 1], in: space) == -1)
    }

    @Test func stopsWhereItsProgressThrows() {
        struct Stop: Error {}
        var passes = 0
        #expect(throws: Stop.self) {
            try ProfileBalance(
                of: SmallProfile.residual(of: normal.mixture, center: point), behind: transfer(),
                mixture: normal.mixture, space: space, data: data(), point: point, workers: workers
            ) {
                passes += 1
                if passes == 2 { throw Stop() }
            }
        }
        #expect(passes == ProfileBalance.passes)
    }
}
