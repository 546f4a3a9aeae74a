import Files
import Foundation

/// A cell that this process can compute: what the report says of it, and what it uses.
struct CellWork: Sendable {
    let cell: Cell
    let document: Document
    let key: CellKey
    /// All that the cell uses, directly or through others.
    let inputs: [String: CellInput]
    let store: Store
    let host: Host
    /// What the jobs of this cell share in this process.
    private let shared = SharedWork()

    init(
        _ cell: Cell, of document: Document, key: CellKey, inputs: [String: CellInput], store: Store, host: Host
    ) {
        self.cell = cell
        self.document = document
        self.key = key
        self.inputs = inputs
        self.store = store
        self.host = host
    }

    /// Computes a job of this cell, unless another process has done it meanwhile, and stores the result.
    func run(_ job: CellJob, _ context: JobContext) -> JobResult {
        var warnings: [String] = []
        do {
            return try run(job, context, &warnings)
        } catch {
            // Work that was stopped may report this by an error of its own.
            if error is CancellationError || context.cancellation.isCancelled {
                return JobResult(JobReport(.cancelled, warnings: warnings))
            }
            let failure = error as? CellFailure
            return JobResult(
                JobReport(
                    .failed, message: failure?.message ?? error.words, advice: failure?.advice, warnings: warnings))
        }
    }

    private func run(_ job: CellJob, _ context: JobContext, _ warnings: inout [String]) throws -> JobResult {
        let storeKey: any StoreKey = job.part.map { PartKey($0.description, of: $0.group, in: key) } ?? key
        guard storeKey.digest == job.key else {
            throw CellFailure.otherReport
        }
        try context.cancellation.check()
        let lock = try lock(job, context.cancellation, &warnings)
        defer { withExtendedLifetime(lock) {} }
        // Another process, or another cell, may have computed it while this one waited.
        if job.mayReuse, let entry = store.reusable(job.key).entry {
            return JobResult(JobReport(.found, warnings: warnings), entry: entry)
        }
        let checkpoints = store.checkpoints(job.key)
        if !job.mayReuse { checkpoints.clear() }
        let clock = ContinuousClock()
        let started = Date()
        let start = clock.now
        let computed = Result { try compute(job, context, checkpoints) }
        if let failure = checkpoints.failure {
            warnings.append(
                "\(job.name): its state could not be saved on the way (\(failure)), and is lost where it is stopped")
        }
        let artifact = try computed.get()
        let record = Manifest.Record(
            label: cell.label, part: job.part?.description.label, report: document.file,
            started: started.addingTimeInterval(-job.secondsOfParts),
            seconds: job.secondsOfParts + (clock.now - start).seconds, threads: context.grant.threads,
            memory: PeakMemory.ofThisProcess, host: host)
        let manifest = Manifest(
            of: artifact, key: storeKey, parts: job.part == nil ? context.parts.forManifest : [], record: record)
        do {
            try save(artifact, manifest, &warnings)
            if job.part == nil { remember(job, &warnings) }
        } catch {
            // The result is good; only the next run will have to compute it again.
            warnings.append("\(job.name) was not stored: \(Self.words(error))")
        }
        checkpoints.clear()
        return JobResult(
            JobReport(.ran, warnings: warnings), entry: Store.Entry(artifact: artifact, manifest: manifest))
    }

    /// The lock of the job. Where locks do not work, two runs may compute the same result, which only costs time.
    private func lock(
        _ job: CellJob, _ cancellation: Cancellation, _ warnings: inout [String]
    ) throws -> FileLock? {
        do {
            return try store.lock(job.key, cancellation: cancellation)
        } catch let error as FileError {
            warnings.append("\(job.name) was computed without a lock: \(Self.words(error))")
            return nil
        }
    }

    /// Notes a stored result as the last one of its cell. Where that cannot be, it is found all the same.
    private func remember(_ job: CellJob, _ warnings: inout [String]) {
        do throws(FileError) {
            try store.remember(job.key, of: cell.label, in: document.nameInStore)
        } catch {
            warnings.append(
                "\(job.name) is stored, and 'fiducial plan' will not know it as the last one: \(Self.words(error))")
        }
    }

    /// What went wrong in the store; what others have made there may be theirs alone.
    private static func words(_ error: FileError) -> String {
        guard error.code == EACCES || error.reason == String(cString: strerror(EACCES)) else {
            return error.description
        }
        return "\(error); people of one group share a store where each works with 'umask 002'"
    }

    /// Stores a result. One that lacks parts does not take the place of a whole one.
    private func save(_ artifact: Artifact, _ manifest: Manifest, _ warnings: inout [String]) throws(FileError) {
        if !manifest.failedParts.isEmpty, store.reusable(manifest.key).entry != nil {
            warnings.append(
                "the store keeps the result of '\(cell.label)' that it had: \(Manifest.Part.names(manifest.failedParts)) "
                    + "failed this time")
        } else {
            try store.save(artifact, manifest)
        }
    }

    private func compute(_ job: CellJob, _ context: JobContext, _ checkpoints: Checkpoints) throws -> Artifact {
        guard let part = job.part else {
            return try cell.directive.artifact(cell.options, runContext(context, checkpoints))
        }
        guard let directive = cell.directive as? any PartitionedDirective.Type else {
            throw CellFailure("the verb '\(cell.verb)' has no parts")
        }
        let description = part.description
        let uses = description.uses ?? Array(inputs.keys)
        return try directive.run(
            description, of: part.group, cell.options,
            RunContext(
                label: "\(cell.label)/\(description.label)", seed: description.seed, threads: context.grant,
                inputs: inputs.filter { uses.contains($0.key) }, progress: context.progress,
                cancellation: context.cancellation, checkpoints: checkpoints, parts: context.parts, sharedWork: shared))
    }

    /// The context of the directive for the cell as a whole.
    func runContext(_ context: JobContext, _ checkpoints: Checkpoints) -> RunContext {
        RunContext(
            label: cell.label, seed: key.seed.value, threads: context.grant, inputs: inputs,
            progress: context.progress, cancellation: context.cancellation, checkpoints: checkpoints,
            parts: context.parts, sharedWork: shared)
    }
}

extension CellFailure {
    static let otherReport = CellFailure(
        "the report, or a file that it reads, is not the one that the job was written for",
        advice: "Render the report again.")
}
