import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import TestSupport
import Testing

/// Samples: the density is the model's, and an event depends on seed, row, context and ν only.
@Suite struct ModelSamplerTests {
    let folder: TemporaryFolder
    let model = SmallModel.model()

    init() throws { folder = try TemporaryFolder() }

    private var fields: [EventField] { model.inputs + [.scalar("log_prob")] }

    /// Draws into a file and reads it.
    private func sample(
        _ events: Int, seed: UInt64 = 7, context: SampleCondition? = .numbers([0, 1]),
        nuisances: SampleCondition? = .numbers([0.5, -0.5]), model: ModelFile? = nil, threads: Int = 2,
        block: Int? = nil, format: String = "safetensors"
    ) throws -> [String: [Double]] {
        let output = folder.file("sample.\(format)")
        var sampling = try TableSampling(
            model ?? self.model, events: events, seed: seed, context: context, nuisances: nuisances, output: output,
            workers: Workers(threads: threads))
        _ = try sampling.run(blockSize: block)
        return try SmallModel.read(output, fields)
    }

    @Test func writesTheDensityThatAnEvaluationFinds() throws {
        let sample = try sample(1000)
        let evaluator = try ModelEvaluator(model, arithmetic: .float32, workers: Workers(threads: 1))
        let results = evaluator.evaluate(
            EventBlock(firstRow: 0, rowCount: 1000, values: model.inputs.compactMap { sample[$0.name] }))
        #expect(results.values[0].bits == sample["log_prob"]?.bits)
        #expect(results.values[0].allSatisfy { $0.isFinite })
        #expect(sample["context"] == (0..<1000).flatMap { _ in [0.0, 1] })
        #expect(sample["nuisances"] == (0..<1000).flatMap { _ in [0.5, -0.5] })
    }

    @Test func drawsFromTheModel() throws {
        // The map of a sample to the base is standard normal: mean and variance of n numbers within 4 of their errors.
        let count = 20_000
        let sample = try sample(count)
        let evaluator = try ModelEvaluator(model, arithmetic: .float32, workers: Workers(threads: 2))
        let z = evaluator.evaluate(
            EventBlock(firstRow: 0, rowCount: count, values: model.inputs.compactMap { sample[$0.name] })
        ).values[1]
        let n = Double(count)
        for feature in 0..<3 {
            let values = (0..<count).map { z[3 * $0 + feature] }
            #expect(abs(values.reduce(0, +) / n) < 4 / n.squareRoot())
            #expect(abs(values.map { $0 * $0 }.reduce(0, +) / n - 1) < 4 * (2 / n).squareRoot())
            let next = (0..<count).map { z[3 * $0 + (feature + 1) % 3] }
            #expect(abs(zip(values, next).map(*).reduce(0, +) / n) < 4 / n.squareRoot())
        }
    }

    @Test func dependsOnNeitherThreadsNorBlocks() throws {
        let expected = try sample(1300, threads: 1).mapValues(\.bits)
        for (threads, block) in [(2, 1), (1, 100), (3, 512), (2, 5000)] {
            #expect(try sample(1300, threads: threads, block: block).mapValues(\.bits) == expected)
        }
        // The beginning of a longer sample is the shorter one.
        #expect(try Array(sample(2000)["features"]?.bits.prefix(3900) ?? []) == expected["features"])
        #expect(try sample(1300, seed: 8)["features"]?.bits != expected["features"])
    }

    @Test func takesConditionsRowByRow() throws {
        let rows = SmallModel.rows(600)
        let fields = model.inputs
        let table = folder.file("conditions.csv")
        try SmallModel.write(rows, fields, to: table)
        let sample = try sample(600, context: .table(table), nuisances: .table(table), block: 77, format: "csv")
        #expect(sample["context"] == rows.values[1])
        #expect(sample["nuisances"]?.map { Float($0) } == rows.values[2].map { Float($0) })
        // An event with the conditions of a constant sample is that sample's event.
        let constant = try self.sample(
            600, context: .numbers([1, 0]), nuisances: .numbers(Array(rows.values[2][6..<8])))
        let (own, other) = (try #require(sample["features"]), try #require(constant["features"]))
        #expect(own[9..<12].map { Float($0) } == other[9..<12].map { Float($0) })
        #expect(own[12..<15].map { Float($0) } != other[12..<15].map { Float($0) })
    }

    @Test func marksEventsWhoseConditionsAreNotFinite() throws {
        var values = SmallModel.rows(10).values
        values[1][6] = .nan
        let table = folder.file("conditions.safetensors")
        try SmallModel.write(EventBlock(firstRow: 0, rowCount: 10, values: values), model.inputs, to: table)
        var sampling = try TableSampling(
            model, events: 10, seed: 1, context: .table(table), nuisances: .numbers([0, 0]),
            output: folder.file("out.safetensors"), workers: Workers(threads: 1))
        let nonFinite = try sampling.run()
        #expect(nonFinite.count == 1 && nonFinite.first == 3)
        let written = try SmallModel.read(folder.file("out.safetensors"), fields)
        #expect(written["log_prob"]?.map(\.isNaN) == (0..<10).map { $0 == 3 })
        #expect(written["features"]?[9..<12].allSatisfy { $0.isNaN } ?? false)
    }

    @Test func saysWhatIsMissingUnusedOrOfAnotherLength() throws {
        func expect(_ error: SamplingError, _ body: () throws -> Void) { #expect(throws: error, performing: body) }
        expect(.transportMap) { _ = try sample(1, model: SmallModel.model(isDensity: false)) }
        expect(.missing("context", names: ["a", "b"])) { _ = try sample(1, context: nil) }
        expect(.missing("nuisances", names: ["scale", "shape"])) { _ = try sample(1, nuisances: nil) }
        expect(.wrongCount("nuisances", names: ["scale", "shape"], given: 3)) {
            _ = try sample(1, nuisances: .numbers([1, 2, 3]))
        }
        let plain = ModelFile(
            flow: Flow([
                SmallModel.map(
                    NeuralSplineFlow.autoregressive(features: 3, contextCount: 0, transforms: 1, bins: 3, hidden: [4]),
                    seed: 1)
            ]), names: ModelNames(features: ["x", "y", "z"], context: [], nuisances: []))
        expect(.unused("context")) { _ = try sample(1, model: plain) }
        let table = folder.file("conditions.csv")
        try SmallModel.write(SmallModel.rows(4), model.inputs, to: table)
        expect(.wrongRows("context", path: table.relativePath, rows: 4, events: 5)) {
            _ = try sample(5, context: .table(table))
        }
        #expect(try folder.names() == ["conditions.csv"])
    }

    @Test func samplesAModelWithoutConditions() throws {
        let plain = ModelFile(
            flow: Flow([
                SmallModel.map(
                    NeuralSplineFlow.autoregressive(features: 2, contextCount: 0, transforms: 1, bins: 3, hidden: [4]),
                    seed: 1)
            ]), names: ModelNames(features: ["x", "y"], context: [], nuisances: []))
        let output = folder.file("out.csv")
        var sampling = try TableSampling(
            plain, events: 3, seed: 1, context: nil, nuisances: nil, output: output, workers: Workers(threads: 1))
        _ = try sampling.run()
        #expect(try String(contentsOf: output, encoding: .utf8).hasPrefix("x,y,log_prob\n"))
    }
}
