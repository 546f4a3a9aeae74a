import Statistics

extension Plan: CustomStringConvertible {
    /// The plan for the terminal: a table of cell, verb, condition in the store, action of a render, time of the last
    /// run and of the next one, and reason; every change on a separate line; and the total.
    public var description: String {
        if entries.isEmpty { return "The report has no cells.\n" }
        var rows = [["cell", "verb", "result", "render", "last took", "expected", "why"]]
        for entry in entries {
            let reasons = Self.reasons(entry)
            rows.append([
                entry.label, entry.verb, entry.condition.rawValue, entry.state.words,
                entry.lastSeconds.map(DurationText.coarse) ?? "",
                entry.expected.map { DurationText.coarse($0.seconds) } ?? "", reasons.first ?? "",
            ])
            rows += reasons.dropFirst().map { Array(repeating: "", count: 6) + [$0] }
        }
        let hasTimes = total != nil
        if !hasTimes { rows = rows.map { Array($0[..<5] + $0[6...]) } }
        return TextTable(rows[0], Array(rows.dropFirst())).text + "\n" + summary + "\n"
    }

    /// Each on a line.
    private static func reasons(_ entry: Entry) -> [String] {
        let changes = entry.changes.map(\.words)
        var reasons = changes.isEmpty || entry.why == changes.joined(separator: "; ") ? [] : [entry.why]
        reasons += changes
        if reasons.isEmpty { reasons = [entry.why] }
        if let expected = entry.expected, expected.seconds >= 1, expected.basis != "its last run" {
            reasons.append("time judged by \(expected.basis)")
        }
        if !entry.reruns.isEmpty {
            reasons.append("where its result changes, also: \(entry.reruns.joined(separator: ", "))")
        }
        return reasons
    }

    private var summary: String {
        let running = entries.count { $0.state == .willRun }
        if running == 0 { return "Nothing to run." }
        let cells = "\(running) of \(NumberText.counted(entries.count, "cell")) will run"
        guard let total, total.unknown.count < running else { return "\(cells)." }
        return "\(cells): \(total.words)."
    }
}
