import Foundation

/// Chooses the display that fits where standard error goes.
public enum StandardProgress {
    /// Bars on a terminal that can move its cursor, and lines elsewhere.
    public static func display() -> any ProgressSink {
        let terminal = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        return isatty(STDERR_FILENO) == 1 && terminal != "dumb" ? TerminalProgress() : PlainProgress()
    }
}
