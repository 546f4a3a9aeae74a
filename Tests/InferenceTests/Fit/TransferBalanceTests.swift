import FlowKernels
import Flows
import Statistics
import Testing

@testable import Inference

/// The last step of a fit, on a mixture of normals.
@Suite struct TransferBalanceTests {
    let workers = Workers(threads: 2)
    let normal = NormalMixture(yields: Yields(nominal: [1500, 500]))

    private var space: NuisanceSpace { NuisanceSpace(mixture: normal.mixture) }

    /// A T that is no fit of anything, near the identity.
    private func transfer(seed: UInt64) -> TransportMap {
        TransportMap(
            initializing: NeuralSplineFlow.autoregressive(
                features: 1, contextCount: 3, transforms: 1, bins: 4, hidden: [8]), identity: true, seed: seed)
    }

    private func data() -> Dataset {
        normal.mixture.sample(events: 1500, nuisances: [0.15, -0.4], theta: [], seed: 6, workers: workers)
    }

    private func likelihood(_ transfer: TransportMap, _ data: Dataset) -> ExtendedLikelihood {
        ExtendedLikelihood(
            mixture: normal.mixture.preceded(by: transfer), space: space, data: data, workers: workers)
    }

    /// What is prepared once for every T says the same, bit for bit, as a likelihood that was made for one T.
    @Test func saysWhatALikelihoodOfItsOwnSays() throws {
        let (data, point, curvature) = (data(), [0.1, -0.3], [[400.0, 30], [30, 300]])
        let start = transfer(seed: 1)
        let balance = TransferBalance(
            mixture: normal.mixture, space: space, data: data, point: point, curvature: curvature,
            classes: normal.mixture.classLogDensities(of: data, nuisances: point, theta: [], workers: workers),
            workers: workers)
        var passes = 0
        let result = try balance.run(start) { passes += 1 }
        let factor = try #require(CholeskyFactor(curvature))
        func distance(_ transfer: TransportMap) -> [Double] {
            let gradient = likelihood(transfer, data).valueAndGradient(at: point, workers: workers).gradient
            return zip(factor.solve(gradient), gradient.indices).map { $0 / factor.inverse[$1][$1].squareRoot() }
        }
        #expect(result.before == distance(start))
        #expect(result.after == distance(result.transfer))
        // Away from the maximum there is something to do, and what is done brings it nearer.
        func size(_ distance: [Double]) -> Double { distance.reduce(0) { max($0, abs($1)) } }
        #expect(size(result.before) > TransferBalance.tolerance && result.steps > 0)
        #expect(size(result.after) < size(result.before))
        // A pass for where it began, three for the directions, and one for every try.
        #expect(passes >= 4 + result.steps)
    }

    /// Classes that another likelihood of the same p(x|c, ν) has prepared do.
    @Test func sharesWhatIsPreparedOfTheClasses() {
        let data = data().inTiledOrder()
        let mixture = normal.mixture.preceded(by: transfer(seed: 2)).tabulated()
        let classes = PreparedClasses(normal.mixture.tabulated(), of: data.count, chunk: 104)
        let values = [nil, classes].map { classes in
            ExtendedLikelihood(
                mixture: mixture, space: space, ordered: data, chunk: 104, classes: classes, workers: workers
            ).valueAndGradient(at: [0.2, 0.1], workers: workers)
        }
        #expect(values[0].value == values[1].value && values[0].gradient == values[1].gradient)
    }
}
