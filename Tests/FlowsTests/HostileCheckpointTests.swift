import Flows
import Foundation
import Safetensors
import TestSupport
import Testing

/// Checkpoints whose model could not be evaluated, or whose import would not end.
@Suite struct HostileCheckpointTests {
    private typealias Tensor = EditedCheckpoint.Tensor

    /// The residual of a golden file in front of a base flow, changed.
    private func checkpoint(_ change: (inout [String: Tensor]) -> Void) throws -> ZukoCheckpoint {
        var edited = EditedCheckpoint()
        for (file, prefix) in [("residual2", ""), ("flow2", "base_model.transform.")] {
            edited.add(try GoldenFile.named(file)) { $0.hasPrefix("transforms.") ? prefix + $0 : nil }
        }
        change(&edited.tensors)
        return try edited.checkpoint()
    }

    @Test func readsTheCheckpointThatTheOtherTestsChange() throws {
        let model = try checkpoint { _ in }.model()
        #expect(model.flow.maps.map(\.bijection.contextCount) == [4, 4])
    }

    @Test func refusesABaseOfAnotherContextThanItsResidual() throws {
        let narrow = try checkpoint { tensors in
            for (name, tensor) in tensors
            where name.hasPrefix("base_model.") && name.contains("hyper.0.") && tensor.shape.count == 2 {
                // Two of the four context columns behind the two features are gone.
                tensors[name] = Tensor(
                    shape: [tensor.shape[0], 4],
                    values: tensor.values.enumerated().filter { $0.offset % 6 < 4 }.map(\.element))
            }
        }
        #expect(throws: FlowError.invalidArchitecture("maps of different numbers of context inputs, [4, 2]")) {
            try narrow.model()
        }
    }

    /// An empty tensor may claim any number of rows; no loop may run over them.
    @Test(arguments: ["nuisance_scales", "pairs"]) func doesNotCountTheRowsOfEmptyTensors(name: String) throws {
        let claimed = try checkpoint { $0["transforms.1.\(name)"] = Tensor(shape: [1 << 50, 0], values: []) }
        let error = #expect(throws: FlowError.self) { try claimed.model() }
        #expect(error?.description.contains("'transforms.1.\(name)'") == true)
    }
}
