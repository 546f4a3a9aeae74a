import FlowKernels
import Flows
import SyntheticBenchmark
import Testing

@testable import Training

/// The loop with the density objective, on kinematics whose true density is known.
@Suite struct FlowTrainingTests {
    let flow = BenchmarkKinematics.flow()

    func train(
        steps: Int, threads: Int = 2, source: BenchmarkKinematics = BenchmarkKinematics(batchSize: 200)
    ) throws -> TrainingResult {
        let count = flow.maps[0].parameters.count
        return try TrainingLoop(steps: steps, batchSize: source.batchSize, chunk: 64).run(
            DensityObjective(flow: flow, trainedMap: 0, source: source), from: [flow.maps[0].parameters],
            groups: [
                ParameterGroup(
                    name: "the flow", optimizer: AdamW<Float>(parameterCount: count, weightDecay: 0),
                    schedule: .warmupCosine(peak: 1e-2, warmup: 20, total: steps),
                    clipping: GradientClipping(maximumNorm: 10))
            ], workers: Workers(threads: threads))
    }

    @Test func givesTheSameBitsOnRepetitionAndForAnyNumberOfThreads() throws {
        let reference = try train(steps: 12)
        for threads in [1, 2, 3] {
            let other = try train(steps: 12, threads: threads)
            #expect(other.parameters[0].values == reference.parameters[0].values)
            #expect(other.history.points.map(\.loss) == reference.history.points.map(\.loss))
        }
    }

    @Test func learnsTheKinematics() throws {
        let heldOut = BenchmarkKinematics(batchSize: 4000, sample: 1)
        let events = heldOut.events(step: 0, positions: 0..<4000)
        let truth = (0..<4000).map { index in
            BenchmarkKinematics.model.logDensityX(
                events.x(index), BenchmarkClass(rawValue: events.classes[index]) ?? .a, at: .nominal)
        }
        func gap(_ flow: Flow) -> Double {
            let model = flow.logDensities(of: heldOut, events: 4000, workers: Workers(threads: 2))
            return zip(truth, model).reduce(0) { $0 + $1.0 - $1.1 } / 4000
        }
        let result = try train(steps: 500)
        let trained = gap(flow.replacing(0, parameters: result.parameters[0]))
        #expect(gap(flow) > 0.3)
        // In nats an event: the relative entropy of a small flow after a short training.
        #expect(trained < 0.03, "gap \(trained)")
        #expect(trained > -0.01, "gap \(trained)")
        let losses = result.history.points.map(\.loss)
        #expect((losses.last ?? .nan) < losses[0])
    }

    @Test func namesTheStepOfAnEventThatIsNotANumber() {
        let source = BenchmarkKinematics(batchSize: 200, poison: (step: 3, position: 131))
        #expect(throws: TrainingError.notFinite(step: 3, quantity: "loss")) { try train(steps: 10, source: source) }
    }
}
