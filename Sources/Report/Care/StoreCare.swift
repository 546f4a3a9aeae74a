import Files
import Foundation

/// Maintains a store: lists and checks its contents, finds what can be removed, exports and imports results.
public struct StoreCare: Sendable {
    let store: Store

    /// - Parameter store: a store that exists.
    public init(_ store: Store) { self.store = store }

    /// Reads every byte of a result.
    ///
    /// - Returns: the fault in words; nil for an intact result.
    public func fault(of entry: StoreCatalogue.Entry) -> String? {
        switch store.entry(entry.key) {
        case .found: nil
        case .missing: "it is gone"
        case .damaged(let why): why
        }
    }

    /// The manifest of a result as it is stored.
    ///
    /// - Returns: nil where it cannot be read.
    public func manifest(of entry: StoreCatalogue.Entry) -> String? {
        FileManager.default.contents(atPath: entry.folder.appendingPathComponent("manifest.json").path)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// What can be removed, because none of the given reports needs it for its current text.
    ///
    /// - Throws: ``CareError``, and ``CellFailure`` where a file that a report reads no longer exists.
    public func clearing(keeping reports: [Document]) throws -> StoreClearing {
        try StoreClearing(store, needed: NeededResults(of: reports, in: store))
    }

    /// The contents of an archive that was written.
    public struct Export: Sendable {
        /// The number of results in it, including those of parts.
        public let results: Int
        /// Cells that are not in it, because their results are not up to date.
        public let missing: [String]
    }

    /// Writes the results of reports into one file, from which their pages can be rendered elsewhere without computing.
    ///
    /// - Parameter hasParts: whether to include the results of single parts (members, toys). A page does not need them,
    ///   but they save computing time if a report later asks for more parts.
    /// - Throws: `FileError`; ``CareError``, also where a result is damaged; ``CellFailure`` where a file that a report
    ///   reads no longer exists.
    public func export(_ reports: [Document], to output: OutputFile, hasParts: Bool) throws -> Export {
        let needed = try NeededResults(of: reports, in: store)
        let entries = try StoreCatalogue(store).entries.filter {
            needed.keys.contains($0.key) && (hasParts || $0.part == nil)
        }
        for entry in entries {
            if let fault = fault(of: entry) {
                throw CareError.damaged(label: entry.label, why: fault)
            }
        }
        try StoreArchive.write(entries, to: output)
        let labels = reports.flatMap { $0.cells.map(\.label) }
        return Export(results: entries.count, missing: labels.filter(needed.open.contains))
    }

    /// The outcome of an import, result by result.
    public struct Import: Sendable {
        /// The number of imported results.
        public internal(set) var new = 0
        /// The number of results that the store already had.
        public internal(set) var known = 0
        /// Results that were refused, each with the reason.
        public internal(set) var refused: [(key: String, why: String)] = []
        /// How the jobs of these results ended; nil where the archive is not a bundle of results.
        public internal(set) var bundle: ResultBundle?
    }

    /// Imports the results of an archive: each is checked byte by byte and moved into place as a whole; existing
    /// results stay. Importing the same archive twice, or two archives with the same results, is safe.
    ///
    /// - Throws: ``CareError/archive(_:why:)`` before anything is imported; `FileError`.
    public func take(_ archive: URL, cancellation: Cancellation = Cancellation()) throws -> Import {
        let contents = try StoreArchive.read(archive)
        guard contents.bundle != .jobs else {
            throw CareError.archive(
                archive.relativePath,
                why: "holds jobs, not results; 'fiducial work' does them and writes a file to take in")
        }
        return try take(contents, cancellation: cancellation)
    }

    /// - Parameter replacing: keys of results that replace existing ones.
    package func take(
        _ contents: StoreArchive.Contents, replacing: Set<String> = [], cancellation: Cancellation = Cancellation()
    ) throws -> Import {
        try store.prepare()
        var outcome = Import()
        if let part = contents.others[ResultBundle.name] {
            outcome.bundle = try Value(json: try contents.data(part)).decoded(as: ResultBundle.self)
        }
        for (key, files) in contents.results.sorted(by: { $0.key < $1.key }) {
            try cancellation.check()
            // Network file systems may have no locks: a result is moved in whole, whoever else does the same.
            let lock = try? store.lock(key, cancellation: cancellation)
            defer { withExtendedLifetime(lock) {} }
            if !replacing.contains(key), case .found = store.entry(key) {
                outcome.known += 1
                continue
            }
            do throws(RefusedResult) {
                let (artifact, manifest) = try Self.result(key, files, contents)
                do { try store.save(artifact, manifest) } catch { throw RefusedResult(why: "\(error)") }
                store.checkpoints(key).clear()
                outcome.new += 1
            } catch {
                outcome.refused.append((key, error.why))
            }
        }
        for (key, files) in contents.unfinished where contents.results[key] == nil {
            guard replacing.contains(key) || !store.has(key) else { continue }
            for (name, part) in files {
                try contents.copy(part, to: store.unfinished(key).appendingPathComponent(name))
            }
        }
        return outcome
    }

    private struct RefusedResult: Error { let why: String }

    private static func result(
        _ key: String, _ files: [String: FilePart], _ contents: StoreArchive.Contents
    ) throws(RefusedResult) -> (Artifact, Manifest) {
        func data(_ name: String) throws(RefusedResult) -> Data {
            guard let part = files[name] else { throw RefusedResult(why: "\(name) is missing") }
            do {
                return try contents.data(part)
            } catch {
                throw RefusedResult(why: "\(error)")
            }
        }
        let manifest: Manifest
        let json = try data("manifest.json")
        do { manifest = try Manifest(json: json) } catch { throw RefusedResult(why: "\(error)") }
        guard manifest.key == key else { throw RefusedResult(why: "its manifest is of another key") }
        var attachments: [String: Data] = [:]
        var result: Value?
        for (name, digest) in manifest.files {
            let content = try data(name)
            guard SHA256.hex(content) == digest else { throw RefusedResult(why: "\(name) is not what was written") }
            if name == Artifact.resultName { result = try? Value(json: content) } else { attachments[name] = content }
        }
        guard let result, result.object != nil else { throw RefusedResult(why: "it has no result") }
        return (Artifact(result: result, attachments: attachments), manifest)
    }
}
