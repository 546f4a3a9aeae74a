/// Events of a sample, column by column; every column has one element for each event.
public struct SampleEvents: Sendable, Equatable {
    /// Shape [features, events].
    public let x: [[Float]]
    /// Shape [scores, events].
    public let y: [[Float]]
    /// The index of every event's class in the schema; nil for data, whose classes are not known.
    public let classes: [UInt8]?
    /// The weights; nil for weights of 1.
    public let weights: [Float]?
    /// The number of events.
    public let count: Int

    /// - Precondition: at least one column, and all have the same length.
    public init(x: [[Float]], y: [[Float]], classes: [UInt8]? = nil, weights: [Float]? = nil) {
        let lengths = (x + y).map(\.count) + [classes?.count, weights?.count].compactMap(\.self)
        precondition(Set(lengths).count == 1, "columns of lengths \(lengths)")
        self.x = x
        self.y = y
        self.classes = classes
        self.weights = weights
        count = lengths[0]
    }

    /// The same events without classes, as in data.
    var unlabelled: SampleEvents { SampleEvents(x: x, y: y, weights: weights) }

    /// The columns of the quantities of a density.
    public func columns(of density: ConditionalDensity) -> [[Float]] { density == .features ? x : y }

    /// The events as points of a density's space, each under its own class and x.
    ///
    /// - Precondition: the events have classes.
    public func conditioned(_ density: ConditionalDensity) -> ConditionedPoints {
        guard let classes else { preconditionFailure("the events show no class") }
        return ConditionedPoints(
            values: columns(of: density).map { $0.map(Double.init) }, classes: classes,
            x: x.map { $0.map(Double.init) })
    }
}
