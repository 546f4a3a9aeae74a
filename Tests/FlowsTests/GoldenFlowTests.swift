import FlowKernels
import Flows
import Safetensors
import TestSupport
import Testing

/// The fast float32 flows, their inverses and hand-written gradients against PyTorch's float64 numbers.
@Suite struct GoldenFlowTests {
    /// A model of `Tests/FlowReferenceTests/Golden`, imported, with its inputs as rows of events.
    struct Golden {
        let file: SafetensorsFile
        let map: TransportMap
        let features: [[Double]]
        let context: [[Double]]
        let nuisances: [[Double]]

        init(_ name: String) throws {
            file = try GoldenFile.named(name)
            features = try Self.rows(file, "in.features")
            context = try Self.rows(file, "in.context")
            nuisances = file.tensors["in.nu"] == nil ? [] : try Self.rows(file, "in.nu")
            map = try Self.map(file, features: features[0].count)
        }

        static func rows(_ file: SafetensorsFile, _ name: String) throws -> [[Double]] {
            try file.doubles(name).rows(try file.shape(name)[1])
        }

        static func map(_ file: SafetensorsFile, features: Int) throws -> TransportMap {
            let checkpoint = try ZukoCheckpoint(file: file)
            return file.tensors["in.nu"] == nil
                ? try checkpoint.splines("transforms")
                : try checkpoint.residual(features: features, damping: 0.1, crossDamping: 0.25)
        }

        /// PyTorch's gradients of the dense masked matrices, laid out as the parameters are: the import sorts them
        /// into bands exactly as it sorts the weights.
        func parameterGradient() throws -> [Float] {
            var writer = SafetensorsWriter()
            for name in file.names where !name.hasPrefix("grad.") {
                let tensor = try file.tensors["grad.\(name)"] ?? file.tensor(name)
                if [.float32, .float64].contains(tensor.dataType) {
                    try writer.add(name, shape: tensor.shape, tensor.doubles())
                } else {
                    try writer.add(name, shape: tensor.shape, try tensor.integers())
                }
            }
            let gradients = try SafetensorsFile(data: writer.data())
            return try Self.map(gradients, features: features[0].count).parameters.values
        }
    }

    static let names = ["flow2", "flow3", "transfer2", "residual2", "residual3"]

    @Test(arguments: names) func reproducesTheMapAndItsDensity(name: String) throws {
        let golden = try Golden(name)
        let evaluation = FlowEvaluation(
            Flow([golden.map]), v: golden.features, context: golden.context, nuisances: golden.nuisances)
        #expect(largestDifference(evaluation.z, try Golden.rows(golden.file, "out.z")) < 1e-4)
        #expect(largestDifference(evaluation.logDet, try golden.file.doubles("out.ladj")) < 1e-4)
        #expect(largestDifference(evaluation.logDensity, try golden.file.doubles("out.log_prob")) < 1e-4)
    }

    @Test(arguments: names) func reproducesTheInverse(name: String) throws {
        let golden = try Golden(name)
        let arena = Arena.usedBefore()
        let z = FlowEvaluation.matrix(try Golden.rows(golden.file, "in.z"), arena: arena)
        let conditions = Conditions(
            context: FlowEvaluation.matrix(golden.context, arena: arena),
            nuisances: golden.nuisances.isEmpty ? nil : FlowEvaluation.matrix(golden.nuisances, arena: arena))
        let inverse = Flow([golden.map]).inverse(
            z, conditions, logDet: arena.zeros(rows: 1, columns: z.columns), arena: arena)
        let expected = try Golden.rows(golden.file, "out.inverse")
        #expect(largestDifference(FlowEvaluation.events(inverse, expected.count), expected) < 1e-4)
    }

    @Test(arguments: names) func reproducesTheGradientsOfAllInputs(name: String) throws {
        let golden = try Golden(name)
        let adjoint = FlowAdjoint(
            Flow([golden.map]), v: golden.features, context: golden.context, nuisances: golden.nuisances)
        try expect(adjoint.features, golden.file, "grad.in.features")
        try expect(adjoint.context, golden.file, "grad.in.context")
        if !golden.nuisances.isEmpty { try expect(adjoint.nuisances, golden.file, "grad.in.nu") }
    }

    @Test(arguments: names) func reproducesTheGradientsOfAllParameters(name: String) throws {
        let golden = try Golden(name)
        let adjoint = FlowAdjoint(
            Flow([golden.map]), v: golden.features, context: golden.context, nuisances: golden.nuisances)
        let expected = try golden.parameterGradient().map(Double.init)
        let scale = expected.map(abs).max() ?? 0
        #expect(scale > 1)
        #expect(largestDifference(adjoint.parameters[0].map(Double.init), expected) < 1e-3 * scale)
    }

    private func expect(_ gradient: [[Double]], _ file: SafetensorsFile, _ name: String) throws {
        let expected = try Golden.rows(file, name)
        let scale = expected.joined().map(abs).max() ?? 0
        #expect(largestDifference(gradient, expected) < 1e-3 * scale, "\(name)")
    }
}
