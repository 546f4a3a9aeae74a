/// A sample as an artifact holds it: its recipe, with the name of its kind.
///
/// The recipe is an object of the sample's own members with `kind` beside them. One without `kind` is the benchmark's:
/// recipes had none while there was no other sample.
public struct SampleRecipe: Codable, Sendable {
    /// The sample itself.
    public let sample: any EventSample

    public init(_ sample: any EventSample) { self.sample = sample }

    private enum CodingKeys: String, CodingKey { case kind }

    /// Looks the kind up in the decoder's ``Swift/CodingUserInfoKey/sampleKinds``, or in ``SampleKinds/standard``.
    ///
    /// - Throws: `DecodingError` where the kind is not known, or the recipe does not fit it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kinds = CodingUserInfoKey.sampleKinds.flatMap { decoder.userInfo[$0] as? SampleKinds } ?? .standard
        let kind = try container.decodeIfPresent(String.self, forKey: .kind) ?? BenchmarkSample.kind
        guard let type = kinds[kind] else {
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container,
                debugDescription: "there is no kind of sample '\(kind)', only \(kinds.names.joined(separator: ", "))")
        }
        sample = try type.init(from: decoder)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(type(of: sample).kind, forKey: .kind)
        try sample.encode(to: encoder)
    }
}

/// The kinds of samples that recipes can be of.
public struct SampleKinds: Sendable {
    private let types: [String: any EventSample.Type]

    /// - Precondition: no two kinds have the same name.
    public init(_ types: [any EventSample.Type]) {
        self.types = Dictionary(uniqueKeysWithValues: types.map { ($0.kind, $0) })
    }

    /// Those that Fiducial has: one line a kind.
    public static let standard = SampleKinds([
        BenchmarkSample.self
    ])

    /// These and others, as tests have them.
    public func adding(_ others: [any EventSample.Type]) -> SampleKinds { SampleKinds(Array(types.values) + others) }

    /// In alphabetical order.
    public var names: [String] { types.keys.sorted() }

    /// nil where no kind has this name.
    public subscript(name: String) -> (any EventSample.Type)? { types[name] }
}

extension CodingUserInfoKey {
    /// The ``SampleKinds`` that a decoder knows, where they are not the standard ones.
    public static let sampleKinds = CodingUserInfoKey(rawValue: "fiducial.sample-kinds")
}
