import Foundation

/// What a cell computed: a typed result, and bytes that the engine does not look into.
public struct Artifact: Sendable, Hashable {
    /// An object; its members are what prose, claims and tables reach as `label.path`.
    public let result: Value
    /// Bytes by file name, for example `model.safetensors`.
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

    /// As the store has it: the result and the attachments.
    var storedFiles: [String: Data] {
        attachments.merging([Self.resultName: Data(result.canonicalJSON.utf8)]) { _, result in result }
    }
}
