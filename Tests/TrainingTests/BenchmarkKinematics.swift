import FlowKernels
import Flows
import RandomStreams
import SyntheticBenchmark

@testable import Training

/// Nominal kinematics of the benchmark, conditioned on the class.
struct BenchmarkKinematics: EventSource {
    let batchSize: Int
    /// Where the events come from: 0 for training, anything else is held out.
    var sample: UInt64 = 0
    /// The step and position of an event whose first feature is not a number.
    var poison: (step: Int, position: Int)?
    /// Positions from here on have weight 0.
    var weightless = Int.max

    static let model = BenchmarkModel()

    func events(step: Int, positions: Range<Int>) -> BenchmarkEvents {
        let first = UInt64(step * batchSize)
        return Self.model.events(
            first + UInt64(positions.lowerBound)..<first + UInt64(positions.upperBound), at: .nominal,
            distorted: false, seed: 11 + sample)
    }

    func fill(_ chunk: EventChunk, step: Int, positions: Range<Int>) {
        let events = events(step: step, positions: positions)
        for column in 0..<events.count {
            chunk.features[0, column] = events.x0[column]
            chunk.features[1, column] = events.x1[column]
            chunk.context[Int(events.classes[column]), column] = 1
            chunk.weights[0, column] = positions.lowerBound + column < weightless ? 1 : 0
            if let poison, poison == (step, positions.lowerBound + column) { chunk.features[0, column] = .nan }
        }
    }

    static func flow(seed: UInt64 = 1) -> Flow {
        Flow([
            TransportMap(
                initializing: NeuralSplineFlow.autoregressive(
                    features: 2, contextCount: 2, transforms: 2, bins: 6, hidden: [16, 16]), seed: seed)
        ])
    }
}
