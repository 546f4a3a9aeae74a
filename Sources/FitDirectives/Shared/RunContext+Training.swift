import Foundation
import Report
import Training

extension RunContext {
    /// Where a training of the cell, or of the part, leaves its state: one that was stopped continues to the same bits.
    var trainingCheckpoints: TrainingCheckpoints {
        let (checkpoints, name) = (checkpoints, "training.safetensors")
        return TrainingCheckpoints(
            read: { checkpoints.load(name) }, write: { checkpoints.save($0, as: name) })
    }
}
