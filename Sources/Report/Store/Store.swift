import Files
import Foundation

/// Results of cells on disk, by key.
///
///     store/ab/abcdef…/manifest.json   key, components, host, times, digests of the files beside it
///     store/ab/abcdef…/artifact.json   the result
///     store/ab/abcdef…/NAME            attachments
///     store/latest/REPORT/LABEL        the key of a cell's last result, to say what changed
///     store/unfinished/KEY/NAME        checkpoints of work that was stopped
///     store/digests/…                  of large input files, with what shows whether they have changed
///     store/drawings/REPORT/LABEL      what a cell showed last
///     store/formulas/…                 as KaTeX has set them
///     store/locks/KEY
public struct Store: Sendable {
    /// The folder of the store.
    public let folder: URL

    /// - Parameter folder: the folder; it need not exist yet, see ``prepare()``.
    public init(_ folder: URL) { self.folder = folder.standardizedFileURL }

    /// A result as it was read.
    struct Entry: Sendable {
        let artifact: Artifact
        let manifest: Manifest
    }

    enum Lookup: Sendable {
        case found(Entry)
        case missing
        /// The stored result cannot be used, and why.
        case damaged(String)
    }

    /// Reads a result and checks every byte of it against its manifest.
    ///
    /// - Parameter hasAttachments: whether to read attachments, too.
    func entry(_ key: String, hasAttachments: Bool = true) -> Lookup {
        guard let place = placeToRead(key) else { return .missing }
        do {
            let manifest = try manifest(at: place)
            guard manifest.key == key else { return .damaged("its manifest is of another key") }
            var attachments: [String: Data] = [:]
            var result: Value?
            for (name, digest) in manifest.files where hasAttachments || name == Artifact.resultName {
                guard !name.contains("/") else { return .damaged("its manifest names '\(name)'") }
                guard let data = FileManager.default.contents(atPath: place.appendingPathComponent(name).path) else {
                    return .damaged("\(name) cannot be read")
                }
                guard SHA256.hex(data) == digest else { return .damaged("\(name) is not what was written") }
                if name == Artifact.resultName { result = try Value(json: data) } else { attachments[name] = data }
            }
            guard let result, result.object != nil else { return .damaged("it has no result") }
            return .found(
                Entry(artifact: Artifact(result: result, attachments: attachments), manifest: manifest))
        } catch {
            return .damaged("\(error)")
        }
    }

    /// A result that need not be computed again. A result with failed parts can be read, but is computed again.
    ///
    /// - Returns: nil without a result; the damage if a result exists but is damaged.
    func reusable(_ key: String) -> (entry: Entry?, damage: String?) {
        switch entry(key) {
        case .found(let entry): (entry.manifest.failedParts.isEmpty ? entry : nil, nil)
        case .missing: (nil, nil)
        case .damaged(let why): (nil, why)
        }
    }

    /// The manifest of a result; the result itself is not read.
    ///
    /// - Returns: nil without a result, or where the stored result does not belong to this key.
    func manifest(_ key: String) -> Manifest? { knowledge(key).manifest }

    /// The same, and the damage of a result that exists but is damaged.
    ///
    /// - Parameter verifies: whether the result and its attachments are read, too, to find damage.
    func knowledge(_ key: String, verifies: Bool = false) -> (manifest: Manifest?, damage: String?) {
        if verifies {
            switch entry(key) {
            case .found(let entry): return (entry.manifest, nil)
            case .missing: return (nil, nil)
            case .damaged(let why): return (nil, why)
            }
        }
        guard let place = placeToRead(key) else { return (nil, nil) }
        do {
            let manifest = try manifest(at: place)
            return manifest.key == key ? (manifest, nil) : (nil, "its manifest is of another key")
        } catch {
            return (nil, "\(error)")
        }
    }

    /// - Throws: ``InvalidJSON`` or ``InvalidManifest``.
    private func manifest(at place: URL) throws -> Manifest {
        let file = place.appendingPathComponent("manifest.json")
        guard let json = FileManager.default.contents(atPath: file.path) else {
            throw access(file.path, R_OK) != 0 && errno == EACCES ? InvalidManifest.forbidden : .missing
        }
        return try Manifest(json: json)
    }

    /// Writes a result to a temporary folder and moves it into place as a whole. An existing result is moved aside,
    /// where it can still be read, and removed once the new one is in place.
    ///
    /// - Throws: `FileError`; then the existing result is unchanged.
    func save(_ artifact: Artifact, _ manifest: Manifest) throws(FileError) {
        let place = place(manifest.key)
        let parent = place.deletingLastPathComponent()
        let temporary = folder.appendingPathComponent(FileSystem.unique)
        do {
            try FileSystem.createFolder(parent)
            try FileSystem.createFolder(temporary)
            for (name, data) in artifact.storedFiles {
                try FileSystem.write(data, to: temporary.appendingPathComponent(name))
            }
            try FileSystem.write(
                Data(manifest.value.prettyJSON.utf8), to: temporary.appendingPathComponent("manifest.json"))
            FileSystem.sync(temporary)
            let aside = aside(manifest.key)
            if FileManager.default.fileExists(atPath: place.path) {
                remove(aside)
                try FileSystem.rename(place, to: aside)
            }
            try FileSystem.rename(temporary, to: place)
            FileSystem.sync(parent)
            remove(aside)
        } catch {
            remove(temporary)
            throw error
        }
    }

    /// Creates the store if it does not exist.
    ///
    /// - Throws: `FileError` where it cannot be written.
    public func prepare() throws(FileError) {
        try FileSystem.createFolder(folder.appendingPathComponent("locks"))
        guard FileManager.default.isWritableFile(atPath: folder.path) else {
            throw FileError("cannot write to the store", folder, errno: EACCES)
        }
        clearRubbish()
    }

    /// The age, in seconds, after which no machine can still be writing an incomplete file.
    private static let abandoned = 3600.0

    /// Removes what killed runs have left half written.
    private func clearRubbish() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix("tmp-") || name.hasPrefix(".tmp-") {
            var status = stat()
            let place = folder.appendingPathComponent(name)
            guard lstat(place.path, &status) == 0 else { continue }
            if Date().timeIntervalSince1970 - Double(status.st_mtim.tv_sec) > Self.abandoned { remove(place) }
        }
    }

    /// The lock to hold while a result is computed, so that two runs do not compute it both.
    ///
    /// - Throws: as ``FileLock``.
    func lock(_ key: String, cancellation: Cancellation) throws -> FileLock {
        try FileLock(lockFile(key), cancellation: cancellation)
    }

    func lockFile(_ key: String) -> URL { folder.appendingPathComponent("locks/\(key)") }

    /// The checkpoints of the work for a key.
    func checkpoints(_ key: String) -> Checkpoints {
        Checkpoints(folder: unfinished(key), key: key)
    }

    /// The folder of the checkpoints of the work for a key.
    package func unfinished(_ key: String) -> URL { folder.appendingPathComponent("unfinished/\(key)") }

    /// The folder of a result; nil without a result.
    package func folder(of key: String) -> URL? { placeToRead(key) }

    /// Whether the store has a complete result, which need not be computed again.
    package func has(_ key: String) -> Bool { reusable(key).entry != nil }

    /// Digests of input files that earlier runs have read.
    var digests: KnownDigests { KnownDigests(folder: folder.appendingPathComponent("digests")) }

    /// The folder of the last outputs of a report's cells.
    func drawings(of report: String) -> URL { folder.appendingPathComponent("drawings/\(report)", isDirectory: true) }

    /// Formulas as earlier runs have set them.
    var formulas: URL { folder.appendingPathComponent("formulas", isDirectory: true) }

    /// The keys of results, by the digest of artifact and options that using cells have of them.
    var keysByInputDigest: [String: String] {
        let files = FileManager.default
        func names(_ folder: URL) -> [String] { (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] }
        var keys: [String: String] = [:]
        for drawer in names(folder) where drawer.count == 2 {
            for key in names(folder.appendingPathComponent(drawer)) where key.hasPrefix(drawer) && key.count == 64 {
                guard let manifest = manifest(key), let options = manifest.components[path: "options"] else { continue }
                keys[CellKey.inputDigest(artifact: manifest.digest, options: options)] = key
            }
        }
        return keys
    }

    /// Makes sure that a store that is there can be read. One that is not there holds nothing, which is no fault.
    ///
    /// - Parameter isListed: whether it has to tell what it holds, too, and not only give what is asked for by its key.
    /// - Throws: `FileError`.
    func requireReadable(isListed: Bool = false) throws(FileError) {
        guard let code = Self.obstacle(toReading: folder, isListed: isListed) else { return }
        throw FileError("cannot read the store", folder, errno: code)
    }

    /// - Returns: the number of the system's error; nil where the folder can be read, or is not there.
    static func obstacle(toReading folder: URL, isListed: Bool = true) -> Int32? {
        var status = stat()
        guard stat(folder.path, &status) == 0 else { return errno == ENOENT ? nil : errno }
        guard status.st_mode & S_IFMT == S_IFDIR else { return ENOTDIR }
        return access(folder.path, isListed ? R_OK | X_OK : X_OK) == 0 ? nil : errno
    }

    // MARK: the last result of a label

    /// Records the key of the last result of a cell.
    ///
    /// - Parameter report: its name for the store: a plain file name that no other report has.
    /// - Throws: `FileError`.
    func remember(_ key: String, of label: String, in report: String) throws(FileError) {
        let place = latest(label, report)
        if latestKey(of: label, in: report) == key { return }
        try FileSystem.createFolder(place.deletingLastPathComponent())
        try OutputFile(place).write(Data(key.utf8))
    }

    /// - Returns: nil where the cell has never run.
    func latestKey(of label: String, in report: String) -> String? {
        FileManager.default.contents(atPath: latest(label, report).path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The reports that have results here, by their names for the store; nil where this is not a store.
    var reports: [String]? {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("latest").path))?
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The cells of a report that have results here.
    func labels(of report: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: folder.appendingPathComponent("latest/\(report)").path)
        return (names ?? []).filter(CellLabel.isValid).sorted()
    }

    private func latest(_ label: String, _ report: String) -> URL {
        folder.appendingPathComponent("latest/\(report)/\(label)")
    }

    private func place(_ key: String) -> URL { folder.appendingPathComponent("\(key.prefix(2))/\(key)") }

    /// Where a result waits while a new one takes its place.
    private func aside(_ key: String) -> URL { folder.appendingPathComponent("\(key.prefix(2))/\(key).old") }

    /// Where the result is: aside where a process ended between the two moves of ``save(_:_:)``.
    private func placeToRead(_ key: String) -> URL? {
        [place(key), aside(key)].first { place in
            var status = stat()
            // What may not be looked at counts as there: whoever reads it learns why it cannot be used.
            return stat(place.path, &status) == 0 || errno == EACCES
        }
    }

    /// Files that cannot be removed only take space.
    private func remove(_ url: URL) { try? FileManager.default.removeItem(at: url) }
}
