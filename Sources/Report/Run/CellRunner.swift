import Foundation

/// Does jobs, here or elsewhere.
///
/// A runner on other machines writes the ``CellJob`` as JSON (``CellJob/json``), lets `fiducial work` do it where
/// report and store have the same paths, and reads the ``JobReport`` that this writes.
public protocol CellRunner: Sendable {
    /// How many threads all jobs together may use at a time.
    var threads: Int { get }

    /// Does a job, and returns when it has ended. Called on several threads at once.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - context: what the planning process shares with the runner besides the job.
    func run(_ job: CellJob, _ context: JobContext) -> JobResult

    /// Does independent parts of one cell, and returns when all have ended. By default in parallel on the cell's
    /// threads, each by ``run(_:_:)``.
    ///
    /// - Returns: their outcomes, in their order.
    /// - Throws: `CancellationError` when the run has to stop.
    func run(_ parts: PartJobs) throws -> [JobResult]

    /// How long a stopped run waits for a job that does not react, in seconds, before it goes on without the job. By default
    /// nil: it waits for every job.
    var patience: Double? { get }
}

extension CellRunner {
    public var patience: Double? { nil }
    public func run(_ parts: PartJobs) throws -> [JobResult] { try parts.runSideBySide(on: self) }
}

/// What the planning process shares with a runner besides the job, and what cannot be encoded.
public struct JobContext: Sendable {
    /// Set when the job has to stop; its report is then ``JobReport/cancelled``. `fiducial work` saves its state and
    /// stops at the first signal, and ends at the second without saving.
    public let cancellation: Cancellation
    /// The threads of the job: those that it asks for, and those that become free while it runs.
    let grant: ThreadGrant
    let progress: any ProgressSink
    /// The job's cell as this process has read it.
    let work: CellWork
    /// Those that the job names as computed before.
    let parts: PartResults

    /// Does the job on threads of this process, as if there were no other runner, on at most as many threads as cores.
    package func runHere(_ job: CellJob) -> JobResult {
        let threads = max(1, min(grant.threads, ProcessInfo.processInfo.activeProcessorCount))
        return work.run(
            job,
            JobContext(
                cancellation: cancellation, grant: ThreadGrant(fixed: threads), progress: progress, work: work,
                parts: parts))
    }

    /// The store with the inputs of the job, which also gets its result.
    package var store: Store { work.store }
    /// The verb of the job's cell.
    package var verb: String { work.cell.verb }
    /// The options of the job's cell on which its result depends.
    package var options: Value { work.cell.options.canonical }
    /// Whether the job's cell is so quick that it is computed on the machine of the report.
    package var isQuick: Bool { work.cell.directive.isQuick }
    /// The report as this process has read it.
    package var document: Document { work.document }

    /// Reports the progress of the job.
    public func report(_ progress: CellProgress) { self.progress.update(work.cell.label, progress) }
}

/// Does jobs on threads of this process.
struct LocalRunner: CellRunner {
    let threads: Int
    var patience: Double?

    func run(_ job: CellJob, _ context: JobContext) -> JobResult { context.work.run(job, context) }
}
