import FlowKernels
import Flows
import Foundation
import Inference
import Testing
import Training

/// The global fit on a mixture of normals whose truth is known.
@Suite struct GlobalFitTests {
    static let truth = [0.15, -0.4]
    let workers = Workers(threads: 2)
    let normal = NormalMixture(yields: Yields(nominal: [1500, 500]))
    let transfer = TransportMap(
        initializing: NeuralSplineFlow.autoregressive(
            features: 1, contextCount: 3, transforms: 1, bins: 4, hidden: [8]), identity: true, seed: 1)

    private func fit(
        _ data: Dataset, fixed: [String: Double] = [:], epochs: Int = 60, workers: Workers? = nil
    ) throws -> GlobalFit.Result {
        try GlobalFit(
            mixture: normal.mixture, space: NuisanceSpace(mixture: normal.mixture, fixed: fixed), data: data,
            transfer: transfer,
            settings: .init(epochs: epochs, batchSize: 250, learningRate: 2e-3, nuisanceLearningRate: 0.02), seed: 1
        ).run(workers: workers ?? self.workers)
    }

    private var data: Dataset {
        normal.mixture.sample(events: 2000, nuisances: Self.truth, theta: [], seed: 6, workers: workers)
    }

    /// From x alone, which T does not touch, ν₁ is known to 1/(3√N) and ν₂ to 1/(0.2 √(2N)); the fit, which must not
    /// spoil what x tells, lies within five of these.
    @Test func recoversTheNuisancesOfItsData() throws {
        let result = try fit(data)
        let count = 2000.0
        #expect(abs(result.bestFit[0] - Self.truth[0]) < 5 / (3 * count.squareRoot()))
        #expect(abs(result.bestFit[1] - Self.truth[1]) < 5 / (0.2 * (2 * count).squareRoot()))
        #expect(result.lastMovement.allSatisfy { abs($0) < 0.01 })
        let losses = result.history.points.map(\.loss)
        #expect((losses.last ?? .nan) < losses[0])
    }

    @Test func givesTheSameBitsForAnyNumberOfThreads() throws {
        let results = try [1, 2].map { try fit(data, epochs: 2, workers: Workers(threads: $0)) }
        #expect(results[0].bestFit == results[1].bestFit)
        #expect(results[0].transfer.parameters.values == results[1].transfer.parameters.values)
        #expect(results[0].transfer.parameters.values != transfer.parameters.values)
    }

    @Test func leavesFixedNuisancesAlone() throws {
        let result = try fit(data, fixed: ["stretch": -0.4], epochs: 2)
        #expect(result.bestFit.count == 1)
        #expect(result.history.points.allSatisfy { $0.tracked == [[$0.tracked[0][0]]] })
    }

    /// A fit that still moves says so, however short it is.
    @Test(arguments: [250, 2000]) func tellsHowFarItStillMoved(events: Int) throws {
        let data = normal.mixture.sample(events: events, nuisances: Self.truth, theta: [], seed: 6, workers: workers)
        let result = try fit(data, epochs: 1)
        #expect(result.history.points.count == events / 250)
        #expect(result.lastMovement.count == 2)
        #expect(result.bestFit.allSatisfy { $0 != 0 })
        #expect(result.lastMovement.allSatisfy { $0 != 0 })
    }

    @Test func stopsAtAnEventThatIsNotANumber() {
        let sound = data
        let damaged = Dataset(x: sound.x, y: [[.nan] + sound.y[0].dropFirst()])
        #expect(throws: TrainingError.self) { try fit(damaged, epochs: 1) }
    }
}
