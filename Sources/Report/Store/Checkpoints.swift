import Files
import Foundation
import Synchronization

/// Where a running cell saves its state, so that a run that was stopped continues from there.
///
/// The checkpoints belong to the cell's key: where something changes the result, there are none yet, and a cell that is
/// finished leaves none. Each one is written beside its place and moved in. One that is damaged counts as missing, and
/// so does one of another key or name, wherever it was copied from: its digest is of key, name and content. One that
/// cannot be written ends no work: only a run that is stopped would have needed it.
public struct Checkpoints: Sendable {
    private let place: (folder: URL, key: String)?
    private let trouble = Trouble()

    /// Saves nothing: for tests and for short work.
    public static let none = Checkpoints(place: nil)

    /// - Parameter key: of the result that the work is for.
    init(folder: URL, key: String) { self.init(place: (folder, key)) }

    private init(place: (folder: URL, key: String)?) { self.place = place }

    /// - Returns: what was saved last under the name; nil where there is nothing whole.
    public func load(_ name: String) -> Data? {
        guard let place,
            let data = FileManager.default.contents(atPath: place.folder.appendingPathComponent(name).path),
            data.count >= Self.digestLength
        else { return nil }
        let content = data.dropFirst(Self.digestLength)
        return Self.digest(content, name, place.key) == data.prefix(Self.digestLength) ? Data(content) : nil
    }

    /// Saves under the name, in the place of what was saved before.
    ///
    /// Where that is impossible, what was saved before stays, and `failure` says why.
    ///
    /// - Precondition: the name is a plain file name.
    public func save(_ data: Data, as name: String) {
        precondition(!name.isEmpty && !name.contains("/") && !name.hasPrefix("."), "'\(name)' is no plain file name")
        guard let place else { return }
        do {
            try FileSystem.createFolder(place.folder)
            try OutputFile(place.folder.appendingPathComponent(name)).write(
                Self.digest(data, name, place.key) + data)
            trouble.last.withLock { $0 = nil }
        } catch {
            trouble.last.withLock { $0 = error }
        }
    }

    /// Why the last state was not saved; nil where it was, or where there was none.
    var failure: FileError? { trouble.last.withLock { $0 } }

    /// Removes everything. Files that cannot be removed only take space.
    func clear() {
        if let place { try? FileManager.default.removeItem(at: place.folder) }
    }

    private static func digest(_ content: Data, _ name: String, _ key: String) -> Data {
        var hash = SHA256()
        // Neither a key nor a file name holds a line break.
        hash.update("\(key)\n\(name)\n".utf8)
        hash.update(content)
        return Data(hash.finish().utf8)
    }

    private static let digestLength = 64

    /// What all copies of a value know.
    private final class Trouble: Sendable {
        let last = Mutex<FileError?>(nil)
    }
}
