import FlowKernels
import Flows
import Synchronization
import Training

/// Remembers what the held-out events said of the parameters last shown to them.
///
/// The training loop shows a validation objective its parameters; this one keeps a copy, so that the best can be kept.
final class HeldOutRecord: TrainingObjective {
    private struct State {
        var parameters: ParameterBuffer?
        /// By the first position of each chunk, because chunks end in any order.
        var losses: [Int: WeightedLoss] = [:]
    }

    private let objective: AmortizedProfileObjective
    private let state = Mutex(State())

    init(_ objective: AmortizedProfileObjective) { self.objective = objective }

    func evaluate(
        _ batch: BatchPart, parameters: [ParameterBuffer], gradients: [ParameterBuffer], arena: Arena
    ) -> WeightedLoss {
        let loss = objective.evaluate(batch, parameters: parameters, gradients: gradients, arena: arena)
        state.withLock {
            if $0.parameters == nil { $0.parameters = parameters[0].copy() }
            $0.losses[batch.positions.lowerBound] = loss
        }
        return loss
    }

    /// The mean loss and the parameters since this was last asked; nil where the events were not looked at.
    func take() -> (loss: Double, parameters: ParameterBuffer)? {
        let taken = state.withLock { state in
            defer { state = State() }
            return state
        }
        guard let parameters = taken.parameters else { return nil }
        let sum = taken.losses.sorted { $0.key < $1.key }.reduce(WeightedLoss(loss: 0, weight: 0)) { $0 + $1.value }
        return (sum.mean, parameters)
    }
}
