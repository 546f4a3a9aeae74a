import Foundation

/// Does jobs, here or elsewhere.
///
/// A runner that does them elsewhere writes the ``CellJob`` down as JSON (``CellJob/json``), has `fiducial work` do it
/// where report and store can be read under the same paths, and reads the ``JobReport`` that this leaves.
public protocol CellRunner: Sendable {
    /// How many threads all jobs together may use at a time.
    var threads: Int { get }

    /// Does a job, and returns when it has ended. Called on several threads at once.
    ///
    /// - Parameters:
    ///   - job: what is to be done.
    ///   - context: what the process that plans the run shares with a runner besides the job.
    func run(_ job: CellJob, _ context: JobContext) -> JobResult

    /// Does parts of one cell, none of which needs another, and returns when all have ended. By default side by side on the
    /// cell's threads, each by ``run(_:_:)``.
    ///
    /// - Returns: what became of each, in their order.
    /// - Throws: `CancellationError` once the run is to stop.
    func run(_ parts: PartJobs) throws -> [JobResult]

    /// How long a stopped run waits for a job that does not react, in seconds, before it goes on without the job. By default
    /// nil: it waits for every job.
    var patience: Double? { get }
}

extension CellRunner {
    public var patience: Double? { nil }
    public func run(_ parts: PartJobs) throws -> [JobResult] { try parts.runSideBySide(on: self) }
}

/// What the process that plans a run shares with a runner besides the job: it cannot be written down.
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

    /// Does the job on threads of this process, as if there were no other runner: no more of them than there are cores.
    package func runHere(_ job: CellJob) -> JobResult {
        let threads = max(1, min(grant.threads, ProcessInfo.processInfo.activeProcessorCount))
        return work.run(
            job,
            JobContext(
                cancellation: cancellation, grant: ThreadGrant(fixed: threads), progress: progress, work: work,
                parts: parts))
    }

    /// The store that has what the job builds upon, and where its result belongs.
    package var store: Store { work.store }
    /// Of the job's cell.
    package var verb: String { work.cell.verb }
    /// Those of the job's cell that its result depends on.
    package var options: Value { work.cell.options.canonical }
    /// Whether the job's cell takes so little that it is computed where the report is.
    package var isQuick: Bool { work.cell.directive.isQuick }
    /// The report as this process has read it.
    package var document: Document { work.document }

    /// Says how far the job is.
    public func report(_ progress: CellProgress) { self.progress.update(work.cell.label, progress) }
}

/// Does jobs on threads of this process.
struct LocalRunner: CellRunner {
    let threads: Int
    var patience: Double?

    func run(_ job: CellJob, _ context: JobContext) -> JobResult { context.work.run(job, context) }
}
