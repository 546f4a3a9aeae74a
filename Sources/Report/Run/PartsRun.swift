/// The parts of one cell: those that the store lacks are handed to the runner, side by side.
struct PartsRun: Sendable {
    let run: CellRun
    let work: CellWork
    /// Of the cell's last result, whatever it was computed from.
    let last: Manifest?

    private var label: String { run.cell.label }

    /// Computes the groups one after another.
    ///
    /// - Throws: ``CellFailure`` where a required part fails, or its job was stopped; `CancellationError` when the run
    ///   has to stop. Finished results stay in the store.
    func compute(
        _ directive: any PartitionedDirective.Type, _ warnings: inout [String]
    ) throws -> PartResults {
        var results = PartResults()
        let cell = JobContext(
            cancellation: run.cancellation, grant: run.grant, progress: run.progress, work: work, parts: results)
        for group in try directive.parts(run.cell.options, work.runContext(cell, .none)) {
            let parts = try compute(group, after: results, &warnings)
            results.add(parts, of: group.name)
            warnings += warning(group, parts)
            if group.isRequired { try requireAll(parts) }
        }
        return results
    }

    private func compute(
        _ group: PartGroup, after earlier: PartResults, _ warnings: inout [String]
    ) throws -> [PartResults.Entry] {
        let keys = group.parts.map { PartKey($0, of: group.name, in: work.key).digest }
        let progress = PartProgress(group.name, count: group.parts.count, of: label, to: run.progress)
        var outcomes: [PartOutcome?] = []
        for (part, key) in zip(group.parts, keys) {
            try run.cancellation.check()
            let stored = run.mayReuse ? run.store.reusable(key) : (entry: nil, damage: nil)
            if let why = stored.damage {
                warnings.append("the stored \(part.label) of '\(label)' is damaged (\(why)); it is computed again")
            }
            if stored.entry != nil { progress.end(part.label, .cached) }
            outcomes.append(stored.entry.map { .finished($0.artifact) })
        }
        let missing = outcomes.indices.filter { outcomes[$0] == nil }
        let before = Self.estimate(of: group.name, last, run.store)
        let jobs = PartJobs(
            count: missing.count, label: label, cancellation: run.cancellation, grant: run.grant, progress: progress,
            stopped: run.stopped, work: work, earlier: earlier
        ) { position, threads in
            let index = missing[position]
            return run.job(
                CellJob.Part(group: group.name, description: group.parts[index]), key: keys[index], after: earlier,
                resources: JobResources(threads: threads, after: before))
        }
        let results = missing.isEmpty ? [] : try run.runner.run(jobs)
        for (position, result) in results.enumerated() {
            outcomes[missing[position]] = try outcome(result, of: jobs.job(position))
            warnings += result.report.warnings
        }
        return zip(zip(group.parts, keys), outcomes).compactMap { part, outcome in
            outcome.map { PartResults.Entry(group: group.name, label: part.0.label, key: part.1, outcome: $0) }
        }
    }

    private func outcome(_ result: JobResult, of job: CellJob) throws -> PartOutcome {
        do {
            return .finished(try result.entry(of: job, in: run.store, run.cancellation).artifact)
        } catch let failure as CellFailure {
            return .failed(message: failure.message, advice: failure.advice)
        }
    }

    /// The cost of an earlier part of a group.
    ///
    /// - Parameter last: the manifest of the cell's last result.
    static func estimate(of group: String, _ last: Manifest?, _ store: Store) -> Manifest? {
        (last?.parts ?? []).lazy.compactMap { part -> Manifest? in
            guard case .key(let key) = part.outcome, let manifest = store.manifest(key),
                manifest.components[path: "part-of"]?.string == group
            else { return nil }
            return manifest
        }.first
    }

    /// What to say of the parts that failed.
    private func warning(_ group: PartGroup, _ parts: [PartResults.Entry]) -> [String] {
        let failures = PartResults(parts, groups: [group.name]).forManifest.filter(\.isFailed)
        guard let first = parts.first(where: { $0.outcome.artifact == nil }),
            case .failed(let message, let advice) = first.outcome
        else { return [] }
        return [
            "\(failures.count) of \(parts.count) \(group.name) of '\(label)' failed and run again next time "
                + "(\(Manifest.Part.names(failures))); \(first.label): \(message)" + (advice.map { "; \($0)" } ?? "")
        ]
    }

    private func requireAll(_ parts: [PartResults.Entry]) throws {
        for part in parts {
            guard case .failed(let message, let advice) = part.outcome else { continue }
            throw CellFailure(parts.count > 1 ? "\(part.label): \(message)" : message, advice: advice)
        }
    }
}
