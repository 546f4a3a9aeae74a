import Foundation

/// How progress may be drawn: how wide, with which signs, in colour or not.
struct ProgressStyle: Sendable, Hashable {
    /// Columns of the terminal.
    let width: Int
    /// Lines of the terminal.
    let height: Int
    let colour: Bool
    /// False where the locale is not UTF-8.
    let unicode: Bool

    /// - Parameters:
    ///   - environment: `NO_COLOR` (any value except an empty one) turns colour off; the first one that is set of
    ///     `LC_ALL`, `LC_CTYPE` and `LANG` states the encoding; `COLUMNS` is used if the terminal does not report its
    ///     width.
    ///   - size: as the terminal reports it.
    init(environment: [String: String], size: TerminalSize?) {
        width = size?.columns ?? environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
        height = size?.rows ?? 24
        colour = (environment["NO_COLOR"] ?? "").isEmpty
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let encoding = locale.uppercased().replacingOccurrences(of: "-", with: "")
        unicode = encoding.contains("UTF8")
    }

    func sign(_ outcome: CellOutcome) -> String {
        switch outcome {
        case .ran: return unicode ? "✓" : "+"
        case .cached: return unicode ? "·" : "."
        case .failed: return unicode ? "✗" : "x"
        case .blocked, .manual, .cancelled: return unicode ? "–" : "-"
        }
    }

    enum Tint: String {
        case green = "32"
        case red = "31"
        case blue = "34"
        case faint = "2"
        case bold = "1"
    }

    func tinted(_ text: String, _ tint: Tint) -> String {
        colour && !text.isEmpty ? "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// The size of the terminal that standard error writes to.
struct TerminalSize: Sendable, Hashable {
    let columns: Int
    let rows: Int

    /// - Returns: nil where standard error is not a terminal, or a terminal that does not report its size.
    static func ofStandardError() -> TerminalSize? {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
