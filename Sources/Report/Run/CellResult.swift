/// The outcome of a cell.
public struct CellResult: Sendable {
    /// How a cell ended.
    public enum Outcome: Sendable, Hashable {
        /// It was computed, or found in the store.
        case ran, cached
        /// It failed: the reason, and what to try.
        case failed(message: String, advice: String?)
        /// It did not run because of another cell, which failed or runs only when asked.
        case blocked(by: String)
        /// It runs only when asked for, and was not asked for.
        case manual
        /// The run was stopped before it ended.
        case cancelled
        /// Nothing was run, and the store has no current result of the cell. The artifact is that of the last result,
        /// if there is one.
        case absent(Absence)
    }

    /// Why a cell has no result if nothing was run.
    public struct Absence: Sendable, Hashable {
        /// The kind of absence.
        public enum Kind: String, Sendable, Hashable {
            /// It never ran.
            case neverRun = "never-run"
            /// Its inputs have changed since it ran, or its result is lost.
            case outOfDate = "out-of-date"
            /// It runs only when asked for.
            case manual
        }

        /// The kind of absence.
        public let kind: Kind
        /// What changed, or which cell has to run first; in the author's terms.
        public let why: String
    }

    /// How it ended.
    public let outcome: Outcome
    /// The time of the computation; for a cached result, of the one that made it.
    public let seconds: Double?
    /// The result; nil unless it ran or was cached.
    public let artifact: Artifact?
    /// What the cell finds wrong with its result; nil where that is not known yet.
    let findings: [Finding]?
    /// Of artifact and options; nil where there is no artifact.
    let inputDigest: String?
    /// Of the result in the store; nil where there is no artifact.
    let key: String?
    /// Who computed it and when; nil where there is no artifact.
    let record: Manifest.Record?
    let warnings: [String]
    /// The inputs of a last result that is shown in place of a current one.
    var last: LastResult?

    /// Whether nothing was run, and the store has no current result of the cell.
    var isAbsent: Bool {
        if case .absent = outcome { true } else { false }
    }

    init(
        _ outcome: Outcome, seconds: Double? = nil, artifact: Artifact? = nil, findings: [Finding]? = nil,
        inputDigest: String? = nil, key: String? = nil, record: Manifest.Record? = nil, warnings: [String] = []
    ) {
        self.outcome = outcome
        self.seconds = seconds
        self.artifact = artifact
        self.findings = findings
        self.inputDigest = inputDigest
        self.key = key
        self.record = record
        self.warnings = warnings
    }
}

/// The outcomes of all cells.
public struct RunReport: Sendable {
    /// The outcome of every cell, by label.
    public let results: [String: CellResult]
    /// Wall time of the whole run.
    public let seconds: Double
    /// What the result of every cell may hold, by label.
    let shapes: [String: ResultShape]

    /// The warnings of all cells, in the order of their labels.
    public var warnings: [String] { results.keys.sorted().flatMap { results[$0]?.warnings ?? [] } }

    /// The artifact of a cell; nil without a result.
    public func artifact(_ label: String) -> Artifact? { results[label]?.artifact }

    /// The value at a path as authors write it; nil without a result, or where the result does not have it.
    public func value(at path: String, of label: String) -> Value? {
        artifact(label).flatMap { (shapes[label] ?? .any).value(at: path, in: $0.result) }
    }
}
