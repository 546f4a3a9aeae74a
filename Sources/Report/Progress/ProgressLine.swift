/// One line of the terminal for one running cell.
enum ProgressLine {
    /// The room that the labels and verbs of all running cells need.
    struct Columns: Sendable, Hashable {
        let label: Int
        let verb: Int
    }

    private static let longestBar = 24
    private static let shortestBar = 8

    /// - Parameters:
    ///   - columns: the widths for label and verb, so that the bars of several cells are aligned.
    ///   - now: the current time, on the same clock as the cell's start.
    /// - Returns: at most `style.width − 1` columns, without a line break, indented by the width of the signs of
    ///   finished cells. Elements that do not fit are left out in the order verb, rate, loss, message, bar.
    static func text(_ cell: RunningCell, columns: Columns, now: Double, style: ProgressStyle) -> String {
        let room = style.width - 1
        let verb = padded(cell.verb, to: columns.verb)
        let elapsed = max(0, now - cell.start)
        let label = "  " + padded(cell.label, to: columns.label)
        guard let progress = cell.progress else {
            return cut([label, verb, ProgressText.clock(elapsed)].joined(separator: "  "), to: room)
        }
        let steps = alignedSteps(progress)
        let left = ProgressText.timeLeft(progress, elapsed: elapsed)
        let rate = ProgressText.rate(ProgressText.rate(progress, elapsed: elapsed))
        let loss = ProgressText.loss(progress)
        let choices: [[String?]] = [
            [verb, steps, loss, rate, left, progress.message],
            [nil, steps, loss, rate, left, progress.message],
            [nil, steps, loss, nil, left, progress.message],
            [nil, steps, nil, nil, left, progress.message],
            [nil, steps, nil, nil, left, nil],
        ]
        for fields in choices {
            let head = [label, fields[0]].compactMap { $0 }.joined(separator: "  ")
            let tail = fields.dropFirst().compactMap { $0 }.joined(separator: "  ")
            let free = room - head.count - tail.count - 4
            guard let fraction = progress.fraction else {
                if free >= 0 { return head + "  " + style.tinted(tail, .faint) }
                continue
            }
            if free >= shortestBar {
                return head + "  " + bar(fraction, length: min(free, longestBar), style: style) + "  " + tail
            }
        }
        return cut([label, steps].compactMap { $0 }.joined(separator: "  "), to: room)
    }

    static func bar(_ fraction: Double, length: Int, style: ProgressStyle) -> String {
        let halves = Int(fraction * Double(2 * length))
        let full = halves / 2
        guard style.unicode else {
            let done = String(repeating: "#", count: full)
            return style.tinted(done, .blue) + String(repeating: ".", count: length - full)
        }
        // Without colour, the two line weights show what is done and what is not.
        let half = halves % 2 == 1 ? "╸" : ""
        let done = String(repeating: "━", count: full) + half
        let open = String(repeating: "─", count: length - full - half.count)
        return style.tinted(done, .blue) + style.tinted(open, .faint)
    }

    /// The final line of a cell that is done.
    static func outcome(_ label: String, _ outcome: CellOutcome, style: ProgressStyle) -> String {
        let sign = style.sign(outcome)
        let text = ProgressText.outcome(outcome)
        switch outcome {
        case .ran: return "\(style.tinted(sign, .green)) \(label)  \(style.tinted(text, .faint))"
        case .failed: return style.tinted("\(sign) \(label)", .red) + "  \(text)"
        case .cached, .blocked, .manual, .cancelled: return style.tinted("\(sign) \(label)  \(text)", .faint)
        }
    }

    /// The step set as wide as the total, so that nothing after it moves.
    private static func alignedSteps(_ progress: CellProgress) -> String? {
        guard let steps = ProgressText.steps(progress), let total = progress.total else {
            return ProgressText.steps(progress)
        }
        return String(repeating: " ", count: max(0, 2 * "\(total)".count + 1 - steps.count)) + steps
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func cut(_ text: String, to width: Int) -> String {
        String(text.prefix(max(0, width)))
    }
}

extension ProgressLine.Columns {
    init(of cells: some Collection<RunningCell>) {
        self.init(label: min(cells.map(\.label.count).max() ?? 0, 32), verb: cells.map(\.verb.count).max() ?? 0)
    }
}

/// A cell that computes, and how far it says it is.
struct RunningCell: Sendable, Hashable {
    let label: String
    let verb: String
    /// When it began, on the clock of the display, in seconds.
    let start: Double
    var progress: CellProgress?
}
