import FlowKernels
import Flows
import Testing

@testable import Training

@Suite struct DensityEvaluationTests {
    let flow = BenchmarkKinematics.flow()
    let workers = Workers(threads: 2)

    @Test func dependsNeitherOnThreadsNorOnChunks() {
        let source = BenchmarkKinematics(batchSize: 301)
        let reference = flow.logDensities(of: source, events: 301, workers: Workers(threads: 1))
        #expect(reference.count == 301)
        #expect(reference.allSatisfy { $0.isFinite })
        #expect(flow.logDensities(of: source, events: 301, workers: workers) == reference)
        // Matrix products of another size may add in another order.
        let chunks = flow.logDensities(of: source, events: 301, chunk: 24, workers: workers)
        #expect(zip(chunks, reference).allSatisfy { abs($0 - $1) < 1e-5 })
        #expect(chunks.count == 301)
    }

    @Test func returnsOneDensityAnEventWithoutPadding() {
        let source = BenchmarkKinematics(batchSize: 16)
        let densities = flow.logDensities(of: source, events: 13, workers: workers)
        #expect(densities.count == 13)
        #expect(zip(densities, flow.logDensities(of: source, events: 16, workers: workers)).allSatisfy { $0 == $1 })
    }

    @Test func leavesPaddingOutOfLossAndGradient() {
        // 13 events are padded to 16; the other batch has 16 of which three weigh nothing.
        let padded = objective(BenchmarkKinematics(batchSize: 16), events: 13)
        let weighted = objective(BenchmarkKinematics(batchSize: 16, weightless: 13), events: 16)
        let densities = flow.logDensities(of: BenchmarkKinematics(batchSize: 16), events: 13, workers: workers)
        #expect(padded.loss.weight == 13)
        #expect(weighted.loss.weight == 13)
        #expect(abs(padded.loss.loss + densities.reduce(0, +)) < 1e-4)
        // Padding stands elsewhere among the events, so that sums add in another order.
        #expect(abs(padded.loss.loss - weighted.loss.loss) < 1e-4)
        #expect(padded.gradient.contains { $0 != 0 })
        #expect(zip(padded.gradient, weighted.gradient).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test func hasTheSameLossWithAndWithoutGradient() {
        let objective = DensityObjective(flow: flow, trainedMap: 0, source: BenchmarkKinematics(batchSize: 24))
        let value = objective.evaluate(
            BatchPart(step: 2, positions: 0..<24), parameters: [flow.maps[0].parameters], gradients: [], arena: Arena())
        let gradient = ParameterBuffer(count: flow.maps[0].parameters.count)
        let both = objective.evaluate(
            BatchPart(step: 2, positions: 0..<24), parameters: [flow.maps[0].parameters], gradients: [gradient],
            arena: Arena())
        #expect(value.loss == both.loss)
    }

    private func objective(
        _ source: BenchmarkKinematics, events: Int
    ) -> (loss: WeightedLoss, gradient: [Float]) {
        let gradient = ParameterBuffer(count: flow.maps[0].parameters.count)
        let loss = DensityObjective(flow: flow, trainedMap: 0, source: source).evaluate(
            BatchPart(step: 0, positions: 0..<events), parameters: [flow.maps[0].parameters], gradients: [gradient],
            arena: Arena())
        return (loss, gradient.values)
    }
}
