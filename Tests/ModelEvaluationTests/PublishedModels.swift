import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import Safetensors
import TestSupport
import Testing

/// The published networks as model files, and the inputs of their golden numbers as tables of float64.
struct PublishedModel: Sendable, CustomTestStringConvertible {
    let name: String
    /// Names of the golden tensors.
    let z: String
    let ladj: String
    let logProbability: String?

    var testDescription: String { name }

    static let kinematicBase = Self("kin_base", "kin_base.z", "kin_base.ladj", "kin_base.log_prob")
    static let scoreBase = Self("score_base", "score_base.z", "score_base.ladj", "score_base.log_prob")
    /// The residuals alone, as maps from observed to nominal features.
    static let kinematicShift = Self("kin_shift", "kin_residual.x_nominal", "kin_residual.ladj", nil)
    static let scoreShift = Self("score_shift", "score_residual.y_nominal", "score_residual.ladj", nil)
    static let transfer = Self("transfer", "transfer_step1.y", "transfer_step1.ladj", nil)
    static let all = [kinematicBase, scoreBase, kinematicShift, scoreShift, transfer]

    init(_ name: String, _ z: String, _ ladj: String, _ logProbability: String?) {
        self.name = name
        self.z = z
        self.ladj = ladj
        self.logProbability = logProbability
    }

    /// The network's maps, after a round trip through a model file.
    static func flow(_ name: String) throws -> Flow {
        func checkpoint(_ name: String) throws -> ZukoCheckpoint {
            try ZukoCheckpoint(file: ReferenceFolder.checkpoint(name))
        }
        func residual(_ name: String) throws -> TransportMap {
            try checkpoint("\(name)_density_residuals").residual(features: 2, damping: 0.01)
        }
        func base(_ name: String) throws -> TransportMap {
            try checkpoint("\(name)_density_residuals").splines("base_model.transform.transforms")
        }
        let maps: [TransportMap] =
            switch name {
            case "kin_base": [try checkpoint("kin_density").splines("transform.transforms")]
            case "score_base": [try checkpoint("score_density").splines("transform.transforms")]
            case "kin_shift": [try residual("kin")]
            case "score_shift": [try residual("score")]
            case "kin": [try residual("kin"), try base("kin")]
            case "score": [try residual("score"), try base("score")]
            default: [try checkpoint("mixture_step1").splines("transfer_model.T.transforms")]
            }
        return try ModelFile(data: ModelFile(flow: Flow(maps)).data()).flow
    }

    static func model(_ name: String, isDensity: Bool) throws -> ModelFile {
        let isKinematic = name.hasPrefix("kin")
        let flow = try flow(name)
        return ModelFile(
            flow: flow, kind: isDensity ? .density : .transport,
            names: ModelNames(
                features: isKinematic ? ["x0", "x1"] : ["y0", "y1"],
                context: isKinematic ? ["a", "b"] : ["a", "b", "x0", "x1"],
                nuisances: flow.nuisanceCount == 0 ? [] : ["shift", "squeeze"]))
    }

    /// `golden/pointwise.safetensors` as a table of a model's inputs.
    static func writeInputs(of model: ModelFile, to url: URL) throws {
        let golden = try ReferenceFolder.golden("pointwise")
        let (x, y) = (try golden.doubles("x"), try golden.doubles("y"))
        let classes = try golden.integers("class")
        let isKinematic = model.names.context.count == 2
        let context = classes.indices.flatMap { row -> [Double] in
            [classes[row] == 0 ? 1.0 : 0, classes[row] == 1 ? 1 : 0]
                + (isKinematic ? [] : Array(x[2 * row..<2 * row + 2]))
        }
        let writer = try EventTableWriter(
            to: url, fields: model.inputs, rowCount: classes.count, precision: .float64)
        try writer.write(
            EventBlock(
                firstRow: 0, rowCount: classes.count,
                values: [isKinematic ? x : y, context]
                    + (model.names.nuisances.isEmpty ? [] : [try golden.doubles("nu")])))
        try writer.finish()
    }
}
