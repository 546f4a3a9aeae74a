/// What is known of a sample before there is one: enough to refuse a cell that asks for more than it offers.
///
/// A verb that makes a sample gives its outline from the options alone, without a look at files or events.
public struct SampleOutline: Sendable {
    public let schema: SampleSchema
    /// As ``EventSample/points``.
    public let points: [NuisancePoint]
    /// Whether the sample will have a ``Truth``: what gaps, exact intervals and the inverse distortion need.
    public let hasTruth: Bool
    /// Whether its scores will carry the distortion of data, as far as that is known: what T has to undo.
    public let isDistorted: Bool
    /// As ``EventSample/normalizations``.
    public let normalizations: [Normalization]
    /// Whether it will be a ``GeneratedSample``: what toys and events at further points need.
    public let isGenerated: Bool
    /// Whether it will say how many events are expected of every class, and how its nuisances move that.
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

    /// The outline of a sample that is cheap to make, as those that are recipes are.
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
