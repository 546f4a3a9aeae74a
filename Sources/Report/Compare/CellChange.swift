/// What differs between a cell of the old report and the same cell of the new one.
public struct CellChange: Codable, Sendable {
    /// The kind of change of a cell.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// Nothing differs.
        case same
        /// Something differs.
        case changed
        /// Only one of the reports has it.
        case added, removed
    }

    /// The label in the new report; for a removed cell, in the old one.
    public let label: String
    /// The label in the old report, if it differs.
    public let oldLabel: String?
    /// The verb in the new report.
    public let verb: String
    /// The kind of change.
    public let kind: Kind
    /// Other changes on which the result depends, in words: verb, version, seed, files.
    public let reasons: [String]
    /// Changed options, by path.
    public let options: [OptionChange]
    /// The number of values of the result that were compared.
    public let comparedValues: Int
    /// Changed values, in the order of the result.
    public let values: [ValueChange]
    /// Claims whose verdict or measured value changed.
    public let verdicts: [VerdictChange]
    /// Findings that appeared, disappeared or were accepted.
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

/// An option that changed.
public struct OptionChange: Codable, Sendable {
    /// "window.shift.0"
    public let path: String
    /// nil where the old cell does not have it.
    public let old: Value?
    /// nil where the new cell does not have it.
    public let new: Value?
}

/// A claim whose verdict or measured value changed.
public struct VerdictChange: Codable, Sendable {
    /// In words.
    public let claim: String
    /// nil where the old report does not make the claim.
    public let old: Verdict?
    /// nil where the new report does not make it.
    public let new: Verdict?

    /// Whether both reports make the claim, with different verdicts.
    public var isFlipped: Bool { old != nil && new != nil && old?.status != new?.status }
    /// Whether the claim no longer holds, or is new and does not hold.
    public var isBroken: Bool { new.map { $0.status != .pass && old?.status != $0.status } ?? false }
}

/// A finding about a result that appeared, disappeared or was accepted.
public struct FindingChange: Codable, Sendable {
    /// The kind of change of a finding.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// It is new; it existed before and no longer does; the author now accepts it.
        case appeared, went, accepted
        /// The author accepted it before and no longer does.
        case noLongerAccepted = "no longer accepted"
    }

    /// Its name, by which authors accept it.
    public let name: String
    /// The kind of change.
    public let kind: Kind
    /// Its state: how serious it is.
    public let state: HealthState
    /// The sentence, with its numbers.
    public let sentence: String
}
