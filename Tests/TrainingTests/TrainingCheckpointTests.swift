import FlowKernels
import Flows
import Foundation
import Synchronization
import Testing

@testable import Training

/// A training that was stopped continues to the same bits.
@Suite struct TrainingCheckpointTests {
    /// Keeps the last state in memory.
    final class Keeper: Sendable {
        let saved = Mutex<[Data]>([])
        var last: Data? { saved.withLock(\.last) }
        func checkpoints(interval: Double = 1e9) -> TrainingCheckpoints {
            TrainingCheckpoints(
                interval: interval, read: { self.last }, write: { data in self.saved.withLock { $0.append(data) } })
        }
    }

    struct Stop: Error {}

    static let flow = BenchmarkKinematics.flow()

    /// Two groups with optimizers of different kinds; the second is shown in the history.
    func train(
        _ checkpoints: TrainingCheckpoints?, stopAt stop: Int? = nil, steps: Int = 17,
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> TrainingResult {
        let source = BenchmarkKinematics(batchSize: 96)
        let heldOut = BenchmarkKinematics(batchSize: 160, sample: 1)
        let parameters = Self.flow.maps[0].parameters
        return try TrainingLoop(steps: steps, batchSize: 96, chunk: 32, recordEvery: 3).run(
            Pulled(flow: DensityObjective(flow: Self.flow, trainedMap: 0, source: source)),
            from: [parameters, ParameterBuffer([20, -3])],
            groups: [
                ParameterGroup(
                    name: "the flow", optimizer: RAdam<Float>(parameterCount: parameters.count),
                    schedule: .warmupCosine(peak: 3e-2, warmup: 4, total: steps),
                    clipping: GradientClipping(maximumNorm: 10)),
                ParameterGroup(
                    name: "the others", optimizer: AdamW<Float>(parameterCount: 2, weightDecay: 0),
                    schedule: .constant(0.1)),
            ],
            validation: TrainingLoop.Validation(
                objective: Pulled(flow: DensityObjective(flow: Self.flow, trainedMap: 0, source: heldOut)), events: 160),
            workers: Workers(threads: 2), checkpoints: checkpoints
        ) {
            progress($0)
            if $0.step == stop { throw Stop() }
        }
    }

    /// A flow, and a second group of parameters in a parabola.
    struct Pulled: TrainingObjective {
        let flow: DensityObjective
        func evaluate(
            _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
        ) -> WeightedLoss {
            let density = flow.evaluate(
                batch, parameters: [parameters[0]], gradients: gradients.prefix(1).map { $0 }, arena: arena)
            let parabola = ParabolaObjective().evaluate(
                batch, parameters: [parameters[1]], gradients: gradients.dropFirst().map { $0 }, arena: arena)
            return WeightedLoss(loss: density.loss + parabola.loss, weight: density.weight)
        }
    }

    func expectSame(_ a: TrainingResult, _ b: TrainingResult, _ comment: Comment) {
        #expect(a.parameters.map(\.values) == b.parameters.map(\.values), comment)
        #expect(a.history == b.history, comment)
        #expect(a.kept?.step == b.kept?.step && a.kept?.loss == b.kept?.loss, comment)
        #expect(a.kept?.parameters.map(\.values) == b.kept?.parameters.map(\.values), comment)
        #expect(a.end == b.end, comment)
    }

    /// Also in the middle of what is recorded together, before RAdam's rectification begins and after.
    @Test(arguments: [1, 2, 3, 5, 9, 16]) func goesOnToTheSameBits(_ stop: Int) throws {
        let whole = try train(nil)
        let keeper = Keeper()
        #expect(throws: Stop.self) { try train(keeper.checkpoints(), stopAt: stop) }
        var steps: [Int] = []
        let resumed = try train(keeper.checkpoints()) {
            steps.append($0.step)
            #expect($0.firstStep == stop)
        }
        #expect(steps == Array(stop + 1...17), "no step is done twice")
        expectSame(whole, resumed, "stopped at \(stop)")
    }

    @Test func goesOnAfterBeingStoppedOftenAndFromAnyState() throws {
        let whole = try train(nil)
        let keeper = Keeper()
        for stop in 1...16 { #expect(throws: Stop.self) { try train(keeper.checkpoints(), stopAt: stop) } }
        expectSame(whole, try train(keeper.checkpoints()), "stopped at every step")
        // Killed: the last state is of some steps before.
        let every = Keeper()
        _ = try train(every.checkpoints(interval: 0))
        let states = every.saved.withLock { $0 }
        #expect(states.count == 17)
        for state in [states[0], states[7]] {
            let killed = Keeper()
            killed.saved.withLock { $0 = [state] }
            expectSame(whole, try train(killed.checkpoints()), "killed")
        }
    }

    @Test func beginsAnewWhereTheStateIsOfAnotherTraining() throws {
        let whole = try train(nil)
        for garbage in [Data(), Data("no state".utf8), Data(repeating: 0, count: 64)] {
            let keeper = Keeper()
            keeper.saved.withLock { $0 = [garbage] }
            expectSame(whole, try train(keeper.checkpoints()), "garbage")
        }
        let keeper = Keeper()
        #expect(throws: Stop.self) { try train(keeper.checkpoints(), stopAt: 3) }
        let data = try #require(keeper.last)
        let count = Self.flow.maps[0].parameters.count
        #expect(TrainingState(data: data, counts: [count, 2])?.step == 3)
        #expect(TrainingState(data: data, counts: [count]) == nil)
        #expect(TrainingState(data: data, counts: [count, 3]) == nil)
        #expect(TrainingState(data: data.dropLast(4), counts: [count, 2]) == nil)
    }

    @Test func leavesNothingWhereNothingIsStopped() throws {
        let keeper = Keeper()
        _ = try train(keeper.checkpoints())
        #expect(keeper.last == nil)
    }
}
