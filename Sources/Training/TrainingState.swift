import FlowKernels
import Foundation
import Safetensors

/// Everything on which the next step of a training depends besides its objective: with it, a stopped run continues to
/// the same bits.
public struct TrainingState: Sendable {
    /// Steps done.
    public internal(set) var step = 0
    /// A buffer for each group.
    var parameters: [ParameterBuffer]
    /// The optimizer's state of each group.
    var optimizers: [OptimizerState<Float>]
    var history = TrainingHistory()
    /// Losses since the last recorded point.
    var window = WeightedLoss(loss: 0, weight: 0)
    /// The mean loss of the last step.
    var lastLoss = 0.0
    var selection: HeldOutSelection?

    init(parameters: [ParameterBuffer], optimizers: [OptimizerState<Float>]) {
        self.parameters = parameters
        self.optimizers = optimizers
    }
}

/// The state as a file: vectors as tensors, the rest as JSON in the metadata.
extension TrainingState {
    /// Everything but the vectors. Swift writes float64 in JSON so that they are read back to the same bits.
    private struct Head: Codable {
        let step: Int
        let stepCounts: [Int]
        let history: TrainingHistory
        let windowLoss: Double
        let windowWeight: Double
        let lastLoss: Double
        let keptStep: Int?
        let keptLoss: Double?
        let leastStep: Int?
    }

    private static let headKey = "fiducial.training-state.2"

    func data() throws -> Data {
        let head = Head(
            step: step, stepCounts: optimizers.map(\.stepCount), history: history, windowLoss: window.loss,
            windowWeight: window.weight, lastLoss: lastLoss, keptStep: selection?.kept.step,
            keptLoss: selection?.kept.loss,
            leastStep: selection?.leastStep)
        var writer = SafetensorsWriter(
            metadata: [Self.headKey: String(decoding: try JSONEncoder().encode(head), as: UTF8.self)])
        func add(_ name: String, _ values: [Float]) throws { try writer.add(name, shape: [values.count], values) }
        for (group, optimizer) in optimizers.enumerated() {
            try add("\(group).parameters", parameters[group].values)
            try add("\(group).first-moment", optimizer.firstMoment)
            try add("\(group).second-moment", optimizer.secondMoment)
            if let selection { try add("\(group).kept", selection.kept.parameters[group].values) }
        }
        if let least = selection?.least {
            try writer.add("least", shape: [least.count, 2], least.flatMap { [$0.loss, $0.weight] })
        }
        return writer.data()
    }

    /// - Parameter counts: parameters of each group.
    /// - Returns: nil if the file belongs to another training, or to another version of this type.
    init?(data: Data, counts: [Int]) {
        guard let file = try? SafetensorsFile(data: data), let text = file.metadata[Self.headKey],
            let head = try? JSONDecoder().decode(Head.self, from: Data(text.utf8)),
            head.stepCounts.count == counts.count
        else { return nil }
        func vectors(_ name: String) -> [[Float]]? {
            let vectors = counts.indices.compactMap { try? file.floats("\($0).\(name)") }
            return vectors.map(\.count) == counts ? vectors : nil
        }
        guard let parameters = vectors("parameters"), let first = vectors("first-moment"),
            let second = vectors("second-moment")
        else { return nil }
        self.init(
            parameters: parameters.map { ParameterBuffer($0) },
            optimizers: counts.indices.map {
                OptimizerState(stepCount: head.stepCounts[$0], firstMoment: first[$0], secondMoment: second[$0])
            })
        step = head.step
        history = head.history
        window = WeightedLoss(loss: head.windowLoss, weight: head.windowWeight)
        lastLoss = head.lastLoss
        if let step = head.keptStep, let loss = head.keptLoss, let leastStep = head.leastStep {
            guard let parameters = vectors("kept"), let least = try? file.doubles("least"),
                least.count.isMultiple(of: 2)
            else { return nil }
            selection = HeldOutSelection(
                kept: TrainingResult.Kept(step: step, loss: loss, parameters: parameters.map { ParameterBuffer($0) }),
                leastStep: leastStep,
                least: stride(from: 0, to: least.count, by: 2).map {
                    WeightedLoss(loss: least[$0], weight: least[$0 + 1])
                })
        }
    }
}
