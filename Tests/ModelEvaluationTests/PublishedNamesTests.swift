import Flows
import Foundation
import ModelEvaluation
import Safetensors
import Testing

/// Names that the published code and PyTorch give tensors, as its `residual_flow.py`, `lib.py` and `train_profiling.py`
/// write them.
@Suite struct PublishedNamesTests {
    private typealias Tensors = [String: SafetensorsTensor]

    private func renamed(_ file: SafetensorsFile, _ name: (String) -> String) throws -> SafetensorsFile {
        let tensors = file.tensors.map { (name($0.key), $0.value) }
        return SafetensorsFile(tensors: Tensors(uniqueKeysWithValues: tensors), metadata: file.metadata)
    }

    private func bits(_ model: ModelFile) throws -> [String: [UInt64]] {
        let events = try ZukoNetworks.events("response", of: ZukoNetworks.model("response"))
        return try ZukoNetworks.evaluate(model, events, .float64).mapValues { $0.map(\.bitPattern) }
    }

    @Test(arguments: ["module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."])
    func leavesOutTheNamesOfWrappers(_ prefix: String) throws {
        let file = try ZukoNetworks.file("response")
        let wrapped = try renamed(file) { prefix + $0 }
        let model = try ZukoCheckpoint(file: wrapped).model(ZukoNetworks.untold("response"))
        #expect(try bits(model) == bits(ZukoNetworks.model("response")))
    }

    @Test func leavesOutTheNamesOfWrappersInside() throws {
        let file = try ZukoNetworks.file("response")
        let wrapped = try renamed(file) { name in
            name.replacingOccurrences(of: "base_model.", with: "base_model._orig_mod.")
                .replacingOccurrences(of: "cross_nets.0.", with: "cross_nets.0.module.")
        }
        let model = try ZukoCheckpoint(file: wrapped).model(ZukoNetworks.untold("response"))
        #expect(try bits(model) == bits(ZukoNetworks.model("response")))
    }

    @Test func refusesTwoTensorsOfOneName() throws {
        let file = try ZukoNetworks.file("response")
        var tensors = file.tensors
        tensors["module.nuisance_scales"] = tensors["nuisance_scales"]
        let twice = SafetensorsFile(tensors: tensors, metadata: [:])
        let error = #expect(throws: FlowError.self) { try ZukoCheckpoint(file: twice) }
        #expect("\(try #require(error))".contains("two tensors are 'nuisance_scales'"))
    }

    @Test(arguments: [("cross_nets", "pair_nets"), ("cross_term_pairs", "pairs"), ("nuisance_nets", "networks")])
    func namesTensorsThatNothingUses(_ theirs: String, _ others: String) throws {
        let file = try renamed(try ZukoNetworks.file("response")) {
            $0.replacingOccurrences(of: theirs, with: others)
        }
        let error = #expect(throws: (any Error).self) {
            try ZukoCheckpoint(file: file).model(ZukoNetworks.untold("response"))
        }
        #expect("\(try #require(error))".contains("transforms.0."))
    }

    /// Layers without cross terms keep an empty tensor of pairs.
    @Test func writesEmptyPairs() throws {
        let file = try SafetensorsFile(data: ZukoExport(ZukoNetworks.model("response")).data())
        #expect(try file.shape("transforms.0.cross_term_pairs") == [1, 2])
        #expect(try file.shape("transforms.2.cross_term_pairs") == [0, 2])
        #expect(try file.tensor("transforms.2.cross_term_pairs").dataType == .int64)
    }

    // MARK: The distribution of interest as a function of the nuisances

    private static let amortized = ModelFile(flow: SmallModel.model().flow, kind: .transport)

    private func checkpoint() throws -> Tensors {
        let file = try SafetensorsFile(data: ZukoExport(Self.amortized).data())
        var tensors: Tensors = [:]
        for (name, tensor) in file.tensors {
            tensors["residual_transfer_model.\(name)"] = tensor
            if name.hasPrefix("base_model.") { tensors["transfer_model.\(name.dropFirst(11))"] = tensor }
        }
        return tensors
    }

    private func model(_ tensors: Tensors) throws -> ModelFile {
        try ZukoCheckpoint(file: SafetensorsFile(tensors: tensors, metadata: [:])).model(
            ZukoCheckpoint.Untold(quadraticDamping: 0.1, crossDamping: 0.25))
    }

    @Test func readsTheDistributionOfInterestWithItsResidual() throws {
        let names = try SafetensorsFile(data: ZukoExport(Self.amortized).data()).names
        #expect(names.contains { $0.hasPrefix("base_model.T.transforms.0.") })
        let again = try model(checkpoint())
        #expect(again.kind == .transport)
        let rows = SmallModel.rows(100)
        #expect(
            try ZukoNetworks.evaluate(again, rows, .float32).mapValues { $0.map(\.bitPattern) }
                == ZukoNetworks.evaluate(Self.amortized, rows, .float32).mapValues { $0.map(\.bitPattern) })
    }

    @Test func refusesAnotherBaseThanTheOneBesideIt() throws {
        var tensors = try checkpoint()
        let name = try #require(tensors.keys.sorted().first { $0.hasPrefix("transfer_model.") && $0.hasSuffix("bias") })
        tensors[name] = tensors[name.replacingOccurrences(of: "bias", with: "weight")]
        let error = #expect(throws: (any Error).self) { try model(tensors) }
        #expect("\(try #require(error))".contains(name))
    }
}
