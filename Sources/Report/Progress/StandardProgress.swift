import Foundation

/// Chooses the display that fits where standard error goes.
public enum StandardProgress {
    /// Bars on a terminal that can move its cursor, and lines elsewhere.
    ///
    /// - Parameter quiet: whether to show only what went wrong.
    public static func display(quiet: Bool) -> any ProgressSink {
        if quiet { return QuietProgress() }
        let terminal = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        return isatty(STDERR_FILENO) == 1 && terminal != "dumb" ? TerminalProgress() : PlainProgress()
    }
}
