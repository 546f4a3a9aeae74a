import Foundation
import Synchronization

/// Computes what the store lacks, independent cells side by side: gives each as a ``CellJob`` to a ``CellRunner``.
struct Executor: Sendable {
    /// Where the report and its store are.
    let source: ReportSource
    let store: Store
    let runner: any CellRunner
    /// Labels to compute again.
    let refresh: Set<String>
    /// false to compute everything again; results are stored all the same.
    let usesCache: Bool
    let progress: any ProgressSink
    let cancellation: Cancellation
    let host: Host

    init(
        _ source: ReportSource, runner: any CellRunner, refresh: Set<String> = [], usesCache: Bool = true,
        progress: any ProgressSink = SilentProgress(), cancellation: Cancellation = Cancellation(), host: Host
    ) {
        self.source = source
        store = Store(URL(fileURLWithPath: source.store))
        self.runner = runner
        self.refresh = refresh
        self.usesCache = usesCache
        self.progress = progress
        self.cancellation = cancellation
        self.host = host
    }

    /// Runs a document. A failed cell blocks only the cells that use it.
    ///
    /// - Parameter cells: labels of the cells to run, with all that they use; nil for all.
    /// - Throws: ``StoppedRun``; results finished by then are in the store.
    func run(_ document: Document, only cells: Set<String>? = nil) async throws(StoppedRun) -> RunReport {
        let clock = ContinuousClock()
        let start = clock.now
        var schedule = Schedule(document, only: cells)
        let budget = ThreadBudget(max(1, runner.threads))
        let stopped = WarningsOfStopped()
        await withTaskGroup(of: (String, CellResult).self) { group in
            while true {
                for blocked in schedule.takeBlocked() { progress.end(blocked.label, .blocked(by: blocked.by)) }
                if !cancellation.isCancelled {
                    let started = budget.give(to: schedule.ready)
                    schedule.start(started.map(\.label))
                    for (label, threads) in started {
                        let run = run(of: label, threads, budget.grant(of: label), document, schedule.results, stopped)
                        let patience = runner.patience
                        group.addTask {
                            if let patience { return (label, await PatientRun.result(of: run, patience: patience)) }
                            return (label, await onOwnThread(named: label) { run.run() })
                        }
                    }
                }
                guard let (label, result) = await group.next() else { break }
                budget.takeBack(from: label)
                schedule.finish(label, result)
            }
        }
        if cancellation.isCancelled { throw StoppedRun(schedule.results, stopped) }
        return RunReport(
            results: schedule.results, seconds: (clock.now - start).seconds, shapes: document.shapes)
    }

    private func run(
        of label: String, _ threads: Int, _ grant: ThreadGrant, _ document: Document, _ results: [String: CellResult],
        _ stopped: WarningsOfStopped
    ) -> CellRun {
        guard let cell = document.cell(label) else { preconditionFailure("there is no cell '\(label)'") }
        var used: [String: CellRun.Used] = [:]
        for other in document.graph.closure(of: label) {
            guard let otherCell = document.cell(other), let result = results[other],
                let artifact = result.artifact, let digest = result.inputDigest, let key = result.key
            else { preconditionFailure("'\(label)' starts before '\(other)' has a result") }
            used[other] = CellRun.Used(input: document.input(otherCell, artifact), digest: digest, key: key)
        }
        return CellRun(
            cell: cell, document: document, source: source, used: used, threads: threads, grant: grant,
            store: store, runner: runner, mayReuse: usesCache && !refresh.contains(label),
            mayRun: cell.settings.run == .auto || refresh.contains(label), progress: progress,
            cancellation: cancellation, stopped: stopped, host: host)
    }
}

/// A run that was stopped, with its warnings.
struct StoppedRun: Error {
    /// Of the cells that had started.
    let results: [String: CellResult]
    /// Each once, in order.
    let warnings: [String]

    init(_ results: [String: CellResult], _ stopped: WarningsOfStopped) {
        self.results = results
        warnings = stopped.all.union(results.values.flatMap(\.warnings)).sorted()
    }
}

/// Gathers the warnings of parts that were stopped: they have no result that could carry them.
final class WarningsOfStopped: Sendable {
    private let found = Mutex<Set<String>>([])

    var all: Set<String> { found.withLock { $0 } }

    func add(_ warnings: [String]) { found.withLock { $0.formUnion(warnings) } }
}
