/// One of the parts into which a cell's work is divided: a member of an ensemble, a toy experiment.
///
/// A part's result may depend only on this description. The number of parts must not be in `components`: then a hundred
/// toys are kept when the author asks for two hundred. The description can be encoded, so that another process can
/// compute the part from it and the report.
public struct PartDescription: Sendable, Hashable {
    /// Unique within the cell's parts: "member 3".
    public let label: String
    /// Everything that the result depends on besides the seed and the cells that the part uses. It is safest to start
    /// from all options of the cell: ``Options/canonical(without:)``.
    public let components: Value
    /// The seed of the part's random numbers.
    public let seed: UInt64
    /// The cells that the part may use; nil for all that its cell uses.
    public let uses: [String]?

    /// `uses` may name fewer cells than the cell itself uses, so that a change of the others does not affect the part.
    public init(_ label: String, components: Value, seed: UInt64, uses: [CellReference]? = nil) {
        self.label = label
        self.components = components
        self.seed = seed
        self.uses = uses?.map(\.label)
    }

    /// One of the components, which distinguish this part from the others of its group; nil for an unknown name.
    public subscript(component: String) -> Value? { components.object?[component] }
}

extension PartDescription: Codable {
    private enum CodingKeys: CodingKey { case label, components, seed, uses }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        label = try container.decode(String.self, forKey: .label)
        components = try container.decode(Value.self, forKey: .components)
        let text = try container.decode(String.self, forKey: .seed)
        guard let seed = UInt64(text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .seed, in: container, debugDescription: "'\(text)' is no seed")
        }
        self.seed = seed
        uses = try container.decodeIfPresent([String].self, forKey: .uses)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(label, forKey: .label)
        try container.encode(components, forKey: .components)
        // A text: a seed may have more bits than `Int`.
        try container.encode(String(seed), forKey: .seed)
        try container.encodeIfPresent(uses, forKey: .uses)
    }
}

/// Parts of a cell's work that are computed in parallel: the members of an ensemble, toy experiments.
public struct PartGroup: Sendable {
    /// The name of the parts in the plural: "members". It is part of their keys.
    public let name: String
    /// The parts, with different labels.
    public let parts: [PartDescription]
    /// Whether the cell fails if one of the parts fails; the others are computed first, and the next run uses them.
    public let isRequired: Bool

    /// - Precondition: no two parts have the same label.
    public init(_ name: String, _ parts: [PartDescription], isRequired: Bool = true) {
        precondition(Set(parts.map(\.label)).count == parts.count, "two of the \(name) have the same label")
        self.name = name
        self.parts = parts
        self.isRequired = isRequired
    }
}

/// The outcome of a part.
public enum PartOutcome: Sendable, Hashable {
    /// Its result.
    case finished(Artifact)
    /// It failed, and is computed again in the next run. A failure that is itself a result belongs in an artifact.
    case failed(message: String, advice: String?)

    /// Its artifact; nil for a part that failed.
    public var artifact: Artifact? {
        if case .finished(let artifact) = self { artifact } else { nil }
    }
}
