import Files
import Foundation

/// Looks after a store: what it holds, whether that is whole, what can go, and what another store can take.
public struct StoreCare: Sendable {
    let store: Store

    /// - Parameter store: exists.
    public init(_ store: Store) { self.store = store }

    /// Reads every byte of a result.
    ///
    /// - Returns: what is wrong with it; nil where it is whole.
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

    /// What can go because none of some reports needs it as its text stands.
    ///
    /// - Throws: ``CareError``, and ``CellFailure`` where a file that a report reads is gone.
    public func clearing(keeping reports: [Document]) throws -> StoreClearing {
        try StoreClearing(store, needed: NeededResults(of: reports, in: store))
    }

    /// What an archive holds after it was written.
    public struct Export: Sendable {
        /// Results in it, those of parts among them.
        public let results: Int
        /// Cells whose results are not up to date, and so not in it.
        public let missing: [String]
    }

    /// Writes the results of reports into one file, from which their pages are rendered elsewhere without computing.
    ///
    /// - Parameter hasParts: whether the results of single parts (members, toys) are in it, which a page does not need, but
    ///   which are not computed again where more of them are asked for.
    /// - Throws: `FileError`; ``CareError``, also where a result is damaged; ``CellFailure`` where a file that a report
    ///   reads is gone.
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

    /// What became of the results of an archive.
    public struct Import: Sendable {
        /// Taken in.
        public internal(set) var new = 0
        /// Were there already.
        public internal(set) var known = 0
        /// Not taken in, each with why.
        public internal(set) var refused: [(key: String, why: String)] = []
        /// What became of the jobs whose results these are; nil where the archive is not of such.
        public internal(set) var bundle: ResultBundle?
    }

    /// Takes in what an archive holds: each result is checked byte by byte and moved in whole, and one that is there stays.
    /// The same archive may come twice, or two that hold the same.
    ///
    /// - Throws: ``CareError/archive(_:why:)`` before anything was taken in; `FileError`.
    public func take(_ archive: URL, cancellation: Cancellation = Cancellation()) throws -> Import {
        let contents = try StoreArchive.read(archive)
        guard contents.bundle != .jobs else {
            throw CareError.archive(
                archive.relativePath,
                why: "holds jobs, not results; 'fiducial work' does them and writes a file to take in")
        }
        return try take(contents, cancellation: cancellation)
    }

    /// - Parameter replacing: keys of results that take the place of those that are there.
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
