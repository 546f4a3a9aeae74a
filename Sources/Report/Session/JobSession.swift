import Foundation

/// Does one job that another process wrote to a file: `fiducial work`.
public struct JobSession: Sendable {
    /// The job.
    public let job: CellJob
    /// The verbs that the report may use.
    public let directives: DirectiveRegistry
    /// Receives the progress of the job.
    public var progress: any ProgressSink = SilentProgress()
    /// Stops the job; checkpoints saved by then are in the store.
    public var cancellation = Cancellation()
    /// Name and version of the program, for the manifest.
    public var engine = "fiducial"
    /// Files at another place, by the paths that the report uses.
    package var files: [String: URL] = [:]
    /// Whether only the cell and the cells that it uses are read, because other cells may name files that do not exist
    /// here.
    package var readsCellAlone = false

    /// The directives are the verbs of the report.
    public init(_ job: CellJob, directives: DirectiveRegistry) {
        self.job = job
        self.directives = directives
    }

    /// Reads the report and the inputs of the job from the store, computes, and stores the result.
    public func run() -> JobReport {
        do {
            let work = try work()
            let context = JobContext(
                cancellation: cancellation, grant: ThreadGrant(fixed: job.resources.threads), progress: progress,
                work: work, parts: try parts(of: job))
            return work.run(job, context).report
        } catch {
            return report(of: error)
        }
    }

    /// Does several jobs of the same cell in parallel; they share the data that they read.
    ///
    /// - Parameters:
    ///   - jobs: the jobs, including that of the session.
    ///   - threads: the number of threads for all of them together.
    ///   - onEnd: called on several threads, whenever a job ends.
    package func run(
        _ jobs: [CellJob], threads: Int, onEnd: @escaping @Sendable (CellJob, JobReport) -> Void
    ) {
        let work: CellWork
        do {
            work = try self.work()
        } catch {
            let report = report(of: error)
            for job in jobs { onEnd(job, report) }
            return
        }
        let slots = max(1, min(threads, jobs.count))
        let grant = ThreadGrant(fixed: threads)
        _ = sideBySide(jobs.count, slots: slots, named: job.label) { index, slot in
            let job = jobs[index]
            do {
                let context = JobContext(
                    cancellation: cancellation, grant: grant.share(slot, of: slots), progress: progress, work: work,
                    parts: try parts(of: job))
                onEnd(job, work.run(job, context).report)
            } catch {
                onEnd(job, report(of: error))
            }
        }
    }

    private func report(of error: any Error) -> JobReport {
        if let error = error as? InvalidDocument {
            return .failed(error.diagnostics.map(\.description).joined(separator: "\n"))
        }
        let failure = error as? CellFailure
        return .failed(failure?.message ?? error.words, advice: failure?.advice)
    }

    private var store: Store { Store(URL(fileURLWithPath: job.report.store)) }

    private func work() throws -> CellWork {
        var reader = DocumentReader(
            directives: directives, parameters: job.report.parameters.map { ($0.name, $0.value) },
            allowedFolders: job.report.allowedFolders.map { URL(fileURLWithPath: $0, isDirectory: true) })
        reader.isForPage = false
        reader.digests = store.digests
        reader.substitutes = files
        if readsCellAlone { reader.only = Set(job.inputs.keys).union([job.label]) }
        let document = try reader.read(URL(fileURLWithPath: job.report.path), as: job.report.name)
        guard let cell = document.cell(job.label) else {
            throw CellFailure("the report has no cell '\(job.label)' any more", advice: "Render the report again.")
        }
        let keys = KeyMaker(document: document)
        var inputs: [String: CellInput] = [:]
        var digests: [String: String] = [:]
        for label in document.graph.closure(of: job.label) {
            guard let used = document.cell(label), let key = job.inputs[label] else { continue }
            let entry = try entry(key, "the result of '\(label)'")
            inputs[label] = document.input(used, entry.artifact)
            digests[label] = keys.inputDigest(of: used, artifact: entry.manifest.digest)
        }
        guard let key = try keys.key(of: cell, digests: digests) else { throw CellFailure.otherReport }
        return CellWork(
            cell, of: document, key: key, inputs: inputs, store: store, host: .current(engine: engine, directives))
    }

    private func parts(of job: CellJob) throws -> PartResults {
        let entries = try job.earlierParts.map { part in
            let outcome: PartOutcome =
                if let failure = part.failure {
                    .failed(message: failure.message, advice: failure.advice)
                } else {
                    .finished(try entry(part.key, "\(part.label) of '\(job.label)'").artifact)
                }
            return PartResults.Entry(group: part.group, label: part.label, key: part.key, outcome: outcome)
        }
        return PartResults(entries, groups: job.earlierGroups)
    }

    /// - Parameter what: for messages.
    private func entry(_ key: String, _ what: String) throws -> Store.Entry {
        switch store.entry(key) {
        case .found(let entry): return entry
        case .missing: throw CellFailure("\(what) is not in the store \(job.report.store)")
        case .damaged(let why): throw CellFailure("\(what) in the store is damaged: \(why)")
        }
    }
}
