import Foundation

/// Where a running cell leaves what it has so far, so that a run which was stopped goes on from there.
///
/// The checkpoints belong to the cell's key: whatever changes the result starts anew, and a cell that is done leaves
/// none. Each one is written beside its place and swapped in, and one that was damaged counts as none.
public struct Checkpoints: Sendable {
    private let folder: URL?

    /// Keeps nothing: for tests and for work that is short.
    public static let none = Checkpoints(folder: nil)

    init(folder: URL?) { self.folder = folder }

    /// - Returns: what was saved last under the name; nil where there is nothing whole.
    public func load(_ name: String) -> Data? {
        guard let url = place(name), let data = FileManager.default.contents(atPath: url.path),
            data.count >= Self.digestLength
        else { return nil }
        let content = data.dropFirst(Self.digestLength)
        return Data(SHA256.hex(content).utf8) == data.prefix(Self.digestLength) ? Data(content) : nil
    }

    /// - Precondition: the name is a plain file name.
    public func save(_ data: Data, as name: String) throws(FileError) {
        precondition(!name.isEmpty && !name.contains("/") && !name.hasPrefix("."), "'\(name)' is no plain file name")
        guard let folder, let url = place(name) else { return }
        try FileSystem.createFolder(folder)
        try FileSystem.replace(url, with: Data(SHA256.hex(data).utf8) + data)
    }

    /// Forgets everything. What cannot be removed costs space and nothing else.
    func clear() {
        if let folder { try? FileManager.default.removeItem(at: folder) }
    }

    private func place(_ name: String) -> URL? { folder?.appendingPathComponent(name) }

    private static let digestLength = 64
}
