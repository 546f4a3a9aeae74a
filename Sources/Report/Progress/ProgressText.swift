import Foundation

/// The numbers of a running cell in words; what the cell does not report is left out.
enum ProgressText {
    /// "3120/6000", "3120", or nil before the first step.
    static func steps(_ progress: CellProgress) -> String? {
        if let total = progress.total { return "\(progress.step)/\(total)" }
        return progress.step > 0 ? "\(progress.step)" : nil
    }

    static func loss(_ progress: CellProgress) -> String? {
        guard let loss = progress.loss else { return nil }
        let plain = loss == 0 || !loss.isFinite || (1e-3..<1e5).contains(abs(loss))
        return "loss " + String(format: plain ? "%.4f" : "%.3e", loss)
    }

    /// "1240/s", "21.2/s", "2.12/s", and for less than one step a second "3.4 s each".
    static func rate(_ rate: Double?) -> String? {
        guard let rate, rate > 0, rate.isFinite else { return nil }
        if rate >= 100 { return String(format: "%.0f/s", rate) }
        if rate >= 10 { return String(format: "%.1f/s", rate) }
        if rate >= 1 { return String(format: "%.2f/s", rate) }
        return String(format: "%.1f s each", 1 / rate)
    }

    /// Steps per second, as reported by the cell, or computed from the elapsed time.
    static func rate(_ progress: CellProgress, elapsed: Double) -> Double? { progress.rate(after: elapsed) }

    static func timeLeft(_ progress: CellProgress, elapsed: Double) -> String? {
        progress.secondsLeft(after: elapsed).map { clock($0) + " left" }
    }

    /// "0:07", "12:05", "1:02:03"; beyond 99 hours, only that it is more.
    static func clock(_ seconds: Double) -> String {
        guard seconds < 360_000 else { return "> 99 h" }
        let whole = Int(max(0, seconds).rounded())
        if whole < 3600 { return String(format: "%d:%02d", whole / 60, whole % 60) }
        return String(format: "%d:%02d:%02d", whole / 3600, whole % 3600 / 60, whole % 60)
    }

    /// The text after the name of a cell that is done.
    static func outcome(_ outcome: CellOutcome) -> String {
        switch outcome {
        case .ran(let seconds): return "done in \(DurationText.short(seconds))"
        case .cached: return "up to date"
        case .failed(let message, let seconds):
            return "failed after \(DurationText.short(seconds)): \(message.printable)"
        case .blocked(let cell): return "not run: it uses \(cell), which did not succeed"
        case .manual: return "not run: it runs only when asked for"
        case .cancelled: return "stopped"
        }
    }
}
