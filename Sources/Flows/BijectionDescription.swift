/// What a model file says about the architecture of one kind of bijection.
///
/// Its coding keys are those of the file; what they hold may come from anywhere and is checked by ``makeBijection()``.
protocol BijectionArchitecture: Sendable, Hashable, Codable {
    associatedtype Map: Bijection

    /// The name of the kind in a model file.
    static var kind: String { get }

    /// The minimum number of tensors of a model with this architecture, found without building it, because a short
    /// description may require more than a file can hold.
    var leastTensorCount: Int { get }

    /// A line of text for each map, data side first.
    var summary: [String] { get }

    /// Builds the architecture.
    ///
    /// - Throws: ``FlowError/invalidArchitecture(_:)`` if a description from a file is not valid.
    func makeBijection() throws(FlowError) -> Map
}

/// The architecture of a bijection as a model file states it: `{KIND: {…}}` in JSON.
public struct BijectionDescription: Sendable {
    let architecture: any BijectionArchitecture

    /// All kinds that a model file can state.
    static let architectures: [any BijectionArchitecture.Type] = [
        MaskedAutoregressiveSpline.Architecture.self, MaskedAutoregressiveAffine.Architecture.self,
        PolynomialResidual.Architecture.self, Permutation.Architecture.self, Standardization.Architecture.self,
        Composition.Architecture.self, ContextStandardized.Architecture.self, HeldNuisances.Architecture.self,
    ]

    /// The names of all kinds.
    public static var kinds: [String] { architectures.map { $0.kind } }

    init(_ architecture: some BijectionArchitecture) { self.architecture = architecture }

    /// The name of this one's kind.
    public var kind: String { type(of: architecture).kind }

    /// The parts of a composition, data side first; empty for any other kind.
    public var parts: [BijectionDescription] { (architecture as? Composition.Architecture)?.parts ?? [] }

    /// Builds the architecture.
    ///
    /// - Throws: ``FlowError/invalidArchitecture(_:)`` if a description from a file is not valid.
    public func makeBijection() throws(FlowError) -> any Bijection { try architecture.makeBijection() }
}

extension BijectionDescription: Hashable {
    public static func == (left: BijectionDescription, right: BijectionDescription) -> Bool {
        AnyHashable(left.architecture) == AnyHashable(right.architecture)
    }

    public func hash(into hasher: inout Hasher) { architecture.hash(into: &hasher) }
}

extension BijectionDescription: Codable {
    private struct Kind: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    /// - Throws: `DecodingError` if there is not exactly one kind, or the kind is unknown, or its values cannot be
    ///   decoded.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Kind.self)
        func failure(_ what: String) -> DecodingError {
            DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: container.codingPath, debugDescription: what))
        }
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            throw failure("a map is described by one kind, not \(container.allKeys.count)")
        }
        guard let type = Self.architectures.first(where: { $0.kind == key.stringValue }) else {
            throw failure("there is no map of kind '\(key.stringValue)'; known: \(Self.kinds.joined(separator: ", "))")
        }
        func decode<A: BijectionArchitecture>(_ type: A.Type) throws -> any BijectionArchitecture {
            try container.decode(A.self, forKey: key)
        }
        architecture = try decode(type)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Kind.self)
        try container.encode(architecture, forKey: Kind(kind))
    }
}
