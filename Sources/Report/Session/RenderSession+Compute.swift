import Files
import Foundation

extension RenderSession {
    /// How a run without a page ended.
    package enum Computed: Sendable {
        /// Each cell has ended, successfully or not.
        case ended(RunReport)
        /// It was stopped; finished results are in the store.
        case stopped(warnings: [String])
        /// The report has mistakes; nothing ran.
        case refused([Diagnostic])
        /// A run is not possible, for this reason.
        case impossible(String)
    }

    /// Computes what is out of date and stores the results; no page is written.
    ///
    /// - Parameter cells: labels of the cells to run; nil for all.
    package func compute(only cells: Set<String>? = nil) async -> Computed {
        do {
            let document = try read()
            try prepareStore(for: document, only: cells)
            let executor = Executor(
                source, runner: runner ?? LocalRunner(threads: jobs, patience: patience), refresh: Set(refresh),
                usesCache: usesCache,
                progress: progress, cancellation: cancellation, host: Host.current(engine: engine, directives))
            return .ended(try await executor.run(document, only: cells))
        } catch let error as InvalidDocument {
            return .refused(error.diagnostics)
        } catch let error as StoppedRun {
            return .stopped(warnings: error.warnings)
        } catch {
            return .impossible(error.words)
        }
    }
}
