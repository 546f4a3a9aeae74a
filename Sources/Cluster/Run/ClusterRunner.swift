import Foundation
import Report
import Synchronization

/// Runs the jobs of a render on the nodes of a cluster. Quick work, and combining the parts of a cell, is done on this
/// machine.
package final class ClusterRunner: CellRunner {
    /// What happens to tasks in the queue if the render is stopped.
    package enum Leaving: Sendable { case cancel, leave }

    /// A large number, so that all ready cells start at once, because they only wait.
    package let threads: Int
    private let machine: Machine
    private let store: Store
    private let makeScheduler: @Sendable () throws -> any Scheduler
    private let spoolFolder: URL
    private let engine: String
    private let patience: WaveLoop.Patience
    private let onStop: @Sendable (_ tasks: Int) -> Leaving
    private let notify: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        /// Requests that the loop has not received yet.
        var asked: [Request] = []
        var reports: [String: JobReport] = [:]
        var began: Set<String> = []
        var hasLoop = false
        var isStopped = false
        /// Why the loop could not start.
        var failure: String?
        var past: PastWork?
    }

    /// - Parameters:
    ///   - spool: the folder for bundles, results and logs of this report.
    ///   - engine: name and version of the program, for manifests.
    ///   - notify: receives messages for the user.
    ///   - onStop: called once if the render is stopped while tasks wait or run.
    ///   - scheduler: makes the scheduler when the first job is to be submitted.
    package init(
        _ machine: Machine, store: Store, spool: URL, engine: String, patience: WaveLoop.Patience,
        notify: @escaping @Sendable (String) -> Void, onStop: @escaping @Sendable (_ tasks: Int) -> Leaving,
        scheduler: @escaping @Sendable () throws -> any Scheduler
    ) {
        self.machine = machine
        self.store = store
        spoolFolder = spool
        self.engine = engine
        self.patience = patience
        self.notify = notify
        self.onStop = onStop
        makeScheduler = scheduler
        threads = max(64, ProcessInfo.processInfo.activeProcessorCount)
    }

    package func run(_ job: CellJob, _ context: JobContext) -> JobResult {
        if context.isQuick || job.earlierPartCount > 0 { return context.runHere(job) }
        let past = past()
        let cost =
            job.resources.threadSeconds.map { PastWork.Cost(seconds: $0, memory: job.resources.memory) }
            ?? past.cost(of: context.verb, group: nil, options: context.options)
        if let cost, cost.seconds < machine.here { return context.runHere(job) }
        ask([request(job, cost)], context.document, context.cancellation)
        let report = wait(for: [job.key], context.cancellation) { key in
            context.report(CellProgress(step: 0, message: "on \(self.machine.name)"))
        } onEnd: { _, _ in
        }
        return JobResult(report[job.key] ?? .cancelled)
    }

    package func run(_ parts: PartJobs) throws -> [JobResult] {
        let jobs = (0..<parts.count).map { parts.job($0, threads: machine.limits.unknown.threads) }
        guard let first = jobs.first else { return [] }
        let context = parts.context(first)
        let past = past()
        let requests = jobs.map { job in
            request(
                job,
                job.resources.threadSeconds.map { PastWork.Cost(seconds: $0, memory: job.resources.memory) }
                    ?? past.cost(
                        of: context.verb, group: job.part?.group,
                        options: job.part?.description.components.object?["options"] ?? .null))
        }
        let known = requests.compactMap(\.cost?.seconds)
        if known.count == requests.count, known.reduce(0, +) < machine.here { return try parts.runHere() }
        ask(requests, context.document, parts.cancellation)
        let byKey = Dictionary(jobs.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let reports = wait(for: jobs.map(\.key), parts.cancellation) { key in
            if let job = byKey[key] { try? parts.begin(job) }
        } onEnd: { key, report in
            if let job = byKey[key] { parts.end(job, JobResult(report)) }
        }
        guard !parts.cancellation.isCancelled else { throw CancellationError() }
        return jobs.map { JobResult(reports[$0.key] ?? .cancelled) }
    }

    private func request(_ job: CellJob, _ cost: PastWork.Cost?) -> Request {
        Request(key: job.key, name: job.name, cell: job.label, cost: cost, job: job)
    }

    /// Read once, where it is needed first.
    private func past() -> PastWork {
        if let known = state.withLock({ $0.past }) { return known }
        let past = PastWork(store)
        state.withLock { $0.past = past }
        return past
    }

    // MARK: between callers and the loop

    private func ask(_ requests: [Request], _ document: Document, _ cancellation: Cancellation) {
        let starts = state.withLock { state in
            for request in requests { state.reports[request.key] = nil }
            state.asked += requests
            defer { state.hasLoop = true }
            return !state.hasLoop
        }
        guard starts else { return }
        let thread = Thread { [self] in loop(document, cancellation) }
        thread.name = "waves"
        thread.stackSize = 16 << 20
        thread.start()
    }

    /// Waits until all have ended or the render is stopped.
    private func wait(
        for keys: [String], _ cancellation: Cancellation, onBegin: (String) -> Void,
        onEnd: (String, JobReport) -> Void
    ) -> [String: JobReport] {
        var open = Set(keys)
        var begun: Set<String> = []
        var ended: [String: JobReport] = [:]
        while !open.isEmpty {
            let (new, began, failure, isStopped) = state.withLock { state in
                (
                    state.reports.filter { open.contains($0.key) }, state.began.intersection(open).subtracting(begun),
                    state.failure, state.isStopped
                )
            }
            for key in began {
                begun.insert(key)
                onBegin(key)
            }
            for (key, report) in new {
                open.remove(key)
                ended[key] = report
                onEnd(key, report)
            }
            if let failure {
                for key in open { ended[key] = .failed(failure) }
                break
            }
            if isStopped { break }
            if new.isEmpty { usleep(20_000) }
        }
        return ended
    }

    private func loop(_ document: Document, _ cancellation: Cancellation) {
        let spool: FolderSpool
        let scheduler: any Scheduler
        do {
            spool = try FolderSpool(spoolFolder, store: store, document: document, engine: engine)
            scheduler = try makeScheduler()
        } catch {
            return state.withLock { $0.failure = "\(error)" }
        }
        var loop = WaveLoop(
            scheduler, spool, grouping: machine.grouping, rule: machine.limits, attempts: machine.attempts,
            patience: patience)
        let open = spool.openArrays()
        for array in open { loop.adopt(array) }
        if !open.isEmpty {
            notify(
                "\(open.count) \(open.count == 1 ? "array" : "arrays") of an earlier render: going on with what runs")
        }
        let start = ContinuousClock.now
        var busyUntil = 0.0
        var said = 0.0
        while true {
            let now = (ContinuousClock.now - start).inSeconds
            if cancellation.isCancelled { return stop(&loop, now) }
            let asked = state.withLock { state in
                defer { state.asked = [] }
                return state.asked
            }
            if !asked.isEmpty { loop.request(asked, at: now) }
            let events = loop.step(at: now)
            for case .notice(let words) in events { notify(words) }
            state.withLock { state in
                for event in events {
                    switch event {
                    case .began(let key): state.began.insert(key)
                    case .ended(let key, let report): state.reports[key] = report
                    case .notice: break
                    }
                }
            }
            let until = (ContinuousClock.now - start).inSeconds
            if loop.isBusy { busyUntil = until }
            if until - said >= Self.silence, let standing = standing(of: loop.counts) {
                notify(standing)
                said = until
            }
            // Whoever asks next starts another loop.
            if until - busyUntil > 2,
                state.withLock({ state in
                    guard state.asked.isEmpty else { return false }
                    state.hasLoop = false
                    return true
                })
            {
                return
            }
            usleep(UInt32(1_000_000 * min(0.1, max(0.01, loop.delay(at: until)))))
        }
    }

    /// The interval, in seconds, between messages about the state of the queue.
    private static let silence = 60.0

    /// "slurm: 12 tasks run, 40 wait"; nil where there is none.
    private func standing(of counts: (waiting: Int, running: Int)) -> String? {
        let (waiting, running) = counts
        guard waiting + running > 0 else { return nil }
        let runs = running > 0 ? "\(running) \(running == 1 ? "task runs" : "tasks run")" : "nothing runs yet"
        let waits = waiting > 0 ? ", \(waiting) \(waiting == 1 ? "waits" : "wait")" : ""
        return "\(machine.name): \(runs)\(waits)"
    }

    private func stop(_ loop: inout WaveLoop, _ now: Double) {
        defer { state.withLock { $0.isStopped = true } }
        let open = loop.counts
        guard !loop.openArrays.isEmpty else { return }
        switch onStop(open.waiting + open.running) {
        case .leave:
            for case .notice(let words) in loop.submitAll(at: now) { notify(words) }
            notify("Left running; the next render with --on \(machine.name) goes on with it.")
        case .cancel:
            do throws(CommandFault) { try loop.cancel() } catch { notify("not cancelled: \(error)") }
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
