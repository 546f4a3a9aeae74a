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

    /// Templates of three nuisances, which stand together whatever the order of the events within them.
    private struct Templates: EventSource {
        func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
            BenchmarkKinematics(batchSize: 300).fill(chunk, step: step, positions: positions)
            for (column, position) in positions.enumerated() {
                chunk.nuisances?[position % 3, column] = position % 2 == 0 ? 1 : -1
            }
        }
    }

    /// Sorted and cut into blocks, a chunk has the loss and the gradient of its events one at a time.
    @Test func isTheSumOverItsEvents() {
        let residual = TransportMap(
            initializing: FactorizableResidual.polynomial(
                features: 2, contextCount: 2, layers: 1, centers: [0, 0, 0], scales: [1, 1, 1], hidden: [6]), seed: 4)
        residual.parameters.withUnsafeMutableBufferPointer { parameters in
            for index in parameters.indices where parameters[index] == 0 {
                parameters[index] = 0.05 * Float(index % 7 - 3)
            }
        }
        let objective = DensityObjective(
            flow: Flow([residual, self.flow.maps[0]]), trainedMap: 0, source: Templates())
        func evaluate(_ positions: Range<Int>, _ gradient: ParameterBuffer) -> WeightedLoss {
            objective.evaluate(
                BatchPart(step: 0, positions: positions), parameters: [residual.parameters], gradients: [gradient],
                arena: Arena())
        }
        let (whole, single) = (
            ParameterBuffer(count: residual.parameters.count), ParameterBuffer(count: residual.parameters.count)
        )
        let loss = evaluate(0..<300, whole)
        let sum = (0..<300).map { evaluate($0..<$0 + 1, single) }.reduce(WeightedLoss(loss: 0, weight: 0), +)
        #expect(loss.weight == 300 && sum.weight == 300)
        #expect(abs(loss.loss - sum.loss) < 1e-3)
        let scale = single.values.reduce(Float(1)) { max($0, abs($1)) }
        #expect(zip(whole.values, single.values).allSatisfy { abs($0 - $1) < 1e-5 * scale })
        #expect(scale > 1)
    }

    @Test func putsTemplatesTogether() {
        let chunk = EventChunk(features: 2, context: 2, nuisances: 3, columns: 304, arena: Arena())
        Templates().fill(chunk, step: 0, positions: 0..<300)
        let order = chunk.quickOrder
        #expect(order.sorted() == Array(0..<304))
        func template(_ event: Int) -> [Float] { (0..<3).map { chunk.nuisances?[$0, event] ?? 0 } }
        let changes = zip(order, order.dropFirst()).count { template($0) != template($1) }
        // Six templates, and the padding.
        #expect(changes == 6)
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
