import Foundation

/// One cell of a run: its result is read from the store, or the runner computes it, its parts first.
struct CellRun: Sendable {
    /// A cell that this one uses, directly or through others.
    struct Used: Sendable {
        let input: CellInput
        /// Of its artifact and options.
        let digest: String
        /// Of its result in the store.
        let key: String
    }

    let cell: Cell
    let document: Document
    let source: ReportSource
    let used: [String: Used]
    /// Those that it starts with.
    let threads: Int
    let grant: ThreadGrant
    let store: Store
    let runner: any CellRunner
    let mayReuse: Bool
    let mayRun: Bool
    var progress: any ProgressSink
    let cancellation: Cancellation
    /// Receives the warnings of parts that were stopped.
    let stopped: WarningsOfStopped
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
        guard let key = try KeyMaker(document: document).key(of: cell, digests: used.mapValues(\.digest)) else {
            preconditionFailure("'\(cell.label)' runs before all that it uses is known")
        }
        if mayReuse {
            let stored = store.reusable(key.digest)
            if let entry = stored.entry { return cached(entry, warnings) }
            if let why = stored.damage {
                warnings.append("the stored result of '\(cell.label)' is damaged (\(why)); it is computed again")
            }
        }
        guard mayRun else {
            progress.end(cell.label, .manual)
            return stale(key, warnings)
        }
        try cancellation.check()
        progress.begin(cell.label, verb: cell.verb)
        return try compute(key, &warnings)
    }

    /// The last result of a cell that only runs on request, and why it is not the result of the current cell.
    private func stale(_ key: CellKey, _ warnings: [String]) -> CellResult {
        guard let last = LastResults(document: document, store: store).result(of: cell) else {
            return CellResult(.manual, warnings: warnings)
        }
        let manifest = last.entry.manifest
        let changes = CellKey.changes(from: manifest.components, to: key.value).map(\.words)
        let why = changes.isEmpty ? "" : "since then: \(changes.joined(separator: "; "))"
        var result = CellResult(
            .absent(CellResult.Absence(kind: .manual, why: why)), seconds: manifest.record.seconds,
            artifact: last.entry.artifact, key: manifest.key, record: manifest.record, warnings: warnings)
        result.last = last
        return result
    }

    private func compute(_ key: CellKey, _ warnings: inout [String]) throws -> CellResult {
        let work = CellWork(
            cell, of: document, key: key, inputs: used.mapValues(\.input), store: store, host: host)
        let last = store.latestKey(of: cell.label, in: document.nameInStore).flatMap(store.manifest)
        let clock = ContinuousClock()
        let start = clock.now
        var parts = PartResults()
        if let directive = cell.directive as? any PartitionedDirective.Type {
            parts = try PartsRun(run: self, work: work, last: last).compute(directive, &warnings)
        }
        let job = job(
            key: key.digest, after: parts, seconds: parts.entries.isEmpty ? 0 : (clock.now - start).seconds,
            resources: JobResources(threads: threads, after: last))
        let result = runner.run(
            job, JobContext(cancellation: cancellation, grant: grant, progress: progress, work: work, parts: parts))
        warnings += result.report.warnings
        let entry = try result.entry(of: job, in: store, cancellation)
        if result.report.ending == .found { return cached(entry, warnings) }
        // Whoever computed it elsewhere does not know this store.
        if result.entry == nil {
            do {
                try store.remember(job.key, of: cell.label, in: document.nameInStore)
            } catch {
                warnings.append("\(error)")
            }
        }
        let seconds = entry.manifest.record.seconds
        progress.end(cell.label, .ran(seconds: seconds))
        return self.result(.ran, entry, warnings)
    }

    /// A job of this cell.
    ///
    /// - Parameters:
    ///   - parts: the computed parts.
    ///   - seconds: their time.
    func job(
        _ part: CellJob.Part? = nil, key: String, after parts: PartResults, seconds: Double = 0, resources: JobResources
    ) -> CellJob {
        CellJob(
            report: source, label: cell.label, part: part, key: key, inputs: used.mapValues(\.key),
            earlierGroups: parts.groupNames, earlierParts: parts.entries.map(CellJob.EarlierPart.init),
            secondsOfParts: seconds, mayReuse: mayReuse, resources: resources)
    }

    private func cached(_ entry: Store.Entry, _ warnings: [String]) -> CellResult {
        var warnings = warnings
        do {
            try store.remember(entry.manifest.key, of: cell.label, in: document.nameInStore)
        } catch {
            warnings.append("\(error)")
        }
        progress.end(cell.label, .cached)
        return result(.cached, entry, warnings)
    }

    private func result(_ outcome: CellResult.Outcome, _ entry: Store.Entry, _ warnings: [String]) -> CellResult {
        // A result that cannot be read says why when it is drawn.
        let findings = try? cell.directive.findings(cell.options, entry.artifact)
        let health = CellHealth(cell, of: document, findings: findings ?? [])
        for finding in health.findings { progress.remark(cell.label, health.line(finding)) }
        let digest = KeyMaker(document: document).inputDigest(of: cell, artifact: entry.manifest.digest)
        return CellResult(
            outcome, seconds: entry.manifest.record.seconds, artifact: entry.artifact, findings: findings,
            inputDigest: digest, key: entry.manifest.key, record: entry.manifest.record, warnings: warnings)
    }
}
