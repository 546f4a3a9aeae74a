import Foundation

/// A folder that goes with its test.
public final class TemporaryFolder {
    public let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString, isDirectory: true)

    public init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(at: url) }

    public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// A file of this text.
    public func file(_ name: String, _ text: String) throws -> URL {
        try Data(text.utf8).write(to: file(name))
        return file(name)
    }

    /// The names of all files, also hidden ones.
    public func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}
