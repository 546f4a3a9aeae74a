import Files
import Foundation
import Synchronization

/// The place where a running cell saves its state, so that a run that was stopped continues from there.
///
/// The checkpoints belong to the cell's key: a cell with another key has its own, and those of a finished cell are
/// removed. Each one is written to a temporary file and then moved into place. A damaged checkpoint counts as missing,
/// and so does a copied one of another key or name, because its digest includes key, name and content. If a checkpoint
/// cannot be written, the work continues, because only a stopped run would need it.
public struct Checkpoints: Sendable {
    private let place: (folder: URL, key: String)?
    private let trouble = Trouble()

    /// Checkpoints that are not saved, for tests and for short work.
    public static let none = Checkpoints(place: nil)

    /// - Parameter key: the key of the result of the work.
    init(folder: URL, key: String) { self.init(place: (folder, key)) }

    private init(place: (folder: URL, key: String)?) { self.place = place }

    /// - Returns: the state that was saved last under the name; nil without an intact one.
    public func load(_ name: String) -> Data? {
        guard let place,
            let data = FileManager.default.contents(atPath: place.folder.appendingPathComponent(name).path),
            data.count >= Self.digestLength
        else { return nil }
        let content = data.dropFirst(Self.digestLength)
        return Self.digest(content, name, place.key) == data.prefix(Self.digestLength) ? Data(content) : nil
    }

    /// Saves a state under the name, in place of the earlier one.
    ///
    /// If this fails, the earlier state stays, and `failure` says why.
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

    /// Why the last state was not saved; nil if it was saved, or if there was none.
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
