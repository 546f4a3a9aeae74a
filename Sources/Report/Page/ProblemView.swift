/// What the template `problem` sees: why a cell shows nothing.
struct ProblemView {
    /// The cell's own failure, or that of drawing it.
    struct Failed {
        /// A predicate to follow the label: "stopped."
        let what: String
        /// The message in full, several lines perhaps.
        let detail: String
    }

    /// Why a cell was not computed at all: one sentence in pieces, "it uses `cause`, which failed."
    struct NotComputed {
        let why: String
        /// The label of the cell that failed or was not asked for.
        var cause: String?
        /// The command to run.
        var command: String?
        let end: String
    }

    let failed: Failed?
    let notComputed: NotComputed?

    /// - Parameter others: the presentation of each cell, by label.
    /// - Returns: nil where the cell has a result that could be drawn.
    init?(_ presentation: CellPresentation, others: [String: CellPresentation]) {
        let cell = presentation.cell
        if let failure = presentation.drawingFailure, presentation.absence == nil {
            failed = Failed(what: "has a result, and drawing it failed.", detail: failure)
            notComputed = nil
            return
        }
        switch presentation.result.outcome {
        // Of a cell that did not run, the page says more than a problem (``OutdatedView``).
        case .ran, .cached, .absent: return nil
        case .failed(let message, let advice):
            failed = Failed(what: "stopped.", detail: message + (advice.map { "\n\($0)" } ?? ""))
            notComputed = nil
        case .cancelled:
            failed = nil
            notComputed = NotComputed(why: "the run was stopped", end: ".")
        case .manual:
            failed = nil
            notComputed = NotComputed(
                why: "it runs only when asked:", command: "--refresh \(cell.label)", end: ".")
        case .blocked(let cause):
            failed = nil
            if others[cause]?.runsOnlyWhenAsked ?? false {
                notComputed = NotComputed(why: "it waits for", cause: cause, end: ", which runs only when asked.")
            } else {
                let uses = cell.uses.contains(cause)
                notComputed = NotComputed(why: uses ? "it uses" : "it depends on", cause: cause, end: ", which failed.")
            }
        }
    }
}

extension CellPresentation {
    /// Whether it has no result because it was not requested.
    fileprivate var runsOnlyWhenAsked: Bool {
        switch result.outcome {
        case .manual: true
        case .absent(let absence): absence.kind == .manual
        default: false
        }
    }
}
