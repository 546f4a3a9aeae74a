import Foundation

/// Independent parts of one cell that the store lacks: the part of a group that a runner has to compute.
public struct PartJobs: Sendable {
    /// Their number.
    public let count: Int
    /// The label of the cell.
    public let label: String
    /// Set when the run has to stop.
    public let cancellation: Cancellation
    /// The threads of the cell.
    let grant: ThreadGrant
    let progress: PartProgress
    let stopped: WarningsOfStopped
    let work: CellWork
    /// Those of earlier groups.
    let earlier: PartResults
    let jobs: @Sendable (_ index: Int, _ threads: Int) -> CellJob

    /// The job of one part.
    ///
    /// - Parameters:
    ///   - index: from 0.
    ///   - threads: how many it may use.
    public func job(_ index: Int, threads: Int = 1) -> CellJob { jobs(index, threads) }

    /// Records that a part starts.
    ///
    /// - Throws: `CancellationError` when the run has to stop.
    public func begin(_ job: CellJob) throws {
        try cancellation.check()
        progress.begin(name(job))
    }

    /// Records the progress of a part that has started.
    public func update(_ job: CellJob, _ how: CellProgress) { progress.update(name(job), how) }

    /// Records the outcome of a part that has started.
    public func end(_ job: CellJob, _ result: JobResult) {
        if result.report.ending == .cancelled, cancellation.isCancelled { return stopped.add(result.report.warnings) }
        progress.end(name(job), result.report.ending == .found ? .cached : .computed)
    }

    /// What this process shares with a runner for one part.
    public func context(_ job: CellJob, threads: ThreadGrant? = nil) -> JobContext {
        JobContext(
            cancellation: cancellation, grant: threads ?? ThreadGrant(fixed: job.resources.threads),
            progress: progress.listening(to: name(job)), work: work, parts: earlier)
    }

    /// Does all parts on threads of this process, as if there were no other runner, on at most as many threads as
    /// cores.
    package func runHere() throws -> [JobResult] {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let some = PartJobs(
            count: count, label: label, cancellation: cancellation,
            grant: ThreadGrant(fixed: max(1, min(grant.threads, cores))), progress: progress, stopped: stopped,
            work: work,
            earlier: earlier, jobs: jobs)
        return try some.runSideBySide(on: LocalRunner(threads: cores))
    }

    private func name(_ job: CellJob) -> String { job.part?.description.label ?? label }

    /// Does all parts with a runner, on threads of this process, which may only wait for the runner.
    func runSideBySide(on runner: some CellRunner) throws -> [JobResult] {
        let slots = max(1, min(grant.threads, count))
        return try sideBySide(count, slots: slots, named: label) { index, slot in
            let share = grant.share(slot, of: slots)
            let job = job(index, threads: share.threads)
            try begin(job)
            let result = runner.run(job, context(job, threads: share))
            end(job, result)
            return result
        }
    }
}
