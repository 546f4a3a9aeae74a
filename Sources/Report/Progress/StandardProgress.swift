import Foundation

/// Chooses the display that fits where standard error goes.
public enum StandardProgress {
    /// Bars on a terminal that can move its cursor, and lines elsewhere.
    ///
    /// - Parameters:
    ///   - quiet: whether to show only what went wrong.
    ///   - nobodyReads: called where standard error is a pipe whose reader has gone; perhaps more than once.
    public static func display(quiet: Bool, nobodyReads: @escaping @Sendable () -> Void = {}) -> any ProgressSink {
        let output = ProgressOutput.standardError(nobodyReads: nobodyReads)
        if quiet { return QuietProgress(output: output) }
        let terminal = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        return isatty(STDERR_FILENO) == 1 && terminal != "dumb"
            ? TerminalProgress(output: output) : PlainProgress(output: output)
    }
}
