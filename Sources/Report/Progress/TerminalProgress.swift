import Foundation
import Synchronization

/// Progress on a terminal: a line for every running cell, redrawn in place, below the lines of those that are done.
///
/// It draws at most ten times a second, and every picture in one piece, so that nothing flickers.
final class TerminalProgress: ProgressSink {
    private struct State {
        var running: [RunningCell] = []
        /// The number of lines below the finished ones that are on the screen now.
        var drawn = 0
        var lastDrawn = -Double.infinity
    }

    private static let interval = 0.1

    private let state = Mutex(State())
    private let output: ProgressOutput
    private let style: @Sendable () -> ProgressStyle

    convenience init(output: ProgressOutput) {
        let environment = ProcessInfo.processInfo.environment
        self.init(output: output) { ProgressStyle(environment: environment, size: .ofStandardError()) }
    }

    /// - Parameter style: called before every update, because a window may change its size.
    init(output: ProgressOutput, style: @escaping @Sendable () -> ProgressStyle) {
        self.output = output
        self.style = style
    }

    func begin(_ cell: String, verb: String) {
        state.withLock { state in
            state.running.append(RunningCell(label: cell, verb: verb, start: output.now(), progress: nil))
            draw(&state, above: [])
        }
    }

    func update(_ cell: String, _ progress: CellProgress) {
        state.withLock { state in
            guard let index = state.running.firstIndex(where: { $0.label == cell }) else { return }
            state.running[index].progress = progress
            if output.now() - state.lastDrawn >= Self.interval { draw(&state, above: []) }
        }
    }

    func end(_ cell: String, _ outcome: CellOutcome) {
        state.withLock { state in
            state.running.removeAll { $0.label == cell }
            draw(&state, above: [ProgressLine.outcome(cell, outcome, style: style())])
        }
    }

    /// Writes a permanent line, above those of the running cells.
    func note(_ line: String) {
        state.withLock { draw(&$0, above: [line]) }
    }

    /// Steps back over the lines on the screen, writes what stays, and then the running cells again.
    private func draw(_ state: inout State, above lines: [String]) {
        let style = style()
        let now = output.now()
        let shown = state.running.suffix(max(1, style.height - 2))
        let columns = ProgressLine.Columns(of: shown)
        let live = shown.map { ProgressLine.text($0, columns: columns, now: now, style: style) }
        var picture = state.drawn > 0 ? "\u{1B}[\(state.drawn)A\r\u{1B}[J" : ""
        for line in lines + live { picture += line + "\n" }
        output.write(picture)
        state.drawn = live.count
        state.lastDrawn = now
    }
}
