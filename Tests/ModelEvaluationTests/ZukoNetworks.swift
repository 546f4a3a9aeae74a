import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import Safetensors
import TestSupport

/// The small checkpoints of `Zuko/`, which `make_checkpoints.py` makes, and what PyTorch and zuko say of them.
enum ZukoNetworks {
    static let all = [
        "one", "one-alone", "three", "five", "eight", "made", "response", "transfer", "affine", "affine-alone",
    ]

    static func file(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Zuko/\(name).safetensors"))
    }

    static func model(
        _ name: String, features: ZukoCheckpoint.Untold.Inputs? = nil, context: ZukoCheckpoint.Untold.Inputs? = nil
    ) throws -> ModelFile { try ZukoCheckpoint(file: file(name)).model(untold(name, features, context)) }

    /// What the tensors do not say, as the script chose it.
    static func untold(
        _ name: String, _ features: ZukoCheckpoint.Untold.Inputs? = nil, _ context: ZukoCheckpoint.Untold.Inputs? = nil
    ) -> ZukoCheckpoint.Untold {
        ZukoCheckpoint.Untold(
            quadraticDamping: 0.1, crossDamping: 0.25,
            activation: ["response", "affine"].contains(name) ? .elu : .relu,
            residualActivation: .relu, featureStandardization: features, contextStandardization: context)
    }

    /// The events that the golden numbers are about.
    static func events(_ name: String, of model: ModelFile) throws -> EventBlock {
        let golden = try file("\(name).golden")
        let values = try model.inputs.map { try golden.doubles($0.name) }
        return EventBlock(firstRow: 0, rowCount: values[0].count / model.flow.features, values: values)
    }

    static func evaluate(_ model: ModelFile, _ events: EventBlock, _ arithmetic: Arithmetic) throws -> [String:
        [Double]]
    {
        let block = try ModelEvaluator(model, arithmetic: arithmetic, workers: Workers(threads: 1)).evaluate(events)
        return Dictionary(uniqueKeysWithValues: zip(model.outputs.map(\.name), block.values))
    }
}
