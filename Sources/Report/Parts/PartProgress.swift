import Synchronization

/// Turns the progress of a cell's parts into the cell's own: "5/8", and the time that the rest takes.
final class PartProgress: Sendable {
    enum Outcome { case computed, cached }

    private struct State {
        var done = 0
        /// Of the parts that are done, the number computed in this run.
        var computed = 0
        /// The running parts, in the order in which they started.
        var running: [(label: String, progress: CellProgress)] = []
    }

    private let group: String
    private let count: Int
    private let cell: String
    private let sink: any ProgressSink
    private let now: @Sendable () -> Double
    private let start: Double
    private let state = Mutex(State())

    /// - Parameters:
    ///   - group: the name of the parts, in the plural.
    ///   - now: the current time in seconds since a fixed moment.
    init(
        _ group: String, count: Int, of cell: String, to sink: any ProgressSink,
        now: @escaping @Sendable () -> Double = { ProgressOutput.monotonicSeconds }
    ) {
        self.group = group
        self.count = count
        self.cell = cell
        self.sink = sink
        self.now = now
        start = now()
    }

    func begin(_ part: String) {
        report { $0.running.append((part, CellProgress(step: 0))) }
    }

    func update(_ part: String, _ progress: CellProgress) {
        report { state in
            guard let index = state.running.firstIndex(where: { $0.label == part }) else { return }
            state.running[index].progress = progress
        }
    }

    func end(_ part: String, _ outcome: Outcome) {
        report { state in
            state.running.removeAll { $0.label == part }
            state.done += 1
            if outcome == .computed { state.computed += 1 }
        }
    }

    /// The receiver of the progress of a part.
    func listening(to part: String) -> any ProgressSink { Reports(part: part, progress: self) }

    private struct Reports: ProgressSink {
        let part: String
        let progress: PartProgress

        func begin(_ cell: String, verb: String) {}
        func update(_ cell: String, _ progress: CellProgress) { self.progress.update(part, progress) }
        func end(_ cell: String, _ outcome: CellOutcome) {}
    }

    /// Reports under the lock, so that reports arrive in their order.
    private func report(_ change: (inout State) -> Void) {
        state.withLock { state in
            change(&state)
            let underWay = state.running.reduce(0) { $0 + ($1.progress.fraction ?? 0) }
            let elapsed = now() - start
            sink.update(
                cell,
                CellProgress(
                    step: state.done, total: count, fraction: (Double(state.done) + underWay) / Double(count),
                    // Parts from the store say nothing about the time that the others take.
                    rate: elapsed > 0 ? (Double(state.computed) + underWay) / elapsed : 0, message: words(state)))
        }
    }

    private func words(_ state: State) -> String {
        let details = state.running.compactMap { part in
            ProgressText.steps(part.progress).map { "\(part.label) \($0)" }
        }
        // More than two at once would be hard to read.
        return details.isEmpty || state.running.count > 2 ? group : "\(group): \(details.joined(separator: ", "))"
    }
}
