import EventTables
import FlowKernels
import Flows
import Foundation
import ModelEvaluation
import Safetensors
import Testing

/// Models under the names of zuko, and read back from them. `Zuko/zuko_round_trip.py` shows that zuko itself loads
/// them.
@Suite struct ZukoExportTests {
    private func exported(_ model: ModelFile, _ names: ZukoExport.BaseNames = .named) throws -> SafetensorsFile {
        try SafetensorsFile(data: ZukoExport(model, baseNames: names).data())
    }

    @Test(arguments: ZukoNetworks.all, Arithmetic.allCases)
    func givesBackTheBits(_ name: String, arithmetic: Arithmetic) throws {
        let model = try ZukoNetworks.model(name)
        let again = try ZukoCheckpoint(file: exported(model)).model(ZukoNetworks.untold(name))
        let events = try ZukoNetworks.events(name, of: model)
        let before = try ZukoNetworks.evaluate(model, events, arithmetic)
        let after = try ZukoNetworks.evaluate(again, events, arithmetic)
        #expect(before.mapValues(\.bits) == after.mapValues(\.bits))
        #expect(again.kind == model.kind)
        #expect(again.fittedNuisances == model.fittedNuisances)
    }

    @Test func givesBackTheBitsOfAFlowThatWasTrainedHere() throws {
        let model = SmallModel.model()
        let again = try ZukoCheckpoint(file: exported(model)).model(
            ZukoCheckpoint.Untold(quadraticDamping: 0.1, crossDamping: 0.25))
        let before = try ZukoNetworks.evaluate(model, SmallModel.rows(100), .float32)
        let after = try ZukoNetworks.evaluate(again, SmallModel.rows(100), .float32)
        #expect(before.mapValues(\.bits) == after.mapValues(\.bits))
    }

    /// As `train` cells make them; what no tensor tells stands in the metadata.
    @Test(arguments: [true, false]) func givesBackTheBitsOfABaseFlow(affine: Bool) throws {
        let flow = NeuralSplineFlow.autoregressive(
            features: 3, contextCount: 2, transforms: 2, bins: 5, hidden: [9, 8], activation: affine ? .relu : .elu,
            standardization: Standardization(means: [0.5, -1, 0.1], scales: [2, 0.75, 3]), affine: affine)
        let model = ModelFile(flow: Flow([SmallModel.map(flow, seed: 6)]))
        let again = try ZukoCheckpoint(file: exported(model)).model()
        #expect(again.flow.maps[0].bijection.description == flow.description)
        let rows = SmallModel.rows(100)
        let events = EventBlock(firstRow: 0, rowCount: 100, values: Array(rows.values.prefix(2)))
        #expect(
            try ZukoNetworks.evaluate(model, events, .float32).mapValues(\.bits)
                == ZukoNetworks.evaluate(again, events, .float32).mapValues(\.bits))
    }

    /// The names and shapes that zuko itself wrote.
    @Test(arguments: ["one", "one-alone", "three", "response", "transfer", "affine", "affine-alone"])
    func writesTheTensorsThatZukoHas(_ name: String) throws {
        let zuko = try ZukoNetworks.file(name)
        let ours = try exported(ZukoNetworks.model(name))
        #expect(ours.names.sorted() == zuko.names.sorted())
        for tensor in zuko.names { #expect(try ours.shape(tensor) == zuko.shape(tensor), "\(tensor)") }
    }

    @Test func namesTheBaseAsOlderVersionsDo() throws {
        let names = try exported(ZukoNetworks.model("three"), .numbered).names
        #expect(names.contains("base._0") && names.contains("base._1"))
        #expect(!names.contains("base.loc") && !names.contains("base.scale"))
    }

    /// Folding rounds every weight of the context once; the features' means and scales stand as they are.
    @Test(arguments: ["one", "three", "response"])
    func foldsTheContextAndKeepsTheFeatures(_ name: String) throws {
        let plain = try ZukoNetworks.model(name)
        let features = ZukoCheckpoint.Untold.Inputs(
            means: (0..<plain.flow.features).map { 3.5 - Float($0) },
            scales: (0..<plain.flow.features).map { 0.5 + Float($0) })
        let context = ZukoCheckpoint.Untold.Inputs(means: [1.25, -0.5], scales: [2, 0.75])
        let model = try ZukoNetworks.model(name, features: features, context: context)
        let file = try exported(model)
        let front = name == "response" ? "transforms.0" : "transform.transforms.0"
        #expect(try file.floats("\(front)._0") == features.means)
        #expect(try file.floats("\(front)._1") == features.scales)
        let again = try ZukoCheckpoint(file: file).model(ZukoNetworks.untold(name))
        #expect(try #require(again.flow.maps[0].bijection as? Composition).parts[0] is Standardization)
        let events = try ZukoNetworks.events(name, of: model)
        let before = try #require(try ZukoNetworks.evaluate(model, events, .float64)["log_prob"])
        let after = try #require(try ZukoNetworks.evaluate(again, events, .float64)["log_prob"])
        for (before, after) in zip(before, after) { #expect(abs(before - after) < 1e-4 * max(1, abs(before))) }
    }

    @Test func givesBackTheBitsOfStandardizedFeatures() throws {
        let features = ZukoCheckpoint.Untold.Inputs(means: [0.5, -1], scales: [2, 0.75])
        let model = try ZukoNetworks.model("transfer", features: features)
        let file = try exported(model)
        #expect(try file.floats("transfer_model.T.transforms.3._0") == [-0.25, 1 / Float(0.75)])
        let again = try ZukoCheckpoint(file: file).model()
        let events = try ZukoNetworks.events("transfer", of: model)
        #expect(
            try ZukoNetworks.evaluate(model, events, .float32).mapValues(\.bits)
                == ZukoNetworks.evaluate(again, events, .float32).mapValues(\.bits))
    }

    @Test func refusesWhatZukoHasNoNamesFor() throws {
        func message(_ flow: Flow, kind: ModelKind = .density) -> String {
            do {
                _ = try exported(ModelFile(flow: flow, kind: kind))
                return "exported"
            } catch {
                return "\(error)"
            }
        }
        let spline = SmallModel.map(
            NeuralSplineFlow.autoregressive(features: 2, contextCount: 1, transforms: 1, bins: 4, hidden: [4]), seed: 1)
        let residual = SmallModel.map(
            FactorizableResidual.polynomial(
                features: 2, contextCount: 1, layers: 1, centers: [0], scales: [1], hidden: [4]), seed: 2)
        #expect(message(Flow([spline, residual])).contains("residual layers in front of spline transforms"))
        #expect(message(Flow([residual, spline]), kind: .transport) == "exported")
        #expect(message(Flow([residual, spline])) == "exported")
        func paired(_ crossOrder: CrossOrder, layers: Int = 1) -> TransportMap {
            SmallModel.map(
                FactorizableResidual.polynomial(
                    features: 2, contextCount: 1, layers: layers, centers: [0, 0], scales: [1, 1],
                    pairs: [NuisancePair(0, 1)], crossOrder: crossOrder, hidden: [4]), seed: 3)
        }
        #expect(message(Flow([paired(.second), spline])) == "exported")
        for flow in [Flow([paired(.third), spline]), Flow([paired(.third, layers: 2)])] {
            let refusal = message(flow)
            #expect(refusal.contains("third-order cross terms") && refusal.contains("'cross-order: 2'"))
        }
        let units = Standardization(means: [1], scales: [2])
        let nested = ContextStandardized(ContextStandardized(spline.bijection, units), units)
        #expect(
            message(Flow([TransportMap(nested, parameters: spline.parameters)])).contains(
                "a map of kind 'contextStandardized' has no names in zuko"))
    }
}
