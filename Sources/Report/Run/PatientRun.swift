import Foundation
import Synchronization

/// A running cell for which a stopped run waits only so long.
///
/// Work checks between its steps whether it is to stop. Work without steps, such as a measurement after a training, may take
/// longer than the run has: the run then ends without it. Whatever such work still stores is complete, because results are always
/// stored whole.
final class PatientRun: Sendable {
    private let patience: Double
    private let run: CellRun
    private let progress: SilencedProgress
    private let continuation: Mutex<CheckedContinuation<CellResult, Never>?>

    private init(_ run: CellRun, patience: Double, _ continuation: CheckedContinuation<CellResult, Never>) {
        self.patience = patience
        progress = SilencedProgress(run.progress)
        var run = run
        run.progress = progress
        self.run = run
        self.continuation = Mutex(continuation)
    }

    /// Runs a cell on a thread of its own.
    ///
    /// - Parameter patience: how long a stopped run waits for the cell, in seconds.
    static func result(of run: CellRun, patience: Double) async -> CellResult {
        await withCheckedContinuation { continuation in
            let patient = PatientRun(run, patience: patience, continuation)
            let work = Thread { patient.give(patient.run.run()) }
            work.name = run.cell.label
            work.stackSize = 16 << 20
            work.start()
            Thread.detachNewThread { patient.watch() }
        }
    }

    /// The first answer counts.
    private func give(_ result: CellResult) {
        let waiting = continuation.withLock { continuation in
            defer { continuation = nil }
            return continuation
        }
        waiting?.resume(returning: result)
    }

    private func watch() {
        var stoppedAt: ContinuousClock.Instant?
        while continuation.withLock({ $0 != nil }) {
            usleep(20_000)
            guard run.cancellation.isCancelled else { continue }
            let now = ContinuousClock.now
            let first = stoppedAt ?? now
            stoppedAt = first
            guard now - first > .seconds(patience) else { continue }
            progress.leave(run.cell.label)
            return give(CellResult(.cancelled))
        }
    }
}

/// Passes on how far a cell is, until nobody waits for it any more.
private final class SilencedProgress: ProgressSink {
    private let sink: any ProgressSink
    private let isLeft = Atomic<Bool>(false)

    init(_ sink: any ProgressSink) { self.sink = sink }

    /// Says that the cell was stopped; nothing that comes later counts.
    func leave(_ cell: String) {
        isLeft.store(true, ordering: .sequentiallyConsistent)
        sink.end(cell, .cancelled)
    }

    private var isHeard: Bool { !isLeft.load(ordering: .sequentiallyConsistent) }

    func begin(_ cell: String, verb: String) { if isHeard { sink.begin(cell, verb: verb) } }
    func update(_ cell: String, _ progress: CellProgress) { if isHeard { sink.update(cell, progress) } }
    func end(_ cell: String, _ outcome: CellOutcome) { if isHeard { sink.end(cell, outcome) } }
    func remark(_ cell: String, _ sentence: String) { if isHeard { sink.remark(cell, sentence) } }
}
