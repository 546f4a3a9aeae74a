/// Events of a sample, column by column; every column has one element an event.
public struct SampleEvents: Sendable, Equatable {
    /// Shape [features, events].
    public let x: [[Float]]
    /// Shape [scores, events].
    public let y: [[Float]]
    /// The place of every event's class in the schema; nil for data, which do not show it.
    public let classes: [UInt8]?
    /// nil where every event counts 1.
    public let weights: [Float]?
    /// How many events there are.
    public let count: Int

    /// - Precondition: there is a column, and all are equally long.
    public init(x: [[Float]], y: [[Float]], classes: [UInt8]? = nil, weights: [Float]? = nil) {
        let lengths = (x + y).map(\.count) + [classes?.count, weights?.count].compactMap(\.self)
        precondition(Set(lengths).count == 1, "columns of lengths \(lengths)")
        self.x = x
        self.y = y
        self.classes = classes
        self.weights = weights
        count = lengths[0]
    }

    /// The same events as data show them.
    var unlabelled: SampleEvents { SampleEvents(x: x, y: y, weights: weights) }

    /// The columns that a density is a density of.
    public func columns(of density: ConditionalDensity) -> [[Float]] { density == .features ? x : y }

    /// The events as points of a density's space, each under its own class and x.
    ///
    /// - Precondition: the events show their class.
    public func conditioned(_ density: ConditionalDensity) -> ConditionedPoints {
        guard let classes else { preconditionFailure("the events show no class") }
        return ConditionedPoints(
            values: columns(of: density).map { $0.map(Double.init) }, classes: classes,
            x: x.map { $0.map(Double.init) })
    }
}
