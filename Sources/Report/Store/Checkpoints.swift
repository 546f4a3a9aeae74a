import Files
import Foundation
import Synchronization

/// Where a running cell saves its state, so that a run that was stopped continues from there.
///
/// The checkpoints belong to the cell's key: where something changes the result, there are none yet, and a cell that is
/// finished leaves none. Each one is written beside its place and moved in; one that is damaged counts as missing. One that
/// cannot be written ends no work: only a run that is stopped would have needed it.
public struct Checkpoints: Sendable {
    private let folder: URL?
    private let trouble = Trouble()

    /// Saves nothing: for tests and for short work.
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

    /// Saves under the name, in the place of what was saved before.
    ///
    /// Where that is impossible, what was saved before stays, and ``failure`` says why.
    ///
    /// - Precondition: the name is a plain file name.
    public func save(_ data: Data, as name: String) {
        precondition(!name.isEmpty && !name.contains("/") && !name.hasPrefix("."), "'\(name)' is no plain file name")
        guard let folder, let url = place(name) else { return }
        do {
            try FileSystem.createFolder(folder)
            try OutputFile(url).write(Data(SHA256.hex(data).utf8) + data)
            trouble.last.withLock { $0 = nil }
        } catch {
            trouble.last.withLock { $0 = error }
        }
    }

    /// Why the last state was not saved; nil where it was, or where there was none.
    var failure: FileError? { trouble.last.withLock { $0 } }

    /// Removes everything. What cannot be removed only takes space.
    func clear() {
        if let folder { try? FileManager.default.removeItem(at: folder) }
    }

    private func place(_ name: String) -> URL? { folder?.appendingPathComponent(name) }

    private static let digestLength = 64

    /// What all copies of a value know.
    private final class Trouble: Sendable {
        let last = Mutex<FileError?>(nil)
    }
}
