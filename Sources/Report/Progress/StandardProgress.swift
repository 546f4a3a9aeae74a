import Foundation

/// Chooses the display that fits where standard error goes.
public enum StandardProgress {
    /// Bars on a terminal that can move its cursor, and lines elsewhere.
    public static func display() -> any ProgressSink {
        let terminal = ProcessInfo.processInfo.environment["TERM"] ?? "dumb"
        return isatty(STDERR_FILENO) == 1 && terminal != "dumb" ? TerminalProgress() : PlainProgress()
    }
}

/// Where a display writes and which clock it reads; tests put their own in place.
struct ProgressOutput: Sendable {
    let write: @Sendable (String) -> Void
    /// Seconds from some fixed moment; never goes back.
    let now: @Sendable () -> Double

    /// Standard error, so that standard output stays free for results. A run goes on where it is closed.
    static let standardError = ProgressOutput(
        write: { text in try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) },
        now: { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 })
}
