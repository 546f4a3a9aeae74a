import Foundation
import Safetensors

/// The project's own golden numbers, in `Tests/FlowReferenceTests/Golden`; `make_golden.py` there made them.
public enum GoldenFile {
    /// The tensors of one file, by its name without extension.
    public static func named(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(
            contentsOf: PackageFolder.url.appendingPathComponent("Tests/FlowReferenceTests/Golden/\(name).safetensors"))
    }
}
