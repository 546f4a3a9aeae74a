/// What differs between a cell of the old report and the same cell of the new one.
public struct CellChange: Codable, Sendable {
    /// What became of the cell.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// Nothing differs.
        case same
        /// Something differs.
        case changed
        /// Only one of the reports has it.
        case added, removed
    }

    /// In the new report; in the old one where it was removed.
    public let label: String
    /// In the old report, where that is another one.
    public let oldLabel: String?
    /// As in the new report.
    public let verb: String
    /// What became of it.
    public let kind: Kind
    /// What else the result depends on and that changed, in words: verb, version, seed, files.
    public let reasons: [String]
    /// By path.
    public let options: [OptionChange]
    /// By how many values of the result were compared.
    public let comparedValues: Int
    /// In the order of the result.
    public let values: [ValueChange]
    /// Claims whose verdict or measured value is another one.
    public let verdicts: [VerdictChange]
    /// Findings that appeared, went or were accepted.
    public let findings: [FindingChange]
    /// Whether the old report has a result and the new one has none.
    public let lostResult: Bool
    /// Why the new report has no result; nil where it has one.
    public let absence: String?
    /// What could not be compared, in words.
    public let notCompared: [String]

    /// Whether anything differs.
    public var isChanged: Bool { kind != .same || oldLabel != nil }
}

/// An option that is another one.
public struct OptionChange: Codable, Sendable {
    /// "window.shift.0"
    public let path: String
    /// nil where the old cell does not have it.
    public let old: Value?
    /// nil where the new cell does not have it.
    public let new: Value?
}

/// A claim whose verdict or measured value is another one.
public struct VerdictChange: Codable, Sendable {
    /// In words.
    public let claim: String
    /// nil where the old report does not make the claim.
    public let old: Verdict?
    /// nil where the new report does not make it.
    public let new: Verdict?

    /// Whether both make the claim and it came out otherwise.
    public var isFlipped: Bool { old != nil && new != nil && old?.status != new?.status }
    /// Whether it holds no more, or is new and does not hold.
    public var isBroken: Bool { new.map { $0.status != .pass && old?.status != $0.status } ?? false }
}

/// A finding about a result that appeared, went or was accepted.
public struct FindingChange: Codable, Sendable {
    /// What became of it.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// It is there now and was not before; it was there before; the author accepts it now.
        case appeared, went, accepted
        /// The author accepted it and does so no more.
        case noLongerAccepted = "no longer accepted"
    }

    /// As authors accept it.
    public let name: String
    /// What became of it.
    public let kind: Kind
    /// What it makes of the result.
    public let state: HealthState
    /// With its numbers.
    public let sentence: String
}
