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

    init(_ context: RunContext, message: String? = nil) {
        self.context = context
        self.message = message
        start = clock.now
    }

    /// - Parameter firstStep: what an earlier run had done, which took no time in this one.
    func report(step: Int, total: Int?, loss: Double? = nil, firstStep: Int = 0) throws {
        try context.checkCancellation()
        let elapsed = start.duration(to: clock.now) / .seconds(1)
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
    /// Where a training of the cell, or of the part, leaves its state: one that was stopped continues to the same bits.
    var trainingCheckpoints: TrainingCheckpoints {
        let (checkpoints, name) = (checkpoints, "training.safetensors")
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
