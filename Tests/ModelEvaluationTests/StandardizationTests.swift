import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import Safetensors
import TestSupport
import Testing

/// Models whose networks saw standardized inputs, everywhere that a model is read.
@Suite struct StandardizationTests {
    private static let standardization = Standardization(
        features: .init(mean: [91.25, -3, 0.5], scale: [2.5, 0.75, 4]),
        context: .init(mean: [0.25, 12.5], scale: [0.5, 3]))

    private static func standardized(_ model: ModelFile) -> ModelFile {
        ModelFile(
            flow: model.flow, kind: model.kind, names: model.names, standardization: standardization,
            provenance: model.provenance)
    }

    /// The same events in their own units.
    private static func inOwnUnits(_ rows: EventBlock) -> EventBlock {
        func undone(_ values: [Double], _ inputs: Standardization.Inputs) -> [Double] {
            values.enumerated().map {
                $1 * inputs.scale[$0 % inputs.scale.count] + inputs.mean[$0 % inputs.mean.count]
            }
        }
        return EventBlock(
            firstRow: 0, rowCount: rows.rowCount,
            values: [
                undone(rows.values[0], standardization.features), undone(rows.values[1], standardization.context),
                rows.values[2],
            ])
    }

    private static let logScale = log(2.5) + log(0.75) + log(4)

    /// log p(v) = log p_network((v − mean)/scale) − Σ ln scale.
    @Test(arguments: Arithmetic.allCases) func isTheDensityOfTheUnits(arithmetic: Arithmetic) throws {
        let inner = SmallModel.model()
        let rows = SmallModel.rows(200)
        let expected = ZukoNetworks.evaluate(inner, rows, arithmetic)
        let found = ZukoNetworks.evaluate(Self.standardized(inner), Self.inOwnUnits(rows), arithmetic)
        // A feature of 91 is known to 4e-6 in float32, two millionths of its scale, times slopes of tens.
        let tolerance = arithmetic == .float32 ? 1e-3 : 1e-9
        for (name, shift) in [("log_prob", Self.logScale), ("ladj", Self.logScale), ("z", 0)] {
            for (value, inner) in zip(try #require(found[name]), try #require(expected[name])) {
                #expect(abs(value + shift - inner) < tolerance * max(1, abs(inner)), "\(name)")
            }
        }
    }

    @Test(arguments: Arithmetic.allCases) func givesEventsBackInTheirUnits(arithmetic: Arithmetic) throws {
        let inner = SmallModel.model(isDensity: false)
        let rows = SmallModel.rows(200)
        let expected = ZukoNetworks.evaluate(inner, rows, arithmetic)
        let found = ZukoNetworks.evaluate(Self.standardized(inner), Self.inOwnUnits(rows), arithmetic)
        let tolerance = arithmetic == .float32 ? 1e-3 : 1e-9
        let features = Self.standardization.features
        for (index, (value, inner)) in try zip(#require(found["z"]), #require(expected["z"])).enumerated() {
            let restored = inner * features.scale[index % 3] + features.mean[index % 3]
            #expect(abs(value - restored) < tolerance * max(1, abs(restored)))
        }
        for (value, inner) in try zip(#require(found["ladj"]), #require(expected["ladj"])) {
            #expect(abs(value - inner) < tolerance * max(1, abs(inner)))
        }
    }

    @Test func samplesInTheUnitsOfTheData() throws {
        let inner = SmallModel.model()
        let rows = SmallModel.rows(300)
        let own = Self.inOwnUnits(rows)
        let sample = ModelSampler(inner, seed: 4, workers: Workers(threads: 1))
            .sample(0..<300, context: rows.values[1], nuisances: rows.values[2])
        let standardized = ModelSampler(Self.standardized(inner), seed: 4, workers: Workers(threads: 1))
            .sample(0..<300, context: own.values[1], nuisances: rows.values[2])
        let features = Self.standardization.features
        for (index, (value, inner)) in zip(standardized.values[0], sample.values[0]).enumerated() {
            let restored = inner * features.scale[index % 3] + features.mean[index % 3]
            #expect(abs(value - restored) < 1e-4 * max(1, abs(restored)))
        }
        let found = ZukoNetworks.evaluate(
            Self.standardized(inner),
            EventBlock(firstRow: 0, rowCount: 300, values: Array(standardized.values[0..<3])), .float32)
        #expect(try #require(found["log_prob"]).bits == standardized.values[3].bits)
    }

    @Test func standsInTheMetadata() throws {
        let model = Self.standardized(SmallModel.model())
        let data = try model.data()
        let text = try #require(SafetensorsFile(data: data).metadata["fiducial.standardization"])
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: [Double]]])
        #expect(json["features"] == ["mean": [91.25, -3, 0.5], "scale": [2.5, 0.75, 4]])
        #expect(json["context"] == ["mean": [0.25, 12.5], "scale": [0.5, 3]])
        let again = try ModelFile(data: data)
        #expect(again.standardization == Self.standardization)
        #expect(try again.data() == data)
        let rows = Self.inOwnUnits(SmallModel.rows(50))
        #expect(
            ZukoNetworks.evaluate(again, rows, .float32).mapValues(\.bits)
                == ZukoNetworks.evaluate(model, rows, .float32).mapValues(\.bits))
        #expect(again.summary.contains("standardization, features: means [91.25, -3.0, 0.5]"))
    }

    /// A residual trained in front of a standardized base: the standardization is of one map only, and stands there.
    @Test func staysWithTheMapThatItBelongsTo() throws {
        let base = Self.standardized(SmallModel.model()).flow
        let residual = SmallModel.map(
            FactorizableResidual.polynomial(
                features: 3, contextCount: 2, layers: 1, centers: [0, 0], scales: [1, 1], hidden: [5]), seed: 8,
            width: 0.1)
        let model = ModelFile(flow: base.preceded(by: residual))
        #expect(model.standardization == nil)
        let again = try ModelFile(data: try model.data())
        let rows = Self.inOwnUnits(SmallModel.rows(50))
        #expect(
            ZukoNetworks.evaluate(again, rows, .float32).mapValues(\.bits)
                == ZukoNetworks.evaluate(model, rows, .float32).mapValues(\.bits))
        #expect(throws: FlowError.self) { try ZukoExport(model).data() }
    }

    @Test(arguments: [
        "{}", "[]", #"{"context":{"mean":[0,0],"scale":[1,1]},"features":{"mean":[0,0],"scale":[1,1]}}"#,
        #"{"context":{"mean":[0,0],"scale":[1,0]},"features":{"mean":[0,0,0],"scale":[1,1,1]}}"#,
        #"{"context":{"mean":[0,0],"scale":[1,1]},"features":{"mean":[0,0,1e40],"scale":[1,1,1]}}"#,
        #"{"context":{"mean":[0,0],"scale":[1,-1]},"features":{"mean":[0,0,0],"scale":[1,1,1]}}"#,
    ])
    func refusesAStandardizationThatDoesNotFit(_ text: String) throws {
        let file = try SafetensorsFile(data: try SmallModel.model().data())
        var writer = SafetensorsWriter(
            metadata: file.metadata.merging(["fiducial.standardization": text]) { $1 })
        for name in file.names { try writer.add(name, shape: try file.shape(name), try file.floats(name)) }
        let error = #expect(throws: FlowError.self) { try ModelFile(data: writer.data()) }
        #expect(error?.description.contains("standardization") == true)
    }
}
