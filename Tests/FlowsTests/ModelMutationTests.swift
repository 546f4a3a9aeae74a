import FlowKernels
import Flows
import Foundation
import Safetensors
import TestSupport
import Testing

/// Broken models and checkpoints give a flow that can be evaluated, or a typed error: no crash, no trap, and no memory
/// beyond what the file's own size justifies.
@Suite struct ModelMutationTests {
    static let models = InputMutator(catalogue, seed: 23)
    static let checkpoints = InputMutator(networks, seed: 29)

    private static let catalogue: [Data] = {
        do {
            return try BijectionCatalogue.all.filter { $0.bijection.layout.count < 2000 }.map {
                try ModelFile(flow: Flow([$0.map]), provenance: ["from": "here"]).data()
            }
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// The networks of the golden files, without their inputs, results and gradients.
    private static let networks: [Data] = {
        do {
            return try ["flow2", "transfer2", "residual2"].map { name in
                let file = try GoldenFile.named(name)
                var writer = SafetensorsWriter()
                for (name, tensor) in file.tensors where name.hasPrefix("transforms.") {
                    switch tensor.dataType {
                    case .float32: try writer.add(name, shape: tensor.shape, tensor.floats())
                    case .bool, .uint8:
                        try writer.add(name, shape: tensor.shape, tensor.integers().map { $0 != 0 })
                    default: try writer.add(name, shape: tensor.shape, tensor.integers())
                    }
                }
                return writer.data()
            }
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// - Returns: whether the input is a model.
    @discardableResult
    static func readModel(_ data: Data) -> Bool {
        do {
            let model = try ModelFile(data: data)
            evaluate(model.flow)
            return true
        } catch is FlowError {
        } catch is SafetensorsError {
        } catch {
            preconditionFailure("an error of another type: \(error)")
        }
        return false
    }

    /// - Returns: whether the input is a checkpoint of any kind.
    @discardableResult
    static func importCheckpoint(_ data: Data) -> Bool {
        guard let file = try? SafetensorsFile(data: data), let checkpoint = try? ZukoCheckpoint(file: file) else {
            return false
        }
        var isValid = false
        for read in [
            { try checkpoint.splines("transforms") }, { try checkpoint.residual(features: 2, damping: 0.1) },
            { try checkpoint.residual(features: 3, damping: 0.1) },
        ] {
            do {
                evaluate(Flow([try read()]))
                isValid = true
            } catch is FlowError {
            } catch is SafetensorsError {
            } catch {
                preconditionFailure("an error of another type: \(error)")
            }
        }
        return isValid
    }

    /// Whole checkpoints: base flows, transfer maps, and residuals in front of their base.
    static let whole = InputMutator(wholeNetworks, seed: 37)

    private static let wholeNetworks: [Data] = {
        do {
            return try [
                [("flow2", "transform.")], [("transfer2", "transfer_model.T.")], [("residual2", "")],
                [("residual2", ""), ("flow2", "base_model.transform.")],
            ].map { parts in
                var writer = SafetensorsWriter()
                for (name, prefix) in parts {
                    for (name, tensor) in try GoldenFile.named(name).tensors where name.hasPrefix("transforms.") {
                        switch tensor.dataType {
                        case .float32: try writer.add(prefix + name, shape: tensor.shape, tensor.floats())
                        default: try writer.add(prefix + name, shape: tensor.shape, tensor.integers())
                        }
                    }
                }
                return writer.data()
            }
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Imports a whole checkpoint; what it gives must be a model that can be written and read back.
    ///
    /// - Returns: whether the input is a checkpoint.
    @discardableResult
    static func importModel(_ data: Data) -> Bool {
        do {
            let model = try ZukoCheckpoint(file: try SafetensorsFile(data: data)).model()
            evaluate(model.flow)
            do { _ = try ModelFile(data: model.data()) } catch {
                preconditionFailure("written, but unreadable: \(error)")
            }
            return true
        } catch is FlowError {
        } catch is SafetensorsError {
        } catch {
            preconditionFailure("an error of another type: \(error)")
        }
        return false
    }

    /// Forwards and inverts eight events; the numbers may be anything.
    private static func evaluate(_ flow: Flow) {
        let arena = Arena()
        let conditions = Conditions(
            context: arena.zeros(rows: flow.contextCount, columns: 8),
            nuisances: flow.nuisanceCount == 0 ? nil : arena.zeros(rows: flow.nuisanceCount, columns: 8))
        let logDet = arena.zeros(rows: 1, columns: 8)
        let z = flow.forward(arena.zeros(rows: flow.features, columns: 8), conditions, logDet: logDet, arena: arena)
        _ = flow.inverse(z, conditions, logDet: logDet, arena: arena)
    }

    // A process of its own shows a trap as a failed test, and can be held to a limit of memory.
    #if compiler(>=6.2)
        @Test func readsMutatedModels() async {
            await #expect(processExitsWith: .success) {
                let mutator = ModelMutationTests.models
                ModelMutationTests.readModel(mutator.input(0))
                try MutationRun.withMemory(limitedToFurther: 256 << 20) {
                    for index in MutationRun.indices(count: 25_000) {
                        ModelMutationTests.readModel(mutator.input(index))
                    }
                }
            }
        }

        @Test func importsMutatedCheckpoints() async {
            await #expect(processExitsWith: .success) {
                let mutator = ModelMutationTests.checkpoints
                ModelMutationTests.importCheckpoint(mutator.input(0))
                try MutationRun.withMemory(limitedToFurther: 256 << 20) {
                    for index in MutationRun.indices(count: 25_000) {
                        ModelMutationTests.importCheckpoint(mutator.input(index))
                    }
                }
            }
        }

        @Test func importsMutatedWholeCheckpoints() async {
            await #expect(processExitsWith: .success) {
                let mutator = ModelMutationTests.whole
                ModelMutationTests.importModel(mutator.input(0))
                try MutationRun.withMemory(limitedToFurther: 256 << 20) {
                    for index in MutationRun.indices(count: 10_000) {
                        ModelMutationTests.importModel(mutator.input(index))
                    }
                }
            }
        }
    #endif

    @Test func mutatesDeepEnough() {
        // Some changes must leave a model, or the changes are too wild to reach what lies behind the header.
        #expect((0..<1000).count { Self.readModel(Self.models.input($0)) } > 20)
        #expect((0..<1000).count { Self.importCheckpoint(Self.checkpoints.input($0)) } > 20)
        #expect((0..<1000).count { Self.importModel(Self.whole.input($0)) } > 20)
    }
}
