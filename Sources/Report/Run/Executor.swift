import Foundation

/// Computes what the store lacks, independent cells side by side.
struct Executor: Sendable {
    let store: Store
    /// How many threads all running cells share.
    let jobs: Int
    /// Labels to compute anew.
    let refresh: Set<String>
    /// false to compute everything anew; results are stored all the same.
    let usesCache: Bool
    let progress: any ProgressSink
    let cancellation: Cancellation
    let host: Host

    init(
        store: Store, jobs: Int, refresh: Set<String> = [], usesCache: Bool = true,
        progress: any ProgressSink = SilentProgress(), cancellation: Cancellation = Cancellation(), host: Host
    ) {
        self.store = store
        self.jobs = max(1, jobs)
        self.refresh = refresh
        self.usesCache = usesCache
        self.progress = progress
        self.cancellation = cancellation
        self.host = host
    }

    /// Runs a document. A failed cell blocks those that use it and no others.
    ///
    /// - Throws: `CancellationError` where the run was stopped; what is done by then is in the store.
    func run(_ document: Document) async throws -> RunReport {
        let clock = ContinuousClock()
        let start = clock.now
        var schedule = Schedule(document, jobs: jobs)
        await withTaskGroup(of: (String, CellResult).self) { group in
            while true {
                for blocked in schedule.takeBlocked() { progress.end(blocked.label, .blocked(by: blocked.by)) }
                if !cancellation.isCancelled {
                    for (cell, _) in schedule.takeReady() {
                        let job = job(cell, document, schedule)
                        group.addTask {
                            (cell.label, await onOwnThread(named: cell.label) { job.run() })
                        }
                    }
                }
                guard let (label, result) = await group.next() else { break }
                schedule.finish(label, result)
            }
        }
        if cancellation.isCancelled { throw CancellationError() }
        return RunReport(
            results: schedule.results, seconds: (clock.now - start).seconds, shapes: document.shapes)
    }

    private func job(_ cell: Cell, _ document: Document, _ schedule: Schedule) -> CellJob {
        var inputs: [String: CellInput] = [:]
        var digests: [String: String] = [:]
        for label in document.graph.closure(of: cell.label) {
            guard let used = document.cell(label), let result = schedule.results[label],
                let artifact = result.artifact, let digest = result.inputDigest
            else { preconditionFailure("'\(cell.label)' starts before '\(label)' has a result") }
            inputs[label] = CellInput(
                directive: used.directive, options: used.options, artifact: artifact,
                shape: document.shapes[label] ?? .any)
            digests[label] = digest
        }
        return CellJob(
            cell: cell, document: document, inputs: inputs, digests: digests,
            grant: schedule.budget.grant(of: cell.label), store: store,
            mayReuse: usesCache && !refresh.contains(cell.label),
            mayRun: cell.settings.run == .auto || refresh.contains(cell.label),
            progress: progress, cancellation: cancellation, host: host)
    }
}
