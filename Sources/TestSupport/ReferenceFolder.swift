import Foundation
import Safetensors

/// The optional folder with the method's published networks and the golden numbers made from them.
///
/// It is not part of the project: `FIDUCIAL_REFERENCE` names it, or it lies at `shared/reference` beside the package's
/// folder. Tests that need it are skipped where it is missing: `.enabled(if: ReferenceFolder.isAvailable)`.
public enum ReferenceFolder {
    /// The folder; nil if it does not exist.
    public static let url: URL? = {
        let named = ProcessInfo.processInfo.environment["FIDUCIAL_REFERENCE"].map { URL(fileURLWithPath: $0) }
        let beside = PackageFolder.url.deletingLastPathComponent().appendingPathComponent("shared/reference")
        let url = named ?? beside
        return FileManager.default.fileExists(atPath: url.appendingPathComponent("golden").path) ? url : nil
    }()

    /// Whether the folder exists.
    public static var isAvailable: Bool { url != nil }

    /// Why a test that needs the folder was skipped.
    public static let reason = "needs the published networks: set FIDUCIAL_REFERENCE to their folder"

    /// A network of `checkpoints/`, by its name without extension.
    public static func checkpoint(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(contentsOf: location("checkpoints/\(name).safetensors"))
    }

    /// Tensors of `golden/`, by their name without extension.
    public static func golden(_ name: String) throws -> SafetensorsFile {
        try SafetensorsFile(contentsOf: location("golden/\(name).safetensors"))
    }

    /// Any file of the folder.
    public static func data(_ path: String) throws -> Data { try Data(contentsOf: location(path)) }

    private static func location(_ path: String) throws -> URL {
        guard let url else { throw MissingFolder() }
        return url.appendingPathComponent(path)
    }

    /// The folder is required, but does not exist.
    public struct MissingFolder: Error, CustomStringConvertible {
        public var description: String { ReferenceFolder.reason }
    }
}
