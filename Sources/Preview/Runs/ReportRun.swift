import Report

/// A run of one report, on threads of its own.
struct ReportRun: Sendable {
    let board: RunBoard
    let cancellation: Cancellation
    /// Ends with the run.
    let task: Task<RenderSession.Computed, Never>

    /// Starts the run.
    ///
    /// - Parameters:
    ///   - refresh: labels of cells to compute although they are up to date, or run only when asked.
    ///   - cells: the cells of the current report.
    ///   - onEnd: called when a cell has ended, on the thread that did the work.
    init(
        _ session: RenderSession, refresh: [String], _ cells: [PreviewPage.Cell],
        onEnd: @escaping @Sendable (_ cell: String, CellOutcome) -> Void
    ) {
        let wanted = Set(refresh)
        let waiting = cells.filter { $0.state == .willRun || wanted.contains($0.label) }.map(\.label)
        let board = RunBoard(waiting: waiting, onEnd: onEnd)
        var session = session
        session.refresh = refresh
        session.progress = board
        session.cancellation = Cancellation()
        self.board = board
        cancellation = session.cancellation
        let computing = session
        task = Task { await computing.compute() }
    }
}
