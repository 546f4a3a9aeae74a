/// One of the parts that a cell's work divides into: a member of an ensemble, a toy experiment.
///
/// A part's result may depend on what stands here and on nothing else. The number of parts does not belong in
/// `components`: a hundred toys are then kept when the author asks for two hundred.
public struct PartDescription: Sendable {
    /// Unique within the cell's parts: "member 3".
    public let label: String
    /// Everything that the result follows from besides the seed and what the part uses. To start from all options of
    /// the cell is safest: ``Options/canonical(without:)``.
    public let components: Value
    /// What the part draws random numbers from.
    public let seed: UInt64
    /// The cells that the part may look at; nil for all that its cell uses.
    public let uses: [String]?

    /// - Parameter uses: fewer cells than the cell itself uses, so that a change of the others leaves the part alone.
    public init(_ label: String, components: Value, seed: UInt64, uses: [CellReference]? = nil) {
        self.label = label
        self.components = components
        self.seed = seed
        self.uses = uses?.map(\.label)
    }
}

/// What became of a part.
public enum PartOutcome: Sendable, Hashable {
    case finished(Artifact, fromStore: Bool)
    /// It is computed again in the next run. A failure that is a result in itself belongs in an artifact.
    case failed(message: String, advice: String?)

    /// nil where the part failed.
    public var artifact: Artifact? {
        if case .finished(let artifact, _) = self { artifact } else { nil }
    }
}
