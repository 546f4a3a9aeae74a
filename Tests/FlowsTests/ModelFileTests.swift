import FlowKernels
import Flows
import Foundation
import Safetensors
import Testing

/// Models written and read back, and what is said of files that are none.
@Suite struct ModelFileTests {
    @Test(arguments: BijectionCatalogue.all) func readsBackTheBitsThatWereWritten(
        _ entry: BijectionCatalogue.Entry
    ) throws {
        let data = try ModelFile(flow: Flow([entry.map, entry.map]), provenance: ["data": "made \"up\""]).data()
        let again = try ModelFile(data: data)
        #expect(again.provenance == ["data": "made \"up\""])
        #expect(
            again.flow.maps.map(\.bijection.description) == [entry.bijection.description, entry.bijection.description])
        for map in again.flow.maps {
            #expect(map.parameters.values.map(\.bitPattern) == entry.map.parameters.values.map(\.bitPattern))
        }
        #expect(try again.data() == data)
    }

    @Test func namesWhatIsMissing() throws {
        #expect(throws: SafetensorsError.missingTensor("0.spline.1.bias")) {
            try Self.model { $0["0.spline.1.bias"] = nil }
        }
    }

    @Test func namesWhatHasAnotherShape() throws {
        try expectInvalidModel("tensor '0.spline.1.bias' has shape [28], not [28, 1]") {
            $0["0.spline.1.bias"]?.shape = [28]
        }
    }

    @Test(arguments: [Float.nan, .infinity]) func namesWhatIsNotFinite(_ value: Float) throws {
        try expectInvalidModel("tensor '0.spline.1.bias' holds NaN or infinity") {
            $0["0.spline.1.bias"]?.values[3] = value
        }
    }

    @Test func namesWhatIsLeftOver() throws {
        try expectInvalidModel("tensors that no map uses: [\"1.spline.0.bias\", \"extra\"]") {
            $0["extra"] = Tensor(shape: [2], values: [1, 2])
            $0["1.spline.0.bias"] = Tensor(shape: [1], values: [1])
        }
    }

    /// A file of a few bytes must not make the reader allocate gigabytes.
    @Test func asksForNoMemoryThatTheFileDoesNotFill() throws {
        let description = MaskedAutoregressiveSpline(
            order: [0, 1], contextCount: 1, bins: 5, hidden: [Int](repeating: 1 << 16, count: 8)
        ).description
        let maps = String(decoding: try JSONEncoder().encode([description]), as: UTF8.self)
        let data = SafetensorsWriter(metadata: ["fiducial.maps": maps]).data()
        let message = "the model's description needs at least 10 tensors, but the file has 0"
        #expect(throws: FlowError.invalidModel(message)) { try ModelFile(data: data) }
    }

    /// Features times layers, and nuisances times both, grow faster than the description that names them.
    @Test(arguments: [
        (20_000, 20_000, 0, 0), (3_000, 64, 0, 0), (3_000, 0, 20_000, 0), (200, 64, 300, 40_000),
    ])
    func laysNothingOutThatTheFileCannotHold(features: Int, layers: Int, nuisances: Int, pairs: Int) throws {
        let hidden = [Int](repeating: 1, count: layers)
        let all = (0..<nuisances).lazy.flatMap { k in (0..<k).lazy.map { NuisancePair($0, k) } }
        let description: BijectionDescription =
            nuisances == 0
            ? .spline(
                order: Array(0..<features), context: 0, bins: 4, derivatives: 3, hidden: hidden, activation: .relu)
            : .polynomialResidual(
                order: Array(0..<features), context: 0, centers: [Float](repeating: 0, count: nuisances),
                scales: [Float](repeating: 1, count: nuisances), pairs: Array(all.prefix(pairs)), damping: 0.1,
                crossDamping: 0.1, hidden: hidden, activation: .elu)
        let maps = String(decoding: try JSONEncoder().encode([description]), as: UTF8.self)
        let data = SafetensorsWriter(metadata: ["fiducial.maps": maps]).data()
        #expect(throws: FlowError.self) { try ModelFile(data: data) }
    }

    @Test func refusesArchitecturesBeyondAllMeasure() {
        for (features, layers) in [(4097, 1), (2, 65)] {
            let description = BijectionDescription.spline(
                order: Array(0..<features), context: 0, bins: 4, derivatives: 3,
                hidden: [Int](repeating: 4, count: layers), activation: .relu)
            #expect(
                throws: FlowError.invalidArchitecture("\(features) features and \(layers) hidden layers")
            ) { try description.makeBijection() }
        }
    }

    @Test(arguments: [100, 5_000, 1_000_000]) func survivesCompositionsOfCompositions(depth: Int) {
        let maps =
            String(repeating: "[{\"composition\":{\"_0\":", count: depth) + "[{\"permutation\":{\"indices\":[0]}}]"
            + String(repeating: "}}]", count: depth)
        let data = SafetensorsWriter(metadata: ["fiducial.maps": maps]).data()
        // A model or an error, depending on the nesting that the JSON reader allows; never a stack overflow.
        do {
            #expect(try ModelFile(data: data).flow.features == 1)
        } catch {
            #expect(error is FlowError)
        }
    }

    @Test func refusesTensorsThatAreNoModel() throws {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        try writer.add("weight", shape: [1], [Float(1)])
        let data = writer.data()
        #expect(
            throws: FlowError.invalidModel("the file's metadata has no 'fiducial.maps': not a model of Fiducial")
        ) { try ModelFile(data: data) }
    }

    @Test func refusesWhatIsNoTensorFile() {
        #expect(throws: SafetensorsError.truncated(byteCount: 3)) { try ModelFile(data: Data([1, 2, 3])) }
    }

    @Test(arguments: ["", "{}", "[{\"rotation\":{}}]", "[{\"permutation\":{}}]"])
    func refusesDescriptionsThatCannotBeRead(_ description: String) {
        let data = SafetensorsWriter(metadata: ["fiducial.maps": description]).data()
        let error = #expect(throws: FlowError.self) { try ModelFile(data: data) }
        #expect(error?.description.hasPrefix("the model's description cannot be read") == true)
    }

    @Test func refusesAModelWithoutMaps() {
        let data = SafetensorsWriter(metadata: ["fiducial.maps": "[]"]).data()
        #expect(throws: FlowError.invalidModel("the model has no maps")) { try ModelFile(data: data) }
    }

    @Test func refusesMapsThatDoNotFitTogether() throws {
        let maps = [Permutation.reversal(features: 2), Permutation.reversal(features: 3)].map(\.description)
        let description = String(decoding: try JSONEncoder().encode(maps), as: UTF8.self)
        let data = SafetensorsWriter(metadata: ["fiducial.maps": description]).data()
        #expect(throws: FlowError.invalidArchitecture("maps of different numbers of features, [2, 3]")) {
            try ModelFile(data: data)
        }
    }

    // MARK: Changed models

    struct Tensor {
        var shape: [Int]
        var values: [Float]
    }

    /// A valid model whose tensors `change` has changed, read.
    @discardableResult
    private static func model(_ change: (inout [String: Tensor]) -> Void) throws -> ModelFile {
        let bijection = MaskedAutoregressiveSpline(order: [0, 1], contextCount: 1, bins: 5, hidden: [4])
        let flow = Flow([TransportMap(initializing: bijection, seed: 2)])
        let file = try SafetensorsFile(data: try ModelFile(flow: flow).data())
        var tensors = file.tensors.mapValues { Tensor(shape: $0.shape, values: $0.floats()) }
        change(&tensors)
        var writer = SafetensorsWriter(metadata: file.metadata)
        for (name, tensor) in tensors { try writer.add(name, shape: tensor.shape, tensor.values) }
        return try ModelFile(data: writer.data())
    }

    @Test func readsTheModelThatTheOtherTestsChange() throws {
        #expect(try Self.model { _ in }.flow.features == 2)
    }

    private func expectInvalidModel(
        _ message: String, _ change: (inout [String: Tensor]) -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(throws: FlowError.invalidModel(message), sourceLocation: sourceLocation) { try Self.model(change) }
    }
}
