import FlowKernels
import Flows
import Foundation
import RandomStreams
import Testing

@testable import Training

/// A density is that of its events with their signs: what negative weights take away is gone.
@Suite struct SignedWeightsTests {
    /// Events of weight +1 from p + b·r and of weight −1 from b·r, a fifth of them: what is left is p, a standard
    /// normal. Without their signs the events have the mean 0.6.
    private struct Signed: EventSource {
        let count: Int
        let size: Int
        var areSigned = true
        static let excess = 1.0 / 3

        /// Event i: from r = N(1.5, 0.5²) with what p does not make.
        func event(_ index: Int) -> (value: Double, weight: Double) {
            var stream = RandomStream(seed: 21, purpose: "signed events", index: UInt64(index))
            let draw = stream.uniform() * (1 + 2 * Self.excess)
            let normal = stream.normal()
            let value = draw < 1 ? normal : 1.5 + 0.5 * normal
            return (value, draw > 1 + Self.excess && areSigned ? -1 : 1)
        }

        func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
            for (column, position) in positions.enumerated() {
                let (value, weight) = event((step * size + position) % count)
                chunk.features[0, column] = Float(value)
                chunk.weights[0, column] = Float(weight)
            }
        }
    }

    private static func trained(on source: Signed) throws -> Flow {
        let flow = Flow([
            TransportMap(
                initializing: MaskedAutoregressiveAffine(order: [0], contextCount: 0, hidden: [4]), seed: 3)
        ])
        let result = try TrainingLoop(steps: 600, batchSize: 512).run(
            DensityObjective(flow: flow, trainedMap: 0, source: source), from: [flow.maps[0].parameters],
            groups: [
                ParameterGroup(
                    name: "the network",
                    optimizer: AdamW<Float>(parameterCount: flow.maps[0].parameters.count, weightDecay: 0),
                    schedule: .training(peak: 2e-2, steps: 600), clipping: .density)
            ], workers: Workers(threads: 2))
        return flow.replacing(0, parameters: result.parameters[0])
    }

    /// ln p of the flow at some places.
    private struct Places: EventSource {
        static let values = [-2.0, -1, 0, 1, 2, 3, -3, 0.5]

        func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
            for (column, position) in positions.enumerated() {
                chunk.features[0, column] = Float(Self.values[position])
                chunk.weights[0, column] = 1
            }
        }
    }

    private static func logNormal(_ value: Double, mean: Double, variance: Double) -> Double {
        -0.5 * (value - mean) * (value - mean) / variance - 0.5 * log(2 * Double.pi * variance)
    }

    /// A normal law is fitted best by the weighted mean and variance of its events: what the training has to find.
    @Test func aFifthOfNegativeWeightsTrainsRightInTheMean() throws {
        let source = Signed(count: 40_000, size: 512)
        let events = (0..<source.count).map(source.event)
        let negative: Double = Double(events.count { $0.weight < 0 }) / Double(events.count)
        #expect(abs(negative - 0.2) < 0.01)
        let total: Double = events.reduce(0) { $0 + $1.weight }
        let mean: Double = events.reduce(0) { $0 + $1.weight * $1.value } / total
        let variance: Double = events.reduce(0) { $0 + $1.weight * ($1.value - mean) * ($1.value - mean) } / total
        // The events themselves: of N(0, 1), within what 40 000 of them scatter.
        #expect(abs(mean) < 0.03 && abs(variance - 1) < 0.05)
        let flow = try Self.trained(on: source)
        let found = flow.logDensities(of: Places(), events: 8, workers: Workers(threads: 1))
        for (value, density) in zip(Places.values, found) {
            #expect(abs(density - Self.logNormal(value, mean: mean, variance: variance)) < 0.06, "at \(value)")
            #expect(abs(density - Self.logNormal(value, mean: 0, variance: 1)) < 0.12, "at \(value)")
        }
        var unsigned = source
        unsigned.areSigned = false
        let wrong = try Self.trained(on: unsigned)
            .logDensities(of: Places(), events: 8, workers: Workers(threads: 1))
        #expect(abs(wrong[0] - Self.logNormal(-2, mean: 0, variance: 1)) > 0.3)
    }

    /// Σ w may be 0 or below; the gradient is then no longer, and does not turn around.
    @Test func aStepIsDividedByTheSizeOfWeights() {
        let balanced = WeightedLoss(loss: 3, weight: 0, size: 4)
        let other = WeightedLoss(loss: 1, weight: 2)
        #expect((balanced + other).size == 6 && (balanced + other).weight == 2)
        #expect((balanced + other).mean == 2)
        let gradient = BatchGradient(parameterCount: 2, parts: 1)
        gradient.parts[0].add(ParameterBuffer([4, -8]))
        let reduced = gradient.reduce(size: balanced.size, workers: Workers(threads: 1))
        #expect(reduced.gradient.values == [1, -2])
    }

    @Test func aLossKnowsTheSizeOfItsWeights() {
        let arena = Arena()
        let weights = arena.zeros(rows: 1, columns: 8)
        weights.copy(from: [1, -0.5, 2, 0, 0, 0, 0, 0])
        let loss = WeightedLoss(loss: 1, weights: weights)
        #expect(loss.weight == 2.5 && loss.size == 3.5)
    }
}
