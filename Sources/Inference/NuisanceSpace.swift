/// Which nuisances of a mixture are profiled, in which order, and the values of those that are fixed.
///
/// A point of the space lists the profiled ones only: shape nuisances ν first, then normalizations θ.
public struct NuisanceSpace: Sendable, Equatable {
    public let shapes: [String]
    public let normalizations: [String]
    /// Values of the nuisances that are not profiled.
    public let fixed: [String: Double]
    public let profiled: [String]

    public init(mixture: Mixture, fixed: [String: Double] = [:]) {
        shapes = mixture.nuisances
        normalizations = mixture.yields.sources.map(\.name)
        self.fixed = fixed
        profiled = (shapes + normalizations).filter { fixed[$0] == nil }
    }

    /// ν and θ in full, at a point of the space.
    public func expand(_ point: [Double]) -> (nuisances: [Double], theta: [Double]) {
        precondition(point.count == profiled.count, "\(point.count) values for \(profiled)")
        var values = fixed
        for (name, value) in zip(profiled, point) { values[name] = value }
        return (shapes.map { values[$0] ?? 0 }, normalizations.map { values[$0] ?? 0 })
    }

    /// The components of a full gradient that belong to profiled nuisances.
    func gather(nuisances: [Double], theta: [Double]) -> [Double] {
        zip(shapes, nuisances).filter { fixed[$0.0] == nil }.map(\.1)
            + zip(normalizations, theta).filter { fixed[$0.0] == nil }.map(\.1)
    }
}
