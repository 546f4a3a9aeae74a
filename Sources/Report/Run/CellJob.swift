import Foundation

/// The work of one cell: its result is read from the store, or computed and stored.
struct CellJob: Sendable {
    let cell: Cell
    let document: Document
    /// All that the cell uses, directly or through others.
    let inputs: [String: CellInput]
    let digests: [String: String]
    let grant: ThreadGrant
    let store: Store
    let mayReuse: Bool
    let mayRun: Bool
    let progress: any ProgressSink
    let cancellation: Cancellation
    let host: Host

    func run() -> CellResult {
        let clock = ContinuousClock()
        let start = clock.now
        var warnings: [String] = []
        do {
            return try run(&warnings)
        } catch is CancellationError {
            progress.end(cell.label, .cancelled)
            return CellResult(.cancelled, warnings: warnings)
        } catch {
            let seconds = (clock.now - start).seconds
            let failure = error as? CellFailure
            let message = failure?.message ?? error.words
            progress.end(cell.label, .failed(message: message, seconds: seconds))
            return CellResult(.failed(message: message, advice: failure?.advice), seconds: seconds, warnings: warnings)
        }
    }

    private func run(_ warnings: inout [String]) throws -> CellResult {
        guard let key = try KeyMaker(document: document).key(of: cell, digests: digests) else {
            preconditionFailure("'\(cell.label)' runs before all that it uses is known")
        }
        if mayReuse, let entry = stored(key, &warnings) { return cached(entry, warnings) }
        guard mayRun else {
            progress.end(cell.label, .manual)
            return CellResult(.manual, warnings: warnings)
        }
        let lock = try store.lock(key.digest, cancellation: cancellation)
        defer { withExtendedLifetime(lock) {} }
        // Another process may have computed it while this one waited.
        var unheard: [String] = []
        if mayReuse, let entry = stored(key, &unheard) { return cached(entry, warnings) }
        return try compute(key, &warnings)
    }

    private func compute(_ key: CellKey, _ warnings: inout [String]) throws -> CellResult {
        progress.begin(cell.label, verb: cell.verb)
        let checkpoints = store.checkpoints(key.digest)
        if !mayReuse { checkpoints.clear() }
        let parts = PartStore(
            store, key: key, label: cell.label, report: document.file, host: host, mayReuse: mayReuse)
        let context = RunContext(
            label: cell.label, seed: key.seed.value, threads: grant, inputs: inputs, progress: progress,
            cancellation: cancellation, checkpoints: checkpoints, partStore: parts)
        let clock = ContinuousClock()
        let started = Date()
        let start = clock.now
        try context.checkCancellation()
        let artifact: Artifact
        do {
            defer { warnings += parts.warnings }
            artifact = try cell.directive.artifact(cell.options, context)
        }
        let seconds = (clock.now - start).seconds
        let manifest = Manifest(
            of: artifact, key: key, parts: parts.parts,
            record: .init(
                label: cell.label, report: document.file, started: started, seconds: seconds, threads: grant.threads,
                host: host))
        do {
            try store.save(artifact, manifest)
            try store.remember(manifest.key, of: cell.label, in: document.nameInStore)
        } catch {
            // The result is good; only the next run will have to compute it again.
            warnings.append("the result of '\(cell.label)' was not stored: \(error)")
        }
        checkpoints.clear()
        progress.end(cell.label, .ran(seconds: seconds))
        return CellResult(
            .ran, seconds: seconds, artifact: artifact, inputDigest: inputDigest(manifest), warnings: warnings)
    }

    private func stored(_ key: CellKey, _ warnings: inout [String]) -> Store.Entry? {
        switch store.entry(key.digest) {
        // A result with failed parts is kept to be read; the next run computes these parts again.
        case .found(let entry): return entry.manifest.failedParts.isEmpty ? entry : nil
        case .missing: return nil
        case .damaged(let why):
            warnings.append("the stored result of '\(cell.label)' is damaged (\(why)); it is computed again")
            return nil
        }
    }

    private func cached(_ entry: Store.Entry, _ warnings: [String]) -> CellResult {
        var warnings = warnings
        do {
            try store.remember(entry.manifest.key, of: cell.label, in: document.nameInStore)
        } catch {
            warnings.append("\(error)")
        }
        progress.end(cell.label, .cached)
        return CellResult(
            .cached, seconds: entry.manifest.record.seconds, artifact: entry.artifact,
            inputDigest: inputDigest(entry.manifest), warnings: warnings)
    }

    private func inputDigest(_ manifest: Manifest) -> String {
        KeyMaker(document: document).inputDigest(of: cell, artifact: manifest.digest)
    }
}
