/// The condition of a density: a class and a point x. For p(x|c) only the class is used.
public struct EventCondition: Codable, Sendable, Hashable {
    /// The index of the class in the schema.
    public let eventClass: Int
    /// One number for each feature; may be empty for p(x|c).
    public let x: [Double]

    /// With these values.
    public init(eventClass: Int, x: [Double] = []) {
        self.eventClass = eventClass
        self.x = x
    }

    private enum CodingKeys: String, CodingKey {
        case eventClass = "class"
        case x
    }
}

/// Points of a density's own space, each with the class and x of its condition, column by column.
///
/// Values are `Double`, so that nodes of a grid are not rounded before a closed form is evaluated.
public struct ConditionedPoints: Sendable, Equatable {
    /// x of p(x|c), y of p(y|x, c); shape [features of the density, points].
    public let values: [[Double]]
    /// The index of every point's class in the schema.
    public let classes: [UInt8]
    /// Shape [features, points]; may have no rows for p(x|c).
    public let x: [[Double]]

    /// How many points there are.
    public var count: Int { classes.count }

    /// - Precondition: all columns have the same length.
    public init(values: [[Double]], classes: [UInt8], x: [[Double]]) {
        let lengths = (values + x).map(\.count)
        precondition(lengths.allSatisfy { $0 == classes.count }, "columns of lengths \(lengths) and \(classes.count)")
        self.values = values
        self.classes = classes
        self.x = x
    }

    /// Points under one condition; `values` has shape [features of the density, points], with at least one row.
    public init(values: [[Double]], under condition: EventCondition) {
        let count = values[0].count
        self.init(
            values: values, classes: Array(repeating: UInt8(condition.eventClass), count: count),
            x: condition.x.map { Array(repeating: $0, count: count) })
    }

    /// Other values under the same conditions.
    public func replacing(values: [[Double]]) -> ConditionedPoints {
        ConditionedPoints(values: values, classes: classes, x: x)
    }

    /// The points of an index range.
    public subscript(range: Range<Int>) -> ConditionedPoints {
        ConditionedPoints(
            values: values.map { Array($0[range]) }, classes: Array(classes[range]), x: x.map { Array($0[range]) })
    }

    /// The point of an index; shape [features of the density].
    public func value(_ index: Int) -> [Double] { values.map { $0[index] } }

    /// The condition of the point of an index.
    public func condition(_ index: Int) -> EventCondition {
        EventCondition(eventClass: Int(classes[index]), x: x.map { $0[index] })
    }
}
