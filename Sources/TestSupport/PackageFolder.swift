import Foundation

/// The folder of the package, found from the place of this file.
public enum PackageFolder {
    /// Where `Package.swift` lies.
    public static let url = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
