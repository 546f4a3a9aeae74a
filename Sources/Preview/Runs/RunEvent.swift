import Report

/// The state of runs that is sent to pages: the event "run".
struct RunEvent: Sendable, Hashable, Encodable {
    enum State: String, Sendable, Hashable, Encodable {
        case idle, running, stopping
    }

    /// A cell of the run.
    struct Cell: Sendable, Hashable, Encodable {
        let state: RunBoard.Cell.State
        let step: Int?
        let total: Int?
        let fraction: Double?
        let loss: Double?
        /// Seconds.
        let left: Double?
        let message: String?
        /// Steps and losses, while it runs.
        let curve: [[Double]]?
    }

    let state: State
    /// How many cells a run would compute.
    let outOfDate: Int
    /// Seconds until the run has ended, or would have; nil where nothing is known.
    let left: Double?
    let atLeast: Bool
    /// Of the cells of the run.
    let done: Int
    let total: Int
    /// How much of the run is done, by the number of cells.
    let fraction: Double
    /// Cells that wait, run or have failed, by label. Those that are done are in the page.
    let cells: [String: Cell]
    /// Why the last run could not be; nil where it could.
    let problem: String?

    /// - Parameters:
    ///   - cells: the cells of the current report, in the order of running.
    ///   - board: nil if nothing runs.
    init(
        _ state: State, _ cells: [PreviewPage.Cell], _ board: RunBoard?, problem: String?,
        now: ContinuousClock.Instant = .now
    ) {
        self.state = state
        self.problem = problem
        outOfDate = cells.count { $0.state == .willRun }
        let known = board?.now.cells ?? [:]
        let time = TimeLeft(cells, known, now: now)
        let hasWork = state != .idle || outOfDate > 0
        left = hasWork && (time.seconds > 0 || !time.isAtLeast) ? time.seconds : nil
        atLeast = time.isAtLeast
        done = known.values.count { $0.state == .done || $0.state == .failed }
        total = known.count
        let parts = known.values.map { cell -> Double in
            switch cell.state {
            case .waiting: return 0
            case .running: return cell.progress?.fraction ?? 0
            case .done, .failed: return 1
            }
        }
        fraction = parts.isEmpty ? 0 : parts.reduce(0, +) / Double(parts.count)
        self.cells = known.filter { $0.value.state != .done }.mapValues { cell in
            let elapsed = cell.start.map { (now - $0).inSeconds } ?? 0
            let isRunning = cell.state == .running
            return Cell(
                state: cell.state, step: cell.progress?.step, total: cell.progress?.total,
                fraction: cell.progress?.fraction, loss: cell.progress?.loss.flatMap { $0.isFinite ? $0 : nil },
                left: isRunning ? cell.progress?.secondsLeft(after: elapsed) : nil,
                message: cell.message ?? cell.progress?.message,
                curve: isRunning && cell.curve.points.count > 2 ? cell.curve.points : nil)
        }
    }
}
