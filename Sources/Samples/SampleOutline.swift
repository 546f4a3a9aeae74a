/// The properties of a sample that are known before it is made: enough to refuse a cell that needs more than the sample
/// provides.
///
/// A verb that makes a sample makes its outline from the options alone, without reading files or events.
public struct SampleOutline: Sendable {
    public let schema: SampleSchema
    /// As ``EventSample/points``.
    public let points: [NuisancePoint]
    /// Whether the sample will have a ``Truth``, which gaps, exact intervals and the inverse distortion need.
    public let hasTruth: Bool
    /// Whether its scores will have the distortion of data, which T has to undo, as far as this is known.
    public let isDistorted: Bool
    /// As ``EventSample/normalizations``.
    public let normalizations: [Normalization]
    /// Whether it will be a ``GeneratedSample``, which toys and events at further points need.
    public let isGenerated: Bool
    /// Whether it will state the expected events of every class and their response to nuisances.
    public let hasYields: Bool

    /// The outline of events from files, which have neither truth nor generator.
    public init(schema: SampleSchema, points: [NuisancePoint]) {
        self.schema = schema
        self.points = points
        hasTruth = false
        isDistorted = false
        normalizations = []
        isGenerated = false
        hasYields = !schema.classes.isEmpty
    }

    /// The outline of a sample that is cheap to make, such as a recipe.
    public init(of sample: any EventSample) {
        schema = sample.schema
        points = sample.points
        hasTruth = sample.truth != nil
        isDistorted = sample.truth?.isDistorted ?? false
        normalizations = sample.normalizations
        isGenerated = sample is any GeneratedSample
        hasYields = false
    }
}
