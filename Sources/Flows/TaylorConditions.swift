import FlowKernels

/// The conditions of a Taylor pass: one ν for all events, and the directions along which it is differentiated.
public struct TaylorConditions {
    /// The context of every event, which does not depend on ν, and ν itself.
    public let conditions: Conditions
    /// d: a number for each nuisance and direction, [direction][nuisance].
    public let directions: [[Float]]

    public init(_ conditions: Conditions, directions: [[Float]]) {
        let count = conditions.nuisances?.rows ?? 0
        precondition(directions.allSatisfy { $0.count == count }, "directions \(directions) for \(count) nuisances")
        self.conditions = conditions
        self.directions = directions
    }
}
