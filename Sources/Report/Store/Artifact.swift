import Foundation

/// What a cell computed: a typed result, and files that the engine does not interpret.
public struct Artifact: Sendable, Hashable {
    /// The result, an object; prose, claims and tables name its members as `label.path`.
    public let result: Value
    /// The attachments: bytes by file name, for example `model.safetensors`.
    public let attachments: [String: Data]

    /// - Precondition: `result` is an object, and attachment names are plain file names.
    public init(result: Value, attachments: [String: Data] = [:]) {
        precondition(result.object != nil, "an artifact's result is an object, not \(result.kind)")
        for name in attachments.keys {
            precondition(
                !name.contains("/") && !name.hasPrefix(".") && !["", "artifact.json", "manifest.json"].contains(name),
                "an attachment needs a plain file name, not '\(name)'")
        }
        self.result = result
        self.attachments = attachments
    }
}

extension Artifact {
    static let resultName = "artifact.json"

    /// The files in the store: the result and the attachments.
    var storedFiles: [String: Data] {
        attachments.merging([Self.resultName: Data(result.canonicalJSON.utf8)]) { _, result in result }
    }
}
