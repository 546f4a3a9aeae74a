import Foundation

/// A separate folder for a test, removed with all its files when the last reference to this object is released.
public final class TemporaryFolder: Sendable {
    /// In the folder of the system for temporary files, under a name that nothing else has.
    public let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString, isDirectory: true)

    /// - Throws: the error of the file system if the folder cannot be created.
    public init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The place of a file.
    public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// A file of this text.
    public func file(_ name: String, _ text: String) throws -> URL {
        try Data(text.utf8).write(to: file(name))
        return file(name)
    }

    /// The names of all files, also hidden ones.
    public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}
