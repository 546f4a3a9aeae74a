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

    /// Afterwards ln L with T following ν has at ν̂ the slope of ln L of x alone; ln L at ν̂ is that of T to the last bit.
    @Test(arguments: [false, true]) func leavesTheSlopeWithTFree(undone: Bool) throws {
        let (data, transfer) = (data(), transfer())
        let residual = SmallProfile.residual(of: normal.mixture, center: point, size: 0.3)
        let mixture = undone ? normal.mixture.scoresHeld(at: point) : normal.mixture
        let balance = try ProfileBalance(
            of: residual, behind: transfer, mixture: mixture, space: space, data: data, point: point, workers: workers)
        let held = likelihood(mixture, [transfer], data).valueAndGradient(at: point, workers: workers)
        let free = likelihood(mixture.featuresAlone(), [], data).derivatives(at: point, workers: workers)
        let factor = try #require(CholeskyFactor(free.hessian.map { $0.map { -$0 } }))
        func moved(_ residual: TransportMap) -> [Double] {
            let following = likelihood(mixture, [residual, transfer], data)
                .valueAndGradient(at: point, workers: workers)
            #expect(abs(following.value - held.value) < 1e-3)
            let slope = zip(following.gradient, free.gradient).map(-)
            return zip(factor.solve(slope), slope.indices).map { $0 / factor.inverse[$1][$1].squareRoot() }
        }
        func size(_ distance: [Double]) -> Double { distance.reduce(0) { max($0, abs($1)) } }
        #expect(size(balance.before) > 0.1)
        #expect(size(balance.after) <= TransferBalance.tolerance)
        for (stated, found) in zip(balance.before + balance.after, moved(residual) + moved(balance.residual)) {
            #expect(abs(stated - found) < 1e-3)
        }
        #expect(balance.residual.parameters.values != residual.parameters.values)
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
                if passes == 3 { throw Stop() }
            }
        }
        #expect(passes == 3)
    }
}
