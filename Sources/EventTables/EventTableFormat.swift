import Foundation

/// The kinds of tables, chosen by the file's extension.
public enum EventTableFormat: String, Sendable, CaseIterable {
    /// One tensor a field.
    case safetensors
    /// One named column a number.
    case csv

    /// - Throws: ``EventTableError/unknownFormat(path:)``.
    public init(of url: URL) throws(EventTableError) {
        guard let format = Self(rawValue: url.pathExtension.lowercased()) else {
            throw .unknownFormat(path: url.relativePath)
        }
        self = format
    }
}
