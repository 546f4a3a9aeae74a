import Foundation
import Report
import Synchronization

/// What is known of a run while it runs: how far every cell is.
final class RunBoard: ProgressSink {
    /// One cell.
    struct Cell: Sendable, Hashable {
        enum State: String, Sendable, Hashable, Encodable {
            case waiting, running, done, failed
        }

        var state: State
        /// Its start on a clock that never goes backwards; nil before it runs.
        var start: ContinuousClock.Instant?
        var progress: CellProgress?
        var curve = LossCurve()
        /// Why it failed, or the cell that blocked it.
        var message: String?
    }

    private struct State {
        var cells: [String: Cell] = [:]
        var version = 0
    }

    private let state: Mutex<State>
    private let onEnd: @Sendable (_ cell: String, CellOutcome) -> Void

    /// - Parameters:
    ///   - cells: those that will run, by their labels.
    ///   - onEnd: called when one of them has ended, on the thread that did the work.
    init(waiting cells: [String], onEnd: @escaping @Sendable (_ cell: String, CellOutcome) -> Void) {
        state = Mutex(
            State(cells: Dictionary(cells.map { ($0, Cell(state: .waiting)) }, uniquingKeysWith: { first, _ in first }))
        )
        self.onEnd = onEnd
    }

    /// All cells, by label, and a number that changes with every change.
    var now: (cells: [String: Cell], version: Int) { state.withLock { ($0.cells, $0.version) } }

    func begin(_ cell: String, verb: String) {
        state.withLock { $0.cells[cell] = $0.cells[cell] ?? Cell(state: .waiting) }
        change(cell) { cell in
            cell.state = .running
            cell.start = .now
        }
    }

    func update(_ cell: String, _ progress: CellProgress) {
        change(cell) { cell in
            cell.progress = progress
            if let loss = progress.loss { cell.curve.note(step: progress.step, loss: loss) }
        }
    }

    func end(_ cell: String, _ outcome: CellOutcome) {
        change(cell) { cell in
            switch outcome {
            case .ran, .cached: cell.state = .done
            case .failed(let message, _): (cell.state, cell.message) = (.failed, "Failed: \(message)")
            case .blocked(let cause):
                (cell.state, cell.message) = (.failed, "Not run: it uses \(cause), which has no result")
            case .manual: (cell.state, cell.message) = (.failed, "Not run: it runs only when asked")
            case .cancelled: (cell.state, cell.message) = (.failed, "Stopped")
            }
        }
        onEnd(cell, outcome)
    }

    /// Those that neither wait nor have begun have nothing to do with the run: their results were there.
    private func change(_ label: String, _ change: (inout Cell) -> Void) {
        state.withLock { state in
            guard var cell = state.cells[label] else { return }
            change(&cell)
            state.cells[label] = cell
            state.version += 1
        }
    }
}
