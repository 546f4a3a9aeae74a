/// Whether a comparison stays within the limit of the caller.
public struct ComparisonGate: Codable, Sendable {
    /// By how many σ a value may move.
    public let limit: Double
    /// Whether the comparison is within the limit.
    public let passes: Bool
    /// Reasons why it is not, in words.
    public let reasons: [String]
    /// Changes that it cannot judge, in words.
    public let notJudged: [String]

    init(limit: Double, _ cells: [CellChange]) {
        self.limit = limit
        var reasons: [String] = []
        var notJudged: [String] = []
        for cell in cells {
            for verdict in cell.verdicts where verdict.isBroken {
                let before = verdict.old.map { "\($0.status.rawValue) → " } ?? "new and "
                let now = verdict.new?.status.rawValue ?? ""
                reasons.append("\(cell.label): \(verdict.claim): \(before)\(now)")
            }
            for verdict in cell.verdicts where verdict.new == nil {
                notJudged.append("\(cell.label): \(verdict.claim): the new report does not claim it")
            }
            if cell.lostResult {
                reasons.append("\(cell.label) has lost its result: \(cell.absence ?? "why is not known")")
            }
            if cell.kind == .removed { notJudged.append("\(cell.label) was removed") }
            if cell.kind == .added, cell.verdicts.isEmpty { notJudged.append("\(cell.label) is new") }
            for value in cell.values {
                let name = ComparisonWords.place(cell.label, value.path, value.name)
                if let sigmas = value.sigmas {
                    guard sigmas > limit else { continue }
                    reasons.append("\(name) moved by \(ComparisonWords.sigmas(sigmas))")
                } else if value.isLostNumber {
                    reasons.append(
                        "\(name) was \(ComparisonWords.value(value.old, value.oldError)) and is "
                            + ComparisonWords.value(value.new, nil))
                }
            }
            let bare = cell.values.count { $0.sigmas == nil && !$0.isLostNumber && !$0.isOfList }
            if bare > 0 {
                notJudged.append("\(cell.label): \(bare) \(bare == 1 ? "value" : "values") that moved without an error")
            }
            notJudged += cell.notCompared.map { "\(cell.label): \($0)" }
        }
        self.reasons = reasons
        self.notJudged = notJudged
        passes = reasons.isEmpty
    }

    /// "within the gate of 0.5σ"
    var words: String {
        let limit = "the gate of \(ComparisonWords.sigmas(limit))"
        return passes ? "within \(limit)" : "not within \(limit)"
    }
}
