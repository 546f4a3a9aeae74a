import Flows
import Foundation
import Safetensors
import TestSupport
import Testing

/// Whole checkpoints, architecture inferred; the tensors' values are held elsewhere, by the golden numbers.
@Suite(.enabled(if: ReferenceFolder.isAvailable, "\(ReferenceFolder.reason)"))
struct CheckpointImportTests {
    static let published =
        ["kin_density", "kin_density_residuals", "score_density", "score_density_residuals", "mixture_step1"]
        + (0..<8).map { "mixture_boot\($0)" }

    @Test(arguments: published)
    func importsAPublishedCheckpointWhole(_ name: String) throws {
        let model = try ZukoCheckpoint(file: try ReferenceFolder.checkpoint(name)).model()
        #expect(model.flow.features == 2)
        #expect(model.flow.contextCount == (name.hasPrefix("kin") ? 2 : 4))
        #expect(model.flow.nuisanceCount == (name.hasSuffix("residuals") ? 2 : 0))
        #expect(model.flow.maps.count == (name.hasSuffix("residuals") ? 2 : 1))
        #expect(model.kind == (name.hasPrefix("mixture") ? .transport : .density))
        #expect((model.provenance["nuisances.best-fit"] != nil) == name.hasPrefix("mixture"))
        let again = try ModelFile(data: try model.data())
        #expect(again.kind == model.kind)
        #expect(again.names == model.names)
        for (read, written) in zip(again.flow.maps, model.flow.maps) {
            #expect(read.parameters.values == written.parameters.values)
        }
    }

    /// The checkpoint with tensors taken away, replaced or added.
    private func changed(
        _ name: String, without: Set<String> = [], adding: [(String, [Int], [Double])] = []
    ) throws -> ZukoCheckpoint {
        var edited = EditedCheckpoint(try ReferenceFolder.checkpoint(name))
        for tensor in without { edited.tensors[tensor] = nil }
        for (tensor, shape, values) in adding { edited.tensors[tensor] = .init(shape: shape, values: values) }
        return try edited.checkpoint()
    }

    private func message(_ checkpoint: ZukoCheckpoint) -> String {
        do {
            _ = try checkpoint.model()
            return "imported"
        } catch {
            return "\(error)"
        }
    }

    @Test func namesATensorThatIsLeftOver() throws {
        let message = message(try changed("kin_density", adding: [("transform.extra", [1], [1])]))
        #expect(message.contains("'transform.extra'"))
    }

    @Test(arguments: ["transform.transforms.0.hyper.0.mask", "transform.transforms.1.hyper.6.bias"])
    func namesATensorThatIsMissing(_ name: String) throws {
        #expect(message(try changed("kin_density", without: [name])).contains(name))
    }

    @Test func refusesABaseThatIsNotStandardNormal() throws {
        let message = message(try changed("kin_density", adding: [("base._1", [2], [1, 2])]))
        #expect(message.contains("'base._1'"))
    }

    @Test func refusesScalesThatDisagree() throws {
        let message = message(try changed("kin_density_residuals", adding: [("nuisance_scales", [2], [1, 3])]))
        #expect(message.contains("'nuisance_scales'"))
    }

    @Test func namesWeightsThatAreNotFinite() throws {
        let name = "transform.transforms.1.hyper.6.bias"
        let message = message(
            try changed("kin_density", adding: [(name, [118], Array(repeating: .nan, count: 118))]))
        #expect(message.contains("transform.transforms.1.hyper.6") && message.contains("NaN"))
    }
}
