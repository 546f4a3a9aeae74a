import FlowKernels

/// The conditions of a bijection for the events of one chunk.
public struct Conditions {
    /// Shape [context, events]; class one-hots first, continuous context after them.
    public let context: Matrix
    /// ν for every event, shape [nuisances, events]; nil where nothing depends on ν.
    public let nuisances: Matrix?
    /// Whether the events have been sorted so that those of a chunk are similar (`TiledOrder`). An inverse may then use
    /// a shortcut for all of them; the result for one event depends on the others by rounding.
    public let areAlike: Bool

    /// With these values.
    public init(context: Matrix, nuisances: Matrix? = nil, areAlike: Bool = false) {
        self.context = context
        self.nuisances = nuisances
        self.areAlike = areAlike
    }
}

/// The matrices to which a backward pass adds the gradients with respect to the ``Conditions``; nil for gradients that
/// are not required.
public struct ConditionGradients {
    /// Shape [context, events]; accumulated.
    public let context: Matrix?
    /// Shape [nuisances, events]; accumulated.
    public let nuisances: Matrix?

    /// With these values.
    public init(context: Matrix? = nil, nuisances: Matrix? = nil) {
        self.context = context
        self.nuisances = nuisances
    }

    /// No gradients are required.
    public static var none: ConditionGradients { ConditionGradients() }
}

/// The conditions of a Taylor pass: one ν for all events, and the directions of the derivatives.
public struct TaylorConditions {
    /// The context of every event, which does not depend on ν, and ν itself.
    public let conditions: Conditions
    /// d: a number for each nuisance and direction, [direction][nuisance].
    public let directions: [[Float]]

    /// With these values.
    public init(_ conditions: Conditions, directions: [[Float]]) {
        let count = conditions.nuisances?.rows ?? 0
        precondition(directions.allSatisfy { $0.count == count }, "directions \(directions) for \(count) nuisances")
        self.conditions = conditions
        self.directions = directions
    }
}
