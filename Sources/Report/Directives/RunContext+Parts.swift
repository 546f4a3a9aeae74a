extension RunContext {
    /// Computes the parts of the cell's work side by side, each an artifact of its own in the store.
    ///
    /// A part that the store has is read back; the others share the cell's threads. A part that throws has failed: the
    /// rest goes on, and the cell, with whatever it makes of that, is computed again in the next run, from the parts
    /// that are there. Without a store the parts simply run, as do parts of a part.
    ///
    /// - Parameters:
    ///   - group: what they are, in the plural: "members". Part of their keys.
    ///   - run: computes one part, given its position in `parts` and a context of its own, with the part's label, seed,
    ///     threads, checkpoints and progress. Its result may depend on nothing but what the description says.
    /// - Returns: the outcomes in the order of `parts`.
    /// - Throws: `CancellationError` once the run is to stop, and where `run` throws one; what is finished stays in the
    ///   store. ``FileError`` where the store cannot be locked.
    public func parts(
        _ group: String, _ parts: [PartDescription],
        run: @escaping @Sendable (_ index: Int, _ context: RunContext) throws -> Artifact
    ) throws -> [PartOutcome] {
        let labels = parts.map(\.label)
        precondition(Set(labels).count == labels.count, "two of the \(group) of '\(label)' have the same label")
        let progress = PartProgress(group, count: parts.count, of: label, to: self.progress)
        let jobs = parts.map { PartJob(part: $0, group: group, context: self, progress: progress) }
        var outcomes: [PartOutcome?] = []
        for job in jobs {
            try checkCancellation()
            outcomes.append(job.lookUp())
        }
        let missing = outcomes.indices.filter { outcomes[$0] == nil }
        let slots = max(1, min(threads, missing.count))
        let computed = try sideBySide(missing.count, slots: slots, named: label) { position, slot in
            let index = missing[position]
            return try jobs[index].run(grant.share(slot, of: slots)) { try run(index, $0) }
        }
        for (index, outcome) in zip(missing, computed) { outcomes[index] = outcome }
        let all = outcomes.compactMap { $0 }
        partStore?.note(group, parts, all)
        return all
    }

    /// A seed for a part, by its label: not that of another part, nor of a part of a cell with another seed.
    public func seed(for part: String) -> UInt64 { CellSeed(stated: seed, label: part).value }

    /// The context that a part runs in.
    func forPart(
        _ part: PartDescription, threads: ThreadGrant, progress: any ProgressSink, checkpoints: Checkpoints
    ) -> RunContext {
        let uses = part.uses ?? Array(inputs.keys)
        return RunContext(
            label: "\(label)/\(part.label)", seed: part.seed, threads: threads,
            inputs: inputs.filter { uses.contains($0.key) }, progress: progress, cancellation: cancellation,
            checkpoints: checkpoints, partStore: nil)
    }
}
