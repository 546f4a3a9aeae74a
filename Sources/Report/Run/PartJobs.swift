import Foundation

/// Parts of one cell that the store lacks, none of which needs another: what a runner gets of a group.
public struct PartJobs: Sendable {
    /// How many there are.
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

    /// One of them.
    ///
    /// - Parameters:
    ///   - index: from 0.
    ///   - threads: how many it may use.
    public func job(_ index: Int, threads: Int = 1) -> CellJob { jobs(index, threads) }

    /// Notes that one begins to be computed.
    ///
    /// - Throws: `CancellationError` once the run is to stop.
    public func begin(_ job: CellJob) throws {
        try cancellation.check()
        progress.begin(name(job))
    }

    /// Notes how far one is that has begun.
    public func update(_ job: CellJob, _ how: CellProgress) { progress.update(name(job), how) }

    /// Notes what became of one that has begun.
    public func end(_ job: CellJob, _ result: JobResult) {
        if result.report.ending == .cancelled, cancellation.isCancelled { return stopped.add(result.report.warnings) }
        progress.end(name(job), result.report.ending == .found ? .cached : .computed)
    }

    /// What a runner shares with this process for one of them.
    public func context(_ job: CellJob, threads: ThreadGrant? = nil) -> JobContext {
        JobContext(
            cancellation: cancellation, grant: threads ?? ThreadGrant(fixed: job.resources.threads),
            progress: progress.listening(to: name(job)), work: work, parts: earlier)
    }

    /// Does all of them on threads of this process, as if there were no other runner: no more of them than there are cores.
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

    /// On threads of this process that wait for the runner, or are its own.
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
