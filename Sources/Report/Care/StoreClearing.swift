import Files
import Foundation

/// What can be removed from a store, because none of the given reports needs it.
public struct StoreClearing: Sendable {
    /// Results that no report needs.
    public let results: [StoreCatalogue.Entry]
    /// Checkpoints of work that no report needs, files of killed runs, and last outputs of cells that no report has.
    public let remnants: [StoreCatalogue.Remnant]
    /// The number of results that stay.
    public let kept: Int
    /// Folders of results that cannot be read, and so stay.
    public let unreadable: [FileError]
    private let store: Store

    /// Size in bytes.
    public var size: Int { results.reduce(0) { $0 + $1.bytes } + remnants.reduce(0) { $0 + $1.bytes } }

    init(_ store: Store, needed: NeededResults) throws(CareError) {
        let catalogue = try StoreCatalogue(store)
        self.store = store
        unreadable = catalogue.unreadable
        results = catalogue.entries.filter { !needed.holds($0) }
        kept = catalogue.entries.count - results.count
        remnants =
            catalogue.remnants.filter { remnant in
                switch remnant.kind {
                case .unfinished: !needed.wanted.contains(remnant.name) && remnant.changed.timeIntervalSinceNow < -3600
                case .rubbish, .drawing: !remnant.mayBeInUse
                }
            } + catalogue.drawings.filter { !needed.drawings.contains($0.name) }
    }

    /// Removes everything listed. A result that is being computed again at this moment stays.
    ///
    /// - Returns: the number of bytes freed, and what could not be removed.
    public func run() -> (freed: Int, failures: [FileError]) {
        var freed = 0
        var failures: [FileError] = []
        func remove(_ url: URL, _ bytes: Int) {
            // Out of the way in one step, so that nobody finds half of it.
            let aside = store.folder.appendingPathComponent(FileSystem.unique)
            do throws(FileError) {
                try FileSystem.rename(url, to: aside)
            } catch {
                failures.append(error)
                return
            }
            if (try? FileManager.default.removeItem(at: aside)) == nil {
                failures.append(FileError("cannot remove", aside, errno: errno))
            } else {
                freed += bytes
            }
        }
        for result in results {
            guard let lock = FileLock(ifFree: store.lockFile(result.key)) else { continue }
            remove(result.folder, result.bytes)
            withExtendedLifetime(lock) {}
        }
        for remnant in remnants { remove(remnant.url, remnant.bytes) }
        // Those of reports that are gone altogether; the others are not empty, and stay.
        for folder in Set(remnants.filter { $0.kind == .drawing }.map { $0.url.deletingLastPathComponent() }) {
            rmdir(folder.path)
        }
        return (freed, failures)
    }
}
