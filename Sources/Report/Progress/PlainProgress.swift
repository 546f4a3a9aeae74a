import Synchronization

/// Progress where there is no terminal, as in a log: a line when a cell begins, one when it ends, and one every ten
/// seconds between.
final class PlainProgress: ProgressSink {
    /// Seconds between two lines of one cell.
    private static let interval = 10.0

    private struct State {
        var running: [String: RunningCell] = [:]
        var lastWritten: [String: Double] = [:]
    }

    private let state = Mutex(State())
    private let output: ProgressOutput

    init(output: ProgressOutput) { self.output = output }

    func begin(_ cell: String, verb: String) {
        state.withLock { state in
            let now = output.now()
            state.running[cell] = RunningCell(label: cell, verb: verb, start: now, progress: nil)
            state.lastWritten[cell] = now
            output.write("\(cell): \(verb) begins\n")
        }
    }

    func update(_ cell: String, _ progress: CellProgress) {
        state.withLock { state in
            let now = output.now()
            guard let running = state.running[cell], let last = state.lastWritten[cell], now - last >= Self.interval
            else { return }
            state.lastWritten[cell] = now
            let elapsed = now - running.start
            let words = [
                ProgressText.steps(progress), ProgressText.loss(progress),
                ProgressText.rate(ProgressText.rate(progress, elapsed: elapsed)),
                ProgressText.timeLeft(progress, elapsed: elapsed), progress.message,
            ]
            output.write("\(cell): \(words.compactMap { $0 }.joined(separator: ", "))\n")
        }
    }

    func end(_ cell: String, _ outcome: CellOutcome) {
        state.withLock { state in
            state.running[cell] = nil
            state.lastWritten[cell] = nil
            output.write("\(cell): \(ProgressText.outcome(outcome))\n")
        }
    }

    func remark(_ cell: String, _ sentence: String) {
        state.withLock { _ in output.write("\(cell): \(sentence)\n") }
    }
}
