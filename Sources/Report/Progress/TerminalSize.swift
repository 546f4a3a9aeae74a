import Foundation

/// The size of the terminal that standard error writes to.
struct TerminalSize: Sendable, Hashable {
    let columns: Int
    let rows: Int

    /// - Returns: nil where standard error is no terminal, or one that does not know its size.
    static func ofStandardError() -> TerminalSize? {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }
}
