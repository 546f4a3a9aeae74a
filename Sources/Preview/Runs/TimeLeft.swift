import Report

/// How long a run takes from now on: the longest way through the cells that are left, each of which takes what it says, or took
/// when it last ran.
struct TimeLeft: Sendable, Hashable {
    let seconds: Double
    /// Whether some cell on the way does not say how long it takes.
    let isAtLeast: Bool

    /// - Parameters:
    ///   - cells: in the order of running.
    ///   - board: their progress; empty if nothing runs.
    ///   - now: on the clock of the board.
    init(_ cells: [PreviewPage.Cell], _ board: [String: RunBoard.Cell] = [:], now: ContinuousClock.Instant = .now) {
        var ends: [String: Double] = [:]
        var isAtLeast = false
        for cell in cells {
            let start = cell.uses.map { ends[$0] ?? 0 }.max() ?? 0
            let own: Double?
            switch board[cell.label]?.state {
            case .done, .failed: own = 0
            case .running:
                let elapsed = board[cell.label]?.start.map { (now - $0).inSeconds } ?? 0
                own =
                    board[cell.label]?.progress?.secondsLeft(after: elapsed)
                    ?? cell.lastSeconds.map { max(0, $0 - elapsed) }
            case .waiting: own = cell.lastSeconds
            case nil: own = cell.state == .willRun && board.isEmpty ? cell.lastSeconds : 0
            }
            if own == nil { isAtLeast = true }
            ends[cell.label] = start + (own ?? 0)
        }
        seconds = ends.values.max() ?? 0
        self.isAtLeast = isAtLeast
    }
}

extension Duration {
    /// As a number.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
