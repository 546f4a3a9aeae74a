/// What became of a cell.
public struct CellResult: Sendable {
    /// How a cell ended.
    public enum Outcome: Sendable, Hashable {
        case ran, cached
        case failed(message: String, advice: String?)
        /// It did not run because of another cell, which failed or runs only when asked.
        case blocked(by: String)
        case manual
        case cancelled
    }

    /// How it ended.
    public let outcome: Outcome
    /// The time of the computation; for a cached result, of the one that made it.
    public let seconds: Double?
    /// nil unless it ran or was cached.
    public let artifact: Artifact?
    /// Of artifact and options; nil where there is no artifact.
    let inputDigest: String?
    /// Of the result in the store; nil where there is no artifact.
    let key: String?
    /// Who computed it and when; nil where there is no artifact.
    let record: Manifest.Record?
    let warnings: [String]

    init(
        _ outcome: Outcome, seconds: Double? = nil, artifact: Artifact? = nil, inputDigest: String? = nil,
        key: String? = nil, record: Manifest.Record? = nil, warnings: [String] = []
    ) {
        self.outcome = outcome
        self.seconds = seconds
        self.artifact = artifact
        self.inputDigest = inputDigest
        self.key = key
        self.record = record
        self.warnings = warnings
    }
}

/// What became of all cells.
public struct RunReport: Sendable {
    /// The outcome of every cell, by label.
    public let results: [String: CellResult]
    /// Wall time of the whole run.
    public let seconds: Double
    /// What the result of every cell may hold, by label.
    let shapes: [String: ResultShape]

    /// The warnings of all cells, in the order of their labels.
    public var warnings: [String] { results.keys.sorted().flatMap { results[$0]?.warnings ?? [] } }

    /// nil where the cell has no result.
    public func artifact(_ label: String) -> Artifact? { results[label]?.artifact }

    /// The value at a path as authors write it; nil where the cell has no result, or that does not hold it.
    public func value(at path: String, of label: String) -> Value? {
        artifact(label).flatMap { (shapes[label] ?? .any).value(at: path, in: $0.result) }
    }
}
