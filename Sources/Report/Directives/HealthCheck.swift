/// Whether a result can be relied upon.
public enum HealthState: String, Codable, CaseIterable, Comparable, Sendable {
    /// No check found a problem.
    case sound
    /// It may be less accurate, or less certain, than it looks.
    case doubtful
    /// It is not what it claims to be.
    case unsound

    public static func < (first: HealthState, second: HealthState) -> Bool {
        allCases.firstIndex(of: first) ?? 0 < allCases.firstIndex(of: second) ?? 0
    }
}

/// A problem that a cell can find in its own result, declared by its verb: ``Directive/healthChecks``.
///
/// Each check has one state, so that an author who accepts it by name does not also accept a more serious one.
public struct HealthCheck: Sendable, Hashable, Codable {
    /// Lower-case words with hyphens, as authors accept it: `at-edge`.
    public let name: String
    /// How serious the finding is: doubtful or unsound.
    public let state: HealthState
    /// One sentence for help: the condition of the finding.
    public let meaning: String

    /// - Precondition: the name is words with hyphens, and the state is not `sound`.
    public init(_ name: String, _ state: HealthState, _ meaning: String) {
        precondition(CellLabel.isValid(name), "'\(name)' is no name of a finding")
        precondition(state != .sound, "'\(name)' would find nothing")
        self.name = name
        self.state = state
        self.meaning = meaning
    }
}

/// What a check found in a result.
public struct Finding: Sendable, Hashable, Codable {
    /// The check.
    public let check: HealthCheck
    /// What was found, with its numbers: one sentence or two in plain text; `$…$` is math.
    public let sentence: String
    /// What to do about it, likewise.
    public let remedy: String

    /// With these values.
    public init(_ check: HealthCheck, _ sentence: String, remedy: String) {
        self.check = check
        self.sentence = sentence
        self.remedy = remedy
    }
}

extension [HealthCheck] {
    /// The checks in order, without repetitions.
    public var distinct: [HealthCheck] {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
