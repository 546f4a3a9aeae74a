import Flows
import Safetensors
import TestSupport
import Testing

/// Checkpoints that look like zuko's and are not.
@Suite struct ZukoCheckpointTests {
    typealias Tensor = EditedCheckpoint.Tensor

    /// A golden file whose tensors `change` has changed.
    private static func checkpoint(
        _ name: String, _ change: (inout [String: Tensor]) -> Void
    ) throws -> ZukoCheckpoint {
        var edited = EditedCheckpoint(try GoldenFile.named(name))
        change(&edited.tensors)
        return try edited.checkpoint()
    }

    private static func flow(_ change: (inout [String: Tensor]) -> Void = { _ in }) throws -> TransportMap {
        try checkpoint("flow2", change).splines("transforms")
    }

    private static func residual(_ change: (inout [String: Tensor]) -> Void = { _ in }) throws -> TransportMap {
        try checkpoint("residual2", change).residual(features: 2, damping: 0.1, crossDamping: 0.25)
    }

    private func expect(
        _ words: String..., sourceLocation: SourceLocation = #_sourceLocation, _ read: () throws -> TransportMap
    ) {
        let error = #expect(throws: (any Error).self, sourceLocation: sourceLocation) { try read() }
        let message = error.map { "\($0)" } ?? ""
        for word in words { #expect(message.contains(word), sourceLocation: sourceLocation) }
    }

    @Test func readsTheFilesThatTheOtherTestsChange() throws {
        #expect(try Self.flow().bijection.contextCount == 4)
        #expect(try Self.residual().bijection.nuisanceCount == 2)
    }

    @Test func namesWhatIsMissing() {
        expect("transforms.0.hyper.2.bias") { try Self.flow { $0["transforms.0.hyper.2.bias"] = nil } }
        expect("elsewhere.0.order") { try Self.checkpoint("flow2") { _ in }.splines("elsewhere") }
        expect("transforms.0.nuisance_scales") {
            try Self.checkpoint("flow2") { _ in }.residual(features: 2, damping: 0.1)
        }
        expect("transforms.0.cross_nets.0") {
            try Self.residual { tensors in
                for name in tensors.keys where name.hasPrefix("transforms.0.cross_nets") { tensors[name] = nil }
            }
        }
    }

    @Test func refusesOrdersThatAreNone() {
        expect("transforms.1.order", "[0, 0]") { try Self.flow { $0["transforms.1.order"]?.values = [0, 0] } }
        expect("transforms.1.order") {
            try Self.flow { $0["transforms.1.order"] = Tensor(shape: [0], values: []) }
        }
        expect("[0, 2]") { try Self.residual { $0["transforms.1.indices"]?.values = [0, 2] } }
        expect("features", "3") {
            try Self.residual { $0["transforms.1.indices"] = Tensor(shape: [3], values: [2, 1, 0]) }
        }
    }

    @Test func refusesMasksThatAreNotAutoregressive() {
        expect("transforms.0.hyper.0", "not autoregressive") {
            try Self.flow { tensors in
                guard let count = tensors["transforms.0.hyper.0.mask"]?.values.count else { return }
                tensors["transforms.0.hyper.0.mask"]?.values = [Double](repeating: 1, count: count)
            }
        }
    }

    @Test func refusesNumbersThatAreNotFinite() {
        expect("transforms.0.hyper.0", "NaN") {
            try Self.flow { $0["transforms.0.hyper.0.weight"]?.values[0] = .nan }
        }
        expect("scales") { try Self.residual { $0["transforms.0.nuisance_scales"]?.values = [1, 0] } }
        expect("centers") { try Self.residual { $0["transforms.0.central_nuisance_values"]?.values = [0, .nan] } }
    }

    @Test func refusesPairsOutsideTheNuisances() {
        expect("cross term") { try Self.residual { $0["transforms.0.cross_term_pairs"]?.values = [0, 2] } }
        expect("cross term") { try Self.residual { $0["transforms.0.cross_term_pairs"]?.values = [1, 0] } }
        expect("transforms.0.cross_term_pairs", "[2]") {
            try Self.residual { $0["transforms.0.cross_term_pairs"]?.shape = [2] }
        }
    }

    @Test func readsNetworksOfDifferentDepths() throws {
        let map = try Self.residual { tensors in
            // One layer, which no feature reaches, in place of three.
            for layer in [2, 4] {
                for part in ["weight", "bias", "mask"] {
                    tensors["transforms.0.nuisance_nets.1.\(layer).\(part)"] = nil
                }
            }
            for (part, shape) in [("weight", [8, 6]), ("mask", [8, 6]), ("bias", [8])] {
                let count = shape.reduce(1, *)
                tensors["transforms.0.nuisance_nets.1.0.\(part)"] = Tensor(
                    shape: shape,
                    values: (0..<count).map { part == "mask" && $0 % 6 < 2 ? 0 : part == "mask" ? 1 : 0.1 })
            }
        }
        let layer = try #require(map.residualLayers.first)
        #expect(
            (layer.nuisanceConditioners + layer.pairConditioners).map(\.network.hidden) == [[8, 8], [], [8, 8]])
    }

    @Test func refusesNetworksWithTheWrongOutputs() {
        expect("transforms.0.nuisance_nets.1", "7") {
            try Self.residual { tensors in
                for (part, width) in [("weight", 8), ("mask", 8), ("bias", 1)] {
                    let name = "transforms.0.nuisance_nets.1.4.\(part)"
                    tensors[name] = Tensor(
                        shape: part == "bias" ? [7] : [7, width],
                        values: Array(tensors[name]?.values.prefix(7 * width) ?? []))
                }
            }
        }
    }

    @Test func readsAnOrderOffTheMasks() throws {
        let map = try Self.checkpoint("flow2") { $0["transforms.1.order"] = nil }.splines("transforms", features: 2)
        #expect(try map.bijection.description == Self.flow().bijection.description)
        expect("transforms.0.hyper", "in any order") {
            try Self.checkpoint("flow2") { tensors in
                tensors["transforms.0.order"] = nil
                let name = "transforms.0.hyper.0.mask"
                let count = tensors[name]?.values.count ?? 0
                tensors[name]?.values = [Double](repeating: 1, count: count)
            }.splines("transforms", features: 2)
        }
    }
}
