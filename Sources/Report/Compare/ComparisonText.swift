import Foundation

/// A comparison for the terminal: a line with the numbers, and then what differs, the most important first.
struct ComparisonText {
    private let comparison: ReportComparison
    /// Of what has no error, more lines than this are only counted.
    private static let most = 20

    init(_ comparison: ReportComparison) { self.comparison = comparison }

    var text: String {
        let head = "\(comparison.old.name) → \(comparison.new.name)\n\(comparison.summary.words)\n"
        return head
            + ([gate] + [
                verdicts, expired, signOff, lostResults, movedInSigmas, lostNumbers, findings, cells, causes, moved,
                notCompared,
            ])
            .map(\.text).joined()
    }

    private struct Section {
        let title: String
        var lines: [String]
        var rows: [[String]] = []
        /// The number of lines that are not shown.
        var hidden = 0

        var text: String {
            guard !lines.isEmpty || !rows.isEmpty else { return "" }
            let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
            let set = rows.map { row in
                zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
                    .trimmingSuffix(" ")
            }
            let more = hidden > 0 ? ["and \(hidden) more, which --json lists"] : []
            return "\n\(title)\n" + (lines + set + more).map { "  \($0)\n" }.joined()
        }
    }

    private var gate: Section {
        guard let gate = comparison.gate else { return Section(title: "", lines: []) }
        return Section(
            title: "Gate", lines: ["\(gate.passes ? "✓" : "✗") \(gate.words)"] + gate.reasons.map { "  \($0)" })
    }

    private var verdicts: Section {
        let all = comparison.cells.flatMap { cell in cell.verdicts.map { (cell.label, $0) } }
        // What holds no more comes first, and what came out as before last.
        let ranked = all.filter { $1.isBroken } + all.filter { !$1.isBroken && $1.old?.status != $1.new?.status }
        let unchanged = all.filter { !$1.isBroken && $1.old?.status == $1.new?.status }
        return Section(
            title: "Verdicts",
            lines: (ranked + unchanged).map { label, verdict in "\(label): \(Self.words(verdict))" })
    }

    static func words(_ change: VerdictChange) -> String {
        let states =
            change.old?.status == change.new?.status
            ? "still \(change.new?.status.rawValue ?? "")"
            : "\(change.old?.status.rawValue ?? "not claimed") → \(change.new?.status.rawValue ?? "not claimed")"
        let measured = [change.old?.measured, change.new?.measured].compactMap { $0 }
        let required = [change.old?.tolerance, change.new?.tolerance].compactMap { $0 }
        func arrow(_ texts: [String]) -> String {
            texts.count == 2 && texts[0] == texts[1] ? texts[0] : texts.joined(separator: " → ")
        }
        return "\(change.claim): \(states) (measured \(arrow(measured)), required \(arrow(required)))"
    }

    private var expired: Section {
        Section(title: "Review that has expired", lines: comparison.expired.map(\.words))
    }

    private var signOff: Section {
        Section(title: "Review", lines: comparison.signOff.map(\.words))
    }

    private var lostResults: Section {
        Section(
            title: "Results lost",
            lines: comparison.cells.filter(\.lostResult).map { "\($0.label): \($0.absence ?? "why is not known")" })
    }

    private var values: [(name: String, change: ValueChange)] {
        comparison.cells.flatMap { cell in cell.values.map { (ComparisonWords.place(cell.label, $0.path, $0.name), $0) }
        }
    }

    private static func row(_ name: String, _ change: ValueChange) -> [String] {
        [
            name, ComparisonWords.value(change.old, change.oldError), "→",
            ComparisonWords.value(change.new, change.newError), ComparisonWords.difference(change),
            ComparisonWords.size(change),
        ]
    }

    private var movedInSigmas: Section {
        let moved = values.filter { $0.change.sigmas != nil }.sorted {
            ($0.change.sigmas ?? 0) > ($1.change.sigmas ?? 0)
        }
        return Section(
            title: "Values with an error, by σ: |Δ|/max(σ_old, σ_new)", lines: [], rows: moved.map(Self.row))
    }

    private var lostNumbers: Section {
        Section(
            title: "Numbers with an error that are none any more", lines: [],
            rows: values.filter(\.change.isLostNumber).map(Self.row))
    }

    /// Values without an error, the largest relative change first; words before them.
    private var moved: Section {
        let all = values.filter { $0.change.sigmas == nil && !$0.change.isLostNumber && !$0.change.isOfList }.sorted {
            ($0.change.relative ?? .infinity) > ($1.change.relative ?? .infinity)
        }
        return Section(
            title: "Values without an error, by relative change", lines: [],
            rows: all.prefix(Self.most).map(Self.row), hidden: max(0, all.count - Self.most))
    }

    private var findings: Section {
        Section(
            title: "Findings",
            lines: comparison.cells.flatMap { cell in
                cell.findings.map { "\(cell.label): \(Self.words($0))" }
            })
    }

    static func words(_ change: FindingChange) -> String {
        "\(change.kind.rawValue): \(change.state.rawValue) (\(change.name)): \(change.sentence)"
    }

    private var cells: Section {
        Section(
            title: "Cells",
            lines: comparison.cells.compactMap { cell in
                if let old = cell.oldLabel { return "renamed: \(old) → \(cell.label)" }
                guard cell.kind == .added || cell.kind == .removed else { return nil }
                let lack = cell.absence.map { ", without a result: \($0)" } ?? ""
                return "\(cell.kind.rawValue): \(cell.label) (\(cell.verb))\(lack)"
            })
    }

    private var causes: Section {
        Section(
            title: "What changed in cells",
            lines: comparison.cells.flatMap { cell in
                cell.reasons.map { "\(cell.label): \($0)" }
                    + cell.options.map { option in
                        "\(cell.label): \(option.path): \(ComparisonWords.option(option.old)) → "
                            + ComparisonWords.option(option.new)
                    }
            })
    }

    private var notCompared: Section {
        let lines = comparison.cells.flatMap { cell in cell.notCompared.map { "\(cell.label): \($0)" } }
        let gate = comparison.gate?.notJudged.filter { !lines.contains($0) } ?? []
        return Section(
            title: gate.isEmpty ? "Not compared" : "Not compared, or not judged by the gate", lines: lines + gate)
    }
}

extension ReportComparison: CustomStringConvertible {
    /// For the terminal: a line with the numbers, and then what differs, the most important first.
    public var description: String { ComparisonText(self).text }
}
