import FlowKernels
import Flows
import Testing

@testable import Training

/// The loop itself, on objectives whose gradients are known.
@Suite struct TrainingLoopTests {
    let workers = Workers(threads: 2)

    func group(_ name: String, rate: Double = 0.1, clipping: GradientClipping? = nil) -> ParameterGroup {
        ParameterGroup(
            name: name, optimizer: PlainDescent(state: OptimizerState(parameterCount: 1)), schedule: .constant(rate),
            clipping: clipping)
    }

    /// Two groups of one parameter each, at 20 and −20.
    func run(
        _ loop: TrainingLoop, _ objective: ParabolaObjective = ParabolaObjective(), clipping: GradientClipping? = nil,
        validation: TrainingLoop.Validation? = nil, progress: (TrainingProgress) throws -> Void = { _ in }
    ) throws -> TrainingResult {
        try loop.run(
            objective, from: [ParameterBuffer([20]), ParameterBuffer([-20])],
            groups: [group("first", clipping: clipping), group("second", rate: 0.2)], validation: validation,
            workers: workers, progress: progress)
    }

    @Test(arguments: [1, 8, 16, 100, 512, 1024, 1536, 5000]) func everyChunkOfABatchKeepsAThreadBusy(_ batch: Int) {
        for chunk in [64, 512] {
            let loop = TrainingLoop(steps: 1, batchSize: batch, chunk: chunk)
            #expect(
                TrainingLoop.mostThreads(batchSize: batch, chunk: chunk)
                    == ChunkedBatch(size: batch, chunk: loop.chunk).ranges.count)
        }
    }

    @Test func descendsAlongTheMeanGradient() throws {
        let result = try run(TrainingLoop(steps: 3, batchSize: 24, chunk: 8))
        var (first, second) = (Float(20), Float(-20))
        for step in 0..<3 {
            let targets = (0..<24).map { ParabolaObjective.target(step: step, position: $0) }
            let mean = targets.reduce(0, +) / 24
            first -= 0.1 * (first - mean)
            second -= 0.2 * (second - mean)
        }
        #expect(abs(result.parameters[0].values[0] - first) < 1e-5)
        #expect(abs(result.parameters[1].values[0] - second) < 1e-5)
    }

    @Test func recordsAtThePromisedStepsAndAtTheLast() throws {
        var losses: [Double] = []
        let result = try run(
            TrainingLoop(steps: 10, batchSize: 16, recordEvery: 4),
            validation: TrainingLoop.Validation(objective: ParabolaObjective(), events: 9),
            progress: { losses.append($0.loss) })
        let points = result.history.points
        #expect(points.map(\.step) == [4, 8, 10])
        for (point, steps) in zip(points, [0..<4, 4..<8, 8..<10]) {
            let mean = losses[steps].reduce(0, +) / Double(steps.count)
            #expect(abs(point.loss - mean) < 1e-12 * mean)
            #expect(point.learningRate == 0.1)
            #expect(point.tracked.count == 1)
        }
        #expect(points[2].tracked == [[Double(result.parameters[1].values[0])]])
        // The held-out events are batch 0, whatever the step.
        let held = ParabolaObjective().evaluate(
            BatchPart(step: 0, positions: 0..<9), parameters: result.parameters, gradients: [], arena: Arena())
        #expect(points[2].validation == held.mean)
    }

    @Test func recordsAboutAHundredTimesUnlessToldOtherwise() throws {
        let points = try run(TrainingLoop(steps: 250, batchSize: 8)).history.points
        #expect(points.map(\.step) == Array(stride(from: 2, through: 250, by: 2)))
        #expect(points.allSatisfy { $0.validation == nil })
        #expect(try run(TrainingLoop(steps: 3, batchSize: 8)).history.points.map(\.step) == [1, 2, 3])
    }

    @Test func tellsOfEveryStepOnce() throws {
        var steps: [Int] = []
        let result = try run(TrainingLoop(steps: 7, batchSize: 8)) { progress in
            steps.append(progress.step)
            #expect(progress.steps == 7)
        }
        #expect(steps == Array(1...7))
        #expect(result.history.points.last?.step == 7)
    }

    @Test func stopsWhereProgressThrows() {
        struct Stop: Error {}
        var steps = 0
        #expect(throws: Stop.self) {
            try run(TrainingLoop(steps: 7, batchSize: 8)) { progress in
                steps = progress.step
                if progress.step == 3 { throw Stop() }
            }
        }
        #expect(steps == 3)
    }

    @Test func limitsAStepByClipping() throws {
        let free = try run(TrainingLoop(steps: 1, batchSize: 8))
        let clipped = try run(TrainingLoop(steps: 1, batchSize: 8), clipping: GradientClipping(maximumNorm: 0.5))
        #expect(20 - free.parameters[0].values[0] > 1)
        #expect(abs(20 - clipped.parameters[0].values[0] - 0.1 * 0.5) < 1e-5)
        // The other group is not clipped.
        #expect(clipped.parameters[1].values == free.parameters[1].values)
    }

    /// Batches whose events all have weight 0 move nothing and are no loss that is not a number.
    @Test(arguments: [[0], [1, 2], [3], [0, 1, 2, 3]] as [Set<Int>]) func passesOverBatchesThatCountNothing(
        _ empty: Set<Int>
    ) throws {
        struct Sparse: TrainingObjective {
            let empty: Set<Int>

            func evaluate(
                _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
            ) -> WeightedLoss {
                guard !empty.contains(batch.step) else { return WeightedLoss(loss: 0, weight: 0) }
                return ParabolaObjective().evaluate(
                    batch, parameters: parameters, gradients: gradients, arena: arena)
            }
        }
        let result = try TrainingLoop(steps: 4, batchSize: 8, recordEvery: 1).run(
            Sparse(empty: empty), from: [ParameterBuffer([20])], groups: [group("only")], workers: workers)
        var expected = Float(20)
        for step in 0..<4 where !empty.contains(step) {
            let mean = (0..<8).reduce(0) { $0 + ParabolaObjective.target(step: step, position: $1) } / 8
            expected -= 0.1 * (expected - mean)
        }
        #expect(abs(result.parameters[0].values[0] - expected) < 1e-5)
        #expect(result.history.points.map(\.step) == [1, 2, 3, 4])
        #expect(result.history.points.allSatisfy { $0.loss.isFinite })
    }

    @Test func leavesTheStartingPointAlone() throws {
        let start = [ParameterBuffer([20]), ParameterBuffer([-20])]
        let result = try TrainingLoop(steps: 2, batchSize: 8).run(
            ParabolaObjective(), from: start, groups: [group("first"), group("second")], workers: workers)
        #expect(start.map(\.values) == [[20], [-20]])
        #expect(result.parameters[0].values != [20])
    }

    @Test func namesTheGroupAndStepOfAGradientThatIsNotFinite() {
        var steps = 0
        #expect(throws: TrainingError.notFinite(step: 2, quantity: "gradient of second")) {
            try run(TrainingLoop(steps: 5, batchSize: 24, chunk: 8), ParabolaObjective(brokenGradient: 2)) {
                steps = $0.step
            }
        }
        #expect(steps == 2)
    }

    // MARK: Held-out events

    /// Of few events, whose scatter is not known.
    @Test func keepsTheParametersThatHeldOutEventsLikeBest() throws {
        // Targets of a batch differ from step to step, so that a large rate does not settle.
        let result = try TrainingLoop(steps: 40, batchSize: 8, recordEvery: 1).run(
            ParabolaObjective(), from: [ParameterBuffer([20])], groups: [group("one", rate: 0.9)],
            validation: TrainingLoop.Validation(objective: ParabolaObjective(), events: 30), workers: workers)
        let kept = try #require(result.kept)
        let losses = [try #require(result.history.start)] + result.history.points.compactMap(\.validation)
        #expect(losses.count == 41)
        #expect(kept.loss == losses.min())
        #expect(kept.step == losses.firstIndex(of: kept.loss))
        #expect(kept.step != 40, "else this test shows nothing")
        let held = ParabolaObjective().evaluate(
            BatchPart(step: 0, positions: 0..<30), parameters: kept.parameters, gradients: [], arena: Arena())
        #expect(abs(held.mean - kept.loss) < 1e-12 * kept.loss)
        #expect(result.end == .allSteps)
    }

    @Test func endsOnAPlateau() throws {
        let result = try TrainingLoop(steps: 400, batchSize: 8, recordEvery: 2).run(
            ParabolaObjective(), from: [ParameterBuffer([20])], groups: [group("one", rate: 0.9)],
            validation: TrainingLoop.Validation(objective: ParabolaObjective(), events: 30, patience: 3),
            workers: workers)
        let kept = try #require(result.kept)
        #expect(result.end == .plateau)
        #expect(result.history.points.last?.step == kept.step + 6)
    }

    @Test func keepsTheStartWhereNothingIsBetter() throws {
        let start = ParameterBuffer([5])
        let result = try TrainingLoop(steps: 4, batchSize: 8, recordEvery: 1).run(
            ParabolaObjective(), from: [start], groups: [group("one", rate: -3)],
            validation: TrainingLoop.Validation(objective: ParabolaObjective(), events: 30), workers: workers)
        #expect(result.kept?.step == 0)
        #expect(result.kept?.parameters.map(\.values) == [[5]])
    }

    @Test func namesHeldOutEventsThatAreNotNumbers() {
        #expect(throws: TrainingError.notFinite(step: 0, quantity: "held-out loss")) {
            try TrainingLoop(steps: 4, batchSize: 8).run(
                ParabolaObjective(), from: [ParameterBuffer([1])], groups: [group("one")],
                validation: TrainingLoop.Validation(objective: NoNumber(), events: 30), workers: workers)
        }
    }

    private struct NoNumber: TrainingObjective {
        func evaluate(
            _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
        ) -> WeightedLoss { WeightedLoss(loss: .nan, weight: 1) }
    }

    @Test func countsStepsFromOneInItsMessage() {
        let message = TrainingError.notFinite(step: 3, quantity: "loss").description
        #expect(message.contains("the loss is not finite at step 4:"))
    }
}
