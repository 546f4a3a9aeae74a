import Files
import Foundation
import Synchronization

/// A run as lines of JSON, one a change of state, for programs that watch it or look at it afterwards.
///
///     {"cell":"score","event":"begins","time":"2026-11-30T20:31:05.120Z","verb":"train"}
///     {"cell":"score","event":"progress","loss":1.42,"seconds":10.0,"seconds-left":31.5,"step":730,"time":…,"total":3000}
///     {"cell":"score","event":"ends","outcome":"ran","seconds":41.2,"time":…}
///
/// Each line is written as soon as it is known. If the file can no longer be written, the run continues without it.
final class RunLog: ProgressSink {
    /// Seconds between two lines on the progress of one cell.
    private static let interval = 10.0

    private struct State {
        var file: FileHandle?
        /// For each cell, the time of its begin and of its last line.
        var cells: [String: (begun: Double, written: Double)] = [:]
    }

    private let state: Mutex<State>
    private let shown: any ProgressSink
    private let now: @Sendable () -> Double
    private let date: @Sendable () -> Date

    /// - Parameters:
    ///   - file: the log file; an earlier log is replaced.
    ///   - shown: a display that receives the same calls.
    ///   - now: the current time in seconds since a fixed moment.
    /// - Throws: `FileError`.
    init(
        _ file: OutputFile, besides shown: any ProgressSink,
        now: @escaping @Sendable () -> Double = { ProgressOutput.monotonicSeconds },
        date: @escaping @Sendable () -> Date = { Date() }
    ) throws(FileError) {
        state = Mutex(State(file: FileHandle(fileDescriptor: try file.openForPieces(), closeOnDealloc: true)))
        self.shown = shown
        self.now = now
        self.date = date
    }

    // MARK: The run

    /// The run of a report begins.
    func begin(report: String, engine: String, threads: Int) {
        write("run-begins", ["report": .string(report), "engine": .string(engine), "threads": .integer(threads)])
    }

    /// The run has ended, and the page was written if possible.
    func end(status: Int32, messages: [String]) {
        write("run-ends", ["status": .integer(Int(status)), "messages": Value(messages)])
    }

    // MARK: Its cells

    func begin(_ cell: String, verb: String) {
        let now = now()
        state.withLock { $0.cells[cell] = (now, now) }
        write("begins", ["cell": .string(cell), "verb": .string(verb)])
        shown.begin(cell, verb: verb)
    }

    func update(_ cell: String, _ progress: CellProgress) {
        shown.update(cell, progress)
        let now = now()
        let elapsed = state.withLock { state -> Double? in
            guard let times = state.cells[cell], now - times.written >= Self.interval else { return nil }
            state.cells[cell] = (times.begun, now)
            return now - times.begun
        }
        guard let elapsed else { return }
        var members: [String: Value] = [
            "cell": .string(cell), "step": .integer(progress.step), "seconds": .number(elapsed),
        ]
        members["total"] = progress.total.map(Value.integer)
        members["fraction"] = progress.fraction.map(Value.number)
        members["loss"] = progress.loss.map(Value.number)
        members["message"] = progress.message.map(Value.string)
        members["seconds-left"] = progress.secondsLeft(after: elapsed).map(Value.number)
        write("progress", members)
    }

    func end(_ cell: String, _ outcome: CellOutcome) {
        state.withLock { $0.cells[cell] = nil }
        var members: [String: Value] = ["cell": .string(cell)]
        switch outcome {
        case .ran(let seconds): members.merge(["outcome": "ran", "seconds": .number(seconds)]) { $1 }
        case .cached: members["outcome"] = "cached"
        case .failed(let message, let seconds):
            members.merge(["outcome": "failed", "message": .string(message), "seconds": .number(seconds)]) { $1 }
        case .blocked(let label): members.merge(["outcome": "blocked", "blocked-by": .string(label)]) { $1 }
        case .manual: members["outcome"] = "manual"
        case .cancelled: members["outcome"] = "stopped"
        }
        write("ends", members)
        shown.end(cell, outcome)
    }

    func remark(_ cell: String, _ sentence: String) {
        write("finds", ["cell": .string(cell), "finding": .string(sentence)])
        shown.remark(cell, sentence)
    }

    private func write(_ event: String, _ members: [String: Value]) {
        var line = members
        line["event"] = .string(event)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        state.withLock { state in
            line["time"] = .string(date().formatted(style))
            do {
                try state.file?.write(contentsOf: Data((Value.object(line).canonicalJSON + "\n").utf8))
            } catch {
                // A full disk: half a line would be no JSON, and nothing behind it would be.
                state.file = nil
            }
        }
    }
}
