import Foundation

/// A duration in words.
public enum DurationText {
    /// Three digits for short durations, whole units for long ones: "0.34 s", "12.1 s", "3 min 05 s", "1 h 02 min".
    static func short(_ seconds: Double) -> String {
        if seconds < 9.995 { return String(format: "%.2f s", seconds) }
        if seconds < 59.95 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
        return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
    }

    /// "0.2 s", "41 s", "3 min 20 s", "1 h 5 min".
    public static func coarse(_ seconds: Double) -> String {
        if seconds < 9.95 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min" + (whole % 60 == 0 ? "" : " \(whole % 60) s") }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

extension Duration {
    /// The same as a number.
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
