import FlowReference
import Foundation
import Safetensors
import Testing

/// Files that hold no network, or a broken one, are refused with a reason.
@Suite struct NamedTensorsTests {
    static func file(_ fill: (inout SafetensorsWriter) throws -> Void) throws -> NamedTensors {
        var writer = SafetensorsWriter()
        try fill(&writer)
        return NamedTensors(try SafetensorsFile(data: writer.data()))
    }

    @Test func multipliesTheMaskIntoTheWeights() throws {
        let tensors = try Self.file {
            try $0.add("net.0.weight", shape: [2, 2], [Float(1), 2, 3, 4])
            try $0.add("net.0.bias", shape: [2], [Float(0), -20])
            try $0.add("net.0.mask", shape: [2, 2], [UInt8(1), 0, 1, 1])
            try $0.add("net.10.weight", shape: [1, 2], [Float(1), 1])
            try $0.add("net.10.bias", shape: [1], [Float(0.5)])
        }
        let relu = try ReferenceNetwork(tensors.under("net."), activation: .relu)
        #expect(relu([1.0, 10.0]) == [24.5])
        #expect(relu([-1.0, 4.0]) == [0.5])
        let elu = try ReferenceNetwork(tensors.under("net."), activation: .elu)
        #expect(elu([-1.0, 4.0]) == [0.5 + expm1(-1) + expm1(-7)])
    }

    @Test func namesAMissingTensor() throws {
        let tensors = try Self.file { try $0.add("a.0.weight", shape: [1, 1], [Float(1)]) }
        #expect(throws: NetworkError.tensor(.missingTensor("a.0.bias"))) {
            try ReferenceNetwork(tensors.under("a."), activation: .relu)
        }
    }

    @Test func refusesLayersThatDoNotFit() throws {
        let tensors = try Self.file {
            try $0.add("0.weight", shape: [2, 1], [Float(1), 1])
            try $0.add("0.bias", shape: [2], [Float(1), 1])
            try $0.add("2.weight", shape: [1, 3], [Float(1), 1, 1])
            try $0.add("2.bias", shape: [1], [Float(1)])
        }
        #expect(throws: NetworkError.self) { try ReferenceNetwork(tensors, activation: .relu) }
        #expect(throws: NetworkError.malformed(prefix: "x.", reason: "no layers")) {
            try ReferenceNetwork(tensors.under("x."), activation: .relu)
        }
        #expect(throws: NetworkError.malformed(prefix: "", reason: "no transforms")) { try SplineFlow(tensors) }
        #expect(throws: NetworkError.malformed(prefix: "", reason: "no layers")) { try ResidualStack(tensors) }
    }

    @Test func refusesOutputsThatMakeNoSpline() throws {
        let tensors = try Self.file {
            try $0.add("order", shape: [2], [0, 1])
            try $0.add("hyper.0.weight", shape: [12, 2], [Float](repeating: 1, count: 24))
            try $0.add("hyper.0.bias", shape: [12], [Float](repeating: 1, count: 12))
        }
        #expect(throws: NetworkError.malformed(prefix: "", reason: "12 outputs for 2 features")) {
            try ReferenceSplineTransform(tensors)
        }
    }

    @Test func refusesAPermutationThatIsNoReversal() throws {
        let tensors = try Self.file {
            try $0.add("transforms.0.central_nuisance_values", shape: [0], [Float]())
            try $0.add("transforms.0.nuisance_scales", shape: [0], [Float]())
            try $0.add("transforms.1.indices", shape: [3], [1, 2, 0])
        }
        #expect(throws: NetworkError.malformed(prefix: "transforms.1.", reason: "[1, 2, 0] is not the reversed order"))
        {
            try ResidualStack(tensors)
        }
    }
}
