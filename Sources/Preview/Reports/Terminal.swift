/// Where the server says what happens: a line for each event that matters.
struct Terminal: Sendable {
    let line: @Sendable (String) -> Void

    /// "84 ms", "2.3 s", "4:05".
    static func words(_ seconds: Double) -> String {
        if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 59.95 { return "\((seconds * 10).rounded() / 10) s" }
        let whole = Int(seconds.rounded())
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}
