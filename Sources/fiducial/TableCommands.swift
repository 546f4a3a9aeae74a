import ArgumentParser
import EventFiles
import EventTables
import Files
import FlowKernels
import Foundation
import ModelEvaluation
import Report
import Statistics

/// How many threads a command uses.
struct ThreadArguments: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("How many threads to use. (default: all cores)", valueName: "n"))
    var jobs: Int?

    func validate() throws {
        if let jobs, !(1...512).contains(jobs) { throw ValidationError("--jobs must be from 1 to 512.") }
    }

    var count: Int { jobs ?? min(512, ProcessInfo.processInfo.activeProcessorCount) }
}

/// Refuses a file name whose extension is not that of a format for reading events.
func requireEvents(_ path: String, _ option: String) throws {
    guard EventFileFormat(extensionOf: path) != nil else {
        let known = EventFileFormat.allCases.flatMap(\.extensions).map { ".\($0)" }.joined(separator: ", ")
        throw ValidationError("\(option): '\(path)' must end in one of: \(known).")
    }
}

/// Refuses a file name whose extension is not that of a format for writing tables.
func requireTable(_ path: String, _ option: String) throws {
    do { _ = try EventTableFormat(of: URL(fileURLWithPath: path)) } catch {
        throw ValidationError("\(option): '\(path)' must end in .safetensors or .csv.")
    }
}

/// Runs a command over a table: shows progress, reports rows that are not finite, and turns errors into status 1.
///
/// - Parameters:
///   - remedy: what to do about inputs that overflow single precision.
///   - body: returns these rows and the number of all rows.
func runTable(remedy: String = "", _ body: (RowProgress) throws -> (NonFiniteRows, Int)) throws {
    let cancellation = Cancellation()
    let interrupts = Interrupts(cancellation)
    let progress = RowProgress(cancellation)
    defer { withExtendedLifetime(interrupts) {} }
    do {
        let (nonFinite, rows) = try body(progress)
        progress.clear()
        complain(nonFinite.words(of: rows, remedy: remedy))
    } catch is CancellationError {
        progress.clear()
        throw ExitCode(130)
    } catch {
        progress.clear()
        complain(["error: \(error)"])
        throw ExitCode.failure
    }
}

/// How many rows are done, on one line of a terminal, once that takes more than a second.
final class RowProgress {
    private let cancellation: Cancellation
    private let isShown = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now
    private var hasLine = false

    init(_ cancellation: Cancellation) { self.cancellation = cancellation }

    /// - Throws: `CancellationError` after Ctrl-C.
    func show(_ rows: Int, of total: Int) throws {
        if cancellation.isCancelled { throw CancellationError() }
        let now = ContinuousClock.now
        guard isShown, now - start > .seconds(1), now - lastShown > .milliseconds(100) else { return }
        write("\r\u{1B}[K\(rows) of \(NumberText.counted(total, "row"))")
        lastShown = now
        hasLine = true
    }

    func clear() {
        if hasLine { write("\r\u{1B}[K") }
        hasLine = false
    }

    private func write(_ text: String) { try? StandardStream.error.write(text) }
}
