import Foundation
import Safetensors

extension ModelFile {
    /// Whether a file says of itself that it is a model, rather than being a checkpoint of zuko.
    public static func isModel(_ file: SafetensorsFile) -> Bool { file.metadata[descriptionKey] != nil }

    /// A model of ours, or a checkpoint with the tensor names of zuko or of the published code, whichever the file is.
    ///
    /// - Parameter untold: what the tensors of a checkpoint leave open; nil for the defaults.
    /// - Throws: ``FlowError`` or `SafetensorsError`; also where `untold` is given for a model, whose file states all of that.
    public init(modelOrCheckpoint file: SafetensorsFile, untold: ZukoCheckpoint.Untold? = nil) throws {
        guard Self.isModel(file) else {
            self = try ZukoCheckpoint(file: file).model(untold)
            return
        }
        guard untold == nil else {
            throw FlowError.invalidModel("the file is a model, which tells by itself what is given for a checkpoint")
        }
        try self.init(file: file)
    }
}
