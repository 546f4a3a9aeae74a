import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import Safetensors
import TestSupport
import Testing

/// Checkpoints whose networks saw standardized inputs, everywhere that their models are read.
@Suite struct StandardizationTests {
    private static let features = ZukoCheckpoint.Untold.Inputs(means: [91.25, -3, 0.5], scales: [2.5, 0.75, 4])
    private static let context = ZukoCheckpoint.Untold.Inputs(means: [0.25, 12.5], scales: [0.5, 3])
    private static let logScale = log(2.5) + log(0.75) + log(4.0)

    private static func standardized(_ name: String) throws -> ModelFile {
        try ZukoNetworks.model(name, features: features, context: context)
    }

    /// The same events in their own units.
    private static func inOwnUnits(_ rows: EventBlock) -> EventBlock {
        EventBlock(
            firstRow: 0, rowCount: rows.rowCount,
            values: [undone(rows.values[0], features), undone(rows.values[1], context)] + rows.values.dropFirst(2))
    }

    private static func undone(_ values: [Double], _ inputs: ZukoCheckpoint.Untold.Inputs) -> [Double] {
        values.enumerated().map {
            $1 * Double(inputs.scales[$0 % inputs.scales.count]) + Double(inputs.means[$0 % inputs.means.count])
        }
    }

    /// log p(v) = log p_network((v − mean)/scale) − Σ ln scale.
    @Test(arguments: ["three", "response"], Arithmetic.allCases)
    func isTheDensityInUnitsOfTheData(_ name: String, arithmetic: Arithmetic) throws {
        let inner = try ZukoNetworks.model(name)
        let rows = try ZukoNetworks.events(name, of: inner)
        let expected = try ZukoNetworks.evaluate(inner, rows, arithmetic)
        let found = try ZukoNetworks.evaluate(Self.standardized(name), Self.inOwnUnits(rows), arithmetic)
        // A feature of 91 is known to 4e-6 in float32, two millionths of its scale, times slopes of tens.
        let tolerance = arithmetic == .float32 ? 1e-3 : 1e-9
        for (output, shift) in [("log_prob", Self.logScale), ("ladj", Self.logScale), ("z", 0)] {
            for (value, inner) in zip(try #require(found[output]), try #require(expected[output])) {
                #expect(abs(value + shift - inner) < tolerance * max(1, abs(inner)), "\(output)")
            }
        }
    }

    /// A map of events to events gives them back in the units that they came in.
    @Test(arguments: Arithmetic.allCases) func restoresTheUnitsOfATransport(arithmetic: Arithmetic) throws {
        let features = ZukoCheckpoint.Untold.Inputs(means: [91.25, -3], scales: [2.5, 0.75])
        let inner = try ZukoNetworks.model("transfer")
        let model = try ZukoNetworks.model("transfer", features: features)
        let rows = try ZukoNetworks.events("transfer", of: inner)
        let own = EventBlock(
            firstRow: 0, rowCount: rows.rowCount, values: [Self.undone(rows.values[0], features), rows.values[1]])
        let expected = try ZukoNetworks.evaluate(inner, rows, arithmetic)
        let found = try ZukoNetworks.evaluate(model, own, arithmetic)
        // The way back divides by 1/scale and subtracts −mean/scale, both rounded to float32.
        for (value, inner) in try zip(#require(found["z"]), Self.undone(#require(expected["z"]), features)) {
            #expect(abs(value - inner) < 1e-4 * max(1, abs(inner)))
        }
        for (value, inner) in try zip(#require(found["ladj"]), #require(expected["ladj"])) {
            #expect(abs(value - inner) < (arithmetic == .float32 ? 1e-3 : 1e-6) * max(1, abs(inner)))
        }
    }

    @Test func samplesInTheUnitsOfTheData() throws {
        let inner = try ZukoNetworks.model("three")
        let model = try Self.standardized("three")
        let context = (0..<300).flatMap { [Double($0) / 150 - 1, 0.5] }
        let own = Self.undone(context, Self.context)
        let sample = ModelSampler(inner, seed: 4, workers: Workers(threads: 1))
            .sample(0..<300, context: context, nuisances: [])
        let standardized = ModelSampler(model, seed: 4, workers: Workers(threads: 1))
            .sample(0..<300, context: own, nuisances: [])
        for (value, inner) in zip(standardized.values[0], Self.undone(sample.values[0], Self.features)) {
            // The context rounds on its way, and the inverse's slopes reach tens.
            #expect(abs(value - inner) < 1e-3 * max(1, abs(inner)))
        }
        let found = try ZukoNetworks.evaluate(
            model, EventBlock(firstRow: 0, rowCount: 300, values: [standardized.values[0], own]), .float32)
        #expect(try #require(found["log_prob"]).bits == standardized.values[2].bits)
    }

    @Test(arguments: ["three", "response"]) func standsInTheDescription(_ name: String) throws {
        let model = try Self.standardized(name)
        let data = try model.data()
        let maps = try #require(SafetensorsFile(data: data).metadata["fiducial.maps"])
        #expect(maps.contains(#"{"standardization":{"means":[91.25,-3,0.5],"scales":[2.5,0.75,4]}}"#))
        #expect(maps.contains(#""means":[0.25,12.5],"scales":[0.5,3]"#))
        let again = try ModelFile(data: data)
        #expect(try again.data() == data)
        let rows = try Self.inOwnUnits(ZukoNetworks.events(name, of: model))
        #expect(
            try ZukoNetworks.evaluate(again, rows, .float32).mapValues(\.bits)
                == ZukoNetworks.evaluate(model, rows, .float32).mapValues(\.bits))
        #expect(again.summary.contains("standardization, means [91.25, -3.0, 0.5], scales [2.5, 0.75, 4.0]"))
        #expect(again.summary.contains("standardization of the context, means [0.25, 12.5], scales [0.5, 3.0]"))
    }

    @Test func refusesNumbersThatDoNotFit() throws {
        func message(_ features: ZukoCheckpoint.Untold.Inputs?, _ context: ZukoCheckpoint.Untold.Inputs?) -> String {
            do {
                _ = try ZukoNetworks.model("three", features: features, context: context)
                return "imported"
            } catch {
                return "\(error)"
            }
        }
        #expect(message(.init(means: [0, 0], scales: [1, 1]), nil).contains("2 means and scales for 3 features"))
        #expect(message(nil, .init(means: [0], scales: [1])).contains("1 means and scales for 2 context inputs"))
        #expect(message(.init(means: [0, 0, 0], scales: [1, 0, 1]), nil).contains("scales [1.0, 0.0, 1.0]"))
        #expect(message(.init(means: [0, 0, .nan], scales: [1, 1, 1]), nil).contains("means [0.0, 0.0, nan]"))
        #expect(message(nil, .init(means: [0, 0], scales: [1, -1])).contains("scales [1.0, -1.0]"))
    }
}
