/// Parts of a cell's work that are computed side by side: the members of an ensemble, toy experiments.
public struct PartGroup: Sendable {
    /// What they are, in the plural: "members". Belongs to their keys.
    public let name: String
    /// Their labels differ.
    public let parts: [PartDescription]
    /// Whether the cell fails where one of them does; the others are computed first, and the next run finds them.
    public let isRequired: Bool

    /// - Precondition: no two parts have the same label.
    public init(_ name: String, _ parts: [PartDescription], isRequired: Bool = true) {
        precondition(Set(parts.map(\.label)).count == parts.count, "two of the \(name) have the same label")
        self.name = name
        self.parts = parts
        self.isRequired = isRequired
    }
}

/// What became of a part.
public enum PartOutcome: Sendable, Hashable {
    case finished(Artifact)
    /// It is computed again in the next run. A failure that is a result in itself belongs in an artifact.
    case failed(message: String, advice: String?)

    /// nil where the part failed.
    public var artifact: Artifact? {
        if case .finished(let artifact) = self { artifact } else { nil }
    }
}
