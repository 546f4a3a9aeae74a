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

/// The folder of the package, found from the place of this file.
public enum PackageFolder {
    /// Where `Package.swift` lies.
    public static let url = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
