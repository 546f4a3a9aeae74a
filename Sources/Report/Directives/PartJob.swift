import Foundation

/// One part of a cell's work: looked up, or computed and stored.
struct PartJob: Sendable {
    let part: PartDescription
    /// Of the cell.
    let context: RunContext
    let progress: PartProgress
    /// Where there is a store: it, and the part's key.
    private let place: (store: PartStore, key: PartKey)?

    init(part: PartDescription, group: String, context: RunContext, progress: PartProgress) {
        self.part = part
        self.context = context
        self.progress = progress
        place = context.partStore.map { ($0, $0.key(of: part, group)) }
    }

    /// What the store has; nil where the part is to be computed.
    func lookUp() -> PartOutcome? {
        guard let place, let artifact = place.store.artifact(place.key, of: part, warns: true) else { return nil }
        progress.end(part.label, .cached)
        return .finished(artifact, fromStore: true)
    }

    /// Computes the part, unless another process has done it meanwhile.
    ///
    /// - Throws: `CancellationError`, ``FileError``. What `work` throws is an outcome.
    func run(_ grant: ThreadGrant, _ work: (RunContext) throws -> Artifact) throws -> PartOutcome {
        try context.checkCancellation()
        guard let (store, key) = place else { return try compute(grant, .none, work) }
        let lock = try store.lock(key, cancellation: context.cancellation)
        defer { withExtendedLifetime(lock) {} }
        // Another process, or another cell, may have computed it while this one waited.
        if let artifact = store.artifact(key, of: part, warns: false) {
            progress.end(part.label, .cached)
            return .finished(artifact, fromStore: true)
        }
        let checkpoints = store.checkpoints(key)
        let clock = ContinuousClock()
        let started = Date()
        let start = clock.now
        let outcome = try compute(grant, checkpoints, work)
        guard case .finished(let artifact, _) = outcome else { return outcome }
        store.save(
            artifact, key, of: part, started: started, seconds: (clock.now - start).seconds,
            threads: grant.threads)
        checkpoints.clear()
        return outcome
    }

    private func compute(
        _ grant: ThreadGrant, _ checkpoints: Checkpoints, _ work: (RunContext) throws -> Artifact
    ) throws -> PartOutcome {
        let own = context.forPart(
            part, threads: grant, progress: progress.listening(to: part.label), checkpoints: checkpoints)
        progress.begin(part.label)
        do {
            let artifact = try work(own)
            progress.end(part.label, .computed)
            return .finished(artifact, fromStore: false)
        } catch {
            // Work that was stopped may say so in words of its own.
            if error is CancellationError || context.cancellation.isCancelled { throw CancellationError() }
            progress.end(part.label, .computed)
            let failure = error as? CellFailure
            return .failed(message: failure?.message ?? error.words, advice: failure?.advice)
        }
    }
}
