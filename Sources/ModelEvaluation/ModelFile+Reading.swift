import Flows
import Foundation
import Safetensors

/// Why a file is not a model that can be evaluated.
public enum ModelFileError: Error, Sendable, CustomStringConvertible {
    /// A network in the format of PyTorch and zuko.
    case zukoCheckpoint(path: String)
    /// The file cannot be read, or does not contain a model.
    case invalid(path: String, reason: String)

    public var description: String {
        switch self {
        case .zukoCheckpoint(let path):
            "\(path): this is a checkpoint of zuko; run 'fiducial import \(path) -o model.safetensors' first and give "
                + "the model that it writes"
        case .invalid(let path, let reason): "\(path): \(reason)"
        }
    }
}

extension ModelFile {
    /// Reads a model file.
    ///
    /// - Throws: ``ModelFileError``.
    public init(contentsOf url: URL) throws(ModelFileError) {
        let path = url.relativePath
        do {
            let file = try SafetensorsFile(contentsOf: url)
            if SafetensorsContent(names: file.names, metadata: file.metadata) == .zukoCheckpoint {
                throw ModelFileError.zukoCheckpoint(path: path)
            }
            try self.init(file: file)
        } catch let error as ModelFileError {
            throw error
        } catch SafetensorsError.unreadable(_, let reason) {
            throw .invalid(path: path, reason: reason)
        } catch {
            throw .invalid(path: path, reason: "\(error)")
        }
    }
}
