import Files
import Foundation

/// Chooses the display for the destination of standard error.
public enum StandardProgress {
    /// Bars on a terminal that can move its cursor, and lines elsewhere.
    ///
    /// - Parameter nobodyReads: called if standard error is a pipe whose reader has closed it; perhaps more than once.
    public static func display(nobodyReads: @escaping @Sendable () -> Void = {}) -> any ProgressSink {
        let output = ProgressOutput.standardError(nobodyReads: nobodyReads)
        let terminal = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        return isatty(STDERR_FILENO) == 1 && terminal != "dumb"
            ? TerminalProgress(output: output) : PlainProgress(output: output)
    }
}

/// Where a display writes and which clock it reads; tests put their own in place.
struct ProgressOutput: Sendable {
    let write: @Sendable (String) -> Void
    /// Seconds from some fixed moment; never goes back.
    let now: @Sendable () -> Double

    /// Standard error, so that standard output stays free for results. A run continues if it is closed or full.
    ///
    /// - Parameter nobodyReads: called if it is a pipe whose reader has closed it; perhaps more than once.
    static func standardError(nobodyReads: @escaping @Sendable () -> Void = {}) -> ProgressOutput {
        ProgressOutput(
            write: { text in
                do throws(FileError) { try StandardStream.error.write(text) } catch {
                    if error.code == EPIPE { nobodyReads() }
                }
            }, now: { monotonicSeconds })
    }

    /// Seconds on a clock that never goes backwards.
    static var monotonicSeconds: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }
}
