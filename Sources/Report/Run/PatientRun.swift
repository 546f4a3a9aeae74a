import Foundation
import Synchronization

/// A cell that is waited for; not for ever, once the run is stopped.
///
/// Work looks up between its steps to see whether it is to stop. What takes long without steps, such as what is measured after a
/// training, is left where it is: what it may still store is whole, as it is when the process ends in the middle.
final class PatientRun: Sendable {
    /// How long work is waited for after the run is stopped, in seconds.
    private static let patience = 1.5

    private let run: CellRun
    private let progress: SilencedProgress
    private let continuation: Mutex<CheckedContinuation<CellResult, Never>?>

    private init(_ run: CellRun, _ continuation: CheckedContinuation<CellResult, Never>) {
        progress = SilencedProgress(run.progress)
        var run = run
        run.progress = progress
        self.run = run
        self.continuation = Mutex(continuation)
    }

    /// What becomes of a cell.
    static func result(of run: CellRun) async -> CellResult {
        await withCheckedContinuation { continuation in
            let patient = PatientRun(run, continuation)
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
            guard now - first > .seconds(Self.patience) else { continue }
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
