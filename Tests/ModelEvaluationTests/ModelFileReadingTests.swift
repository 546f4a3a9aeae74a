import Flows
import Foundation
import ModelEvaluation
import Safetensors
import TestSupport
import Testing

/// Models read from disk, and what is said of files that are none.
@Suite struct ModelFileReadingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func expect(_ words: String..., of url: URL, sourceLocation: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: ModelFileError.self, sourceLocation: sourceLocation) {
            try ModelFile(contentsOf: url)
        }
        let message = error.map { "\($0)" } ?? ""
        for word in words { #expect(message.contains(word), "\(message)", sourceLocation: sourceLocation) }
    }

    @Test func readsAModelFile() throws {
        let url = folder.file("model.safetensors")
        try ModelFile(flow: SmallModel.model().flow).data().write(to: url)
        let model = try ModelFile(contentsOf: url)
        #expect(model.isDensity)
        #expect(model.inputs.map(\.name) == ["features", "context", "nuisances"])
        #expect(model.inputs.map(\.width) == [3, 2, 2])
    }

    @Test(arguments: ["flow2", "residual2", "transfer2"])
    func asksToImportACheckpointFirst(name: String) {
        let golden = PackageFolder.url.appendingPathComponent("Tests/FlowReferenceTests/Golden/\(name).safetensors")
        expect("fiducial import", "\(name).safetensors", of: golden)
    }

    @Test func namesTheFileAndWhatIsWrong() throws {
        expect("/nowhere/m.safetensors: No such file", of: URL(fileURLWithPath: "/nowhere/m.safetensors"))
        expect("/dev/zero: not a regular file", of: URL(fileURLWithPath: "/dev/zero"))
        expect("3 bytes", of: try folder.file("short.safetensors", "abc"))
        try SafetensorsWriter(metadata: ["format": "pt"]).write(to: folder.file("other.safetensors"))
        expect("other.safetensors", "not a model of Fiducial", of: folder.file("other.safetensors"))
    }
}
