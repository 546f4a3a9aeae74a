import FlowKernels
import Foundation
import Report
import Training

/// Turns steps into reports with a rate, and stops a computation whose run was cancelled.
struct ProgressMeter {
    private let context: RunContext
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let message: String?
    /// Which of several works, one after the other, this is, and how many there are.
    private let stage: (index: Int, count: Int)?

    init(_ context: RunContext, message: String? = nil) {
        self.context = context
        self.message = message
        stage = nil
        start = clock.now
    }

    private init(_ meter: ProgressMeter, message: String?, stage: (index: Int, count: Int)) {
        context = meter.context
        self.message = message
        self.stage = stage
        start = meter.start
    }

    /// The meter of one of several stages, counted from 0, each with its own steps; their times are not known, so all
    /// stages count equally.
    func stage(_ index: Int, of count: Int, message: String? = nil) -> ProgressMeter {
        ProgressMeter(self, message: message ?? self.message, stage: (index, count))
    }

    /// An estimated total: the guess, increased by half whenever the number of steps exceeds it.
    static func total(after step: Int, about guess: Int) -> Int {
        var total = max(1, guess)
        while total <= step { total += max(1, total / 2) }
        return total
    }

    /// - Parameter guess: the usual number of steps.
    func report(step: Int, about guess: Int) throws {
        try report(step: step, total: Self.total(after: step, about: guess))
    }

    /// - Parameter firstStep: the number of steps that an earlier run did.
    func report(step: Int, total: Int?, loss: Double? = nil, firstStep: Int = 0) throws {
        try context.checkCancellation()
        let elapsed = start.duration(to: clock.now) / .seconds(1)
        if let stage {
            let own = total.map { min(1, Double(step) / Double(max(1, $0))) } ?? 0
            let done = Double(stage.index) + own
            context.report(
                CellProgress(
                    step: stage.index, total: stage.count, fraction: done / Double(stage.count), loss: loss,
                    rate: elapsed > 0 ? done / elapsed : nil, message: message))
            return
        }
        context.report(
            CellProgress(
                step: step, total: total, loss: loss, rate: elapsed > 0 ? Double(step - firstStep) / elapsed : nil,
                message: message))
    }

    func report(_ progress: TrainingProgress) throws {
        try report(
            step: progress.step, total: progress.steps > 0 ? progress.steps : nil,
            loss: progress.loss.isNaN ? nil : progress.loss, firstStep: progress.firstStep)
    }
}

extension RunContext {
    /// The checkpoints of a training of the cell, or of the part: a stopped training continues with the same bits.
    var trainingCheckpoints: TrainingCheckpoints { trainingCheckpoints("training") }

    /// The same for one of several trainings.
    ///
    /// - Parameter name: the name of the training; a plain file name.
    func trainingCheckpoints(_ name: String) -> TrainingCheckpoints {
        let (checkpoints, name) = (checkpoints, "\(name).safetensors")
        return TrainingCheckpoints(
            read: { checkpoints.load(name) }, write: { checkpoints.save($0, as: name) })
    }
}

extension RunContext {
    /// The threads that the engine grants the cell, including those that become free while it runs.
    func workers() -> Workers {
        let grant = grant
        return Workers(most: min(grant.most, 512)) { grant.threads }
    }
}
