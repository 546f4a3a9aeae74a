import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import Safetensors
import TestSupport
import Testing

/// The numbers of `golden/pointwise.safetensors`, from file to file: to 1e-4 in float32, to 1e-9 in float64.
@Suite(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
struct GoldenEvaluationTests {
    let folder: TemporaryFolder
    let golden: SafetensorsFile

    init() throws {
        folder = try TemporaryFolder()
        golden = try ReferenceFolder.golden("pointwise")
    }

    private func evaluate(
        _ model: ModelFile, _ arithmetic: Arithmetic, format: String = "safetensors"
    ) throws -> [String: [Double]] {
        let (input, output) = (folder.file("in.\(format)"), folder.file("out.\(format)"))
        try PublishedModel.writeInputs(of: model, to: input)
        let evaluator = try ModelEvaluator(model, arithmetic: arithmetic, workers: Workers(threads: 2))
        var run = try TableEvaluation(evaluator, input: input, output: output)
        let nonFinite = try run.run()
        #expect(nonFinite.count == 0)
        var reader = try EventTableReader(contentsOf: output, fields: model.outputs)
        let block = try #require(try reader.nextBlock(rows: 1 << 20))
        return Dictionary(uniqueKeysWithValues: zip(model.outputs.map(\.name), block.values))
    }

    private func expect(
        _ values: [Double]?, _ name: String, _ arithmetic: Arithmetic, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let difference = try largestDifference(try #require(values), golden.doubles(name))
        #expect(
            difference <= (arithmetic == .float32 ? 1e-4 : 1e-9), "\(name) in \(arithmetic)",
            sourceLocation: sourceLocation)
    }

    @Test(arguments: PublishedModel.all, Arithmetic.allCases)
    func reproducesPublishedNetworks(network: PublishedModel, arithmetic: Arithmetic) throws {
        let model = try PublishedModel.model(network.name, isDensity: network.logProbability != nil)
        let results = try evaluate(model, arithmetic)
        try expect(results["z"], network.z, arithmetic)
        try expect(results["ladj"], network.ladj, arithmetic)
        if let name = network.logProbability {
            try expect(results["log_prob"], name, arithmetic)
        } else {
            #expect(results["log_prob"] == nil)
        }
    }

    @Test(arguments: ["kin", "score"], Arithmetic.allCases)
    func reproducesDensitiesWithTheirResiduals(name: String, arithmetic: Arithmetic) throws {
        let results = try evaluate(try PublishedModel.model(name, isDensity: true), arithmetic)
        try expect(results["log_prob"], "\(name)_residual.log_prob", arithmetic)
    }

    @Test func givesTheSameThroughCSV() throws {
        let model = try PublishedModel.model("score", isDensity: true)
        let tensors = try evaluate(model, .float64)
        let columns = try evaluate(model, .float64, format: "csv")
        #expect(tensors == columns)
    }
}
