import Files
import Foundation

extension RenderSession {
    /// How a run ended that writes no page.
    package enum Computed: Sendable {
        /// Each cell has ended, well or not.
        case ended(RunReport)
        /// It was stopped; what is finished is in the store.
        case stopped(warnings: [String])
        /// The report is wrong; nothing ran.
        case refused([Diagnostic])
        /// There can be no run, and why.
        case impossible(String)
    }

    /// Computes what is out of date and leaves the results in the store; no page is written.
    ///
    /// - Parameter cells: labels of those that run; nil for all.
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
