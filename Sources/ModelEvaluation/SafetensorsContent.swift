import Flows
import Safetensors

/// The content of a safetensors file, according to its header.
public enum SafetensorsContent: Sendable, Hashable {
    /// A model of Fiducial.
    case model
    /// A network with the tensor names of zuko or of the published code.
    case zukoCheckpoint
    /// Tensors that may be columns of events.
    case tensors

    /// - Parameters:
    ///   - names: of the tensors.
    ///   - metadata: the free strings of the header.
    public init(names: [String], metadata: [String: String]) {
        let isOurs = metadata.keys.contains { $0.hasPrefix("fiducial.") }
        if metadata[ModelFile.descriptionKey] != nil {
            self = .model
        } else if !isOurs, names.contains(where: Self.isOfZuko) {
            self = .zukoCheckpoint
        } else {
            self = .tensors
        }
    }

    public init(_ reader: SafetensorsReader) { self.init(names: reader.names, metadata: reader.metadata) }

    /// Told by the names that zuko gives, because such a file says nothing about itself.
    private static func isOfZuko(_ name: String) -> Bool {
        name.hasSuffix(".hyper.0.weight") || name.hasSuffix(".phi.0") || name.contains("nuisance_nets.")
    }
}
